// The parts of a line: its columns, and the text between them.
import type { FormatPart } from '../log-format/directive.ts';

/** A line as a format whose variables are columns without a meaning: `$v0`, `$v1`, … */
export interface Template {
  readonly parts: readonly FormatPart[];
  /** By column: the name that stands before the value (`rt` in `rt=0.1`, the key of a JSON field); undefined if there is none. */
  readonly names: readonly (string | undefined)[];
  /** By column: the names of the JSON objects around a value and its own, `resp.code`; otherwise the same as its name. */
  readonly paths: readonly (string | undefined)[];
  /** The columns with a `$time_local`, which holds a space. */
  readonly times: readonly number[];
  /** The columns that are known by the values around them, with their variables. */
  readonly known: ReadonlyMap<number, string>;
}

const MOST_COLUMNS = 120;

/** Collects the parts of a template. */
export class Parts {
  readonly parts: FormatPart[] = [];
  readonly names: (string | undefined)[] = [];
  readonly paths: (string | undefined)[] = [];
  readonly times: number[] = [];
  readonly known: Map<number, string> = new Map<number, string>();
  #literal = '';

  literal(text: string): void {
    this.#literal += text;
  }

  value(name: string | undefined, path: string | undefined = name): void {
    // Two values without a text between them cannot be told apart.
    if (this.#literal === '' && this.parts.length > 0) return;
    if (this.#literal !== '') this.parts.push({ literal: this.#literal });
    this.#literal = '';
    this.parts.push({ variable: `v${this.names.length}` });
    this.names.push(name);
    this.paths.push(path);
  }

  /** Values of known variables, and the text between them. */
  composite(parts: readonly FormatPart[]): void {
    for (const part of parts) {
      if ('literal' in part) {
        this.literal(part.literal);
        continue;
      }
      if (this.#literal !== '') this.parts.push({ literal: this.#literal });
      this.#literal = '';
      this.known.set(this.names.length, part.variable);
      this.parts.push({ variable: `v${this.names.length}` });
      this.names.push(undefined);
      this.paths.push(undefined);
    }
  }

  done(): Template | undefined {
    if (this.#literal !== '') this.parts.push({ literal: this.#literal });
    return this.names.length === 0 || this.names.length > MOST_COLUMNS ? undefined : this;
  }
}
