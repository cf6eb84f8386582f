// Splits a line by a log_format, anchored at both ends: every character belongs to a literal or to a value.
import type { Escape, LogFormat } from './directive.ts';
import { type Form, formOf, usualFormOf } from './variables.ts';

interface Step {
  readonly variable: string;
  readonly form: Form | undefined;
  /** For unquoted free text: what it looks like nearly always. */
  readonly usualForm: Form | undefined;
  /** The literal before the value ends with a quote, and nginx escapes quotes in values. */
  readonly isQuoted: boolean;
  /** The literal after the value. */
  readonly next: string;
}

/** Places that are tried in one line, so that no line takes long. Lines of nginx need about one for each variable. */
const MOST_TRIES = 20_000;
/** Characters that are looked at in one pass: so many for each of the line, and some for a short line. */
const MOST_LOOKS = 32;
const LOOKS_AT_SHORT_LINES = 1_000_000;
/** A value that no literal ends is tried up to this length. */
const MOST_ADJACENT = 2048;
const QUOTE = '"';

/** Splits lines. A flyweight: the values are those of the line that was read last. */
export class LineMatcher {
  /** The variables in order; a variable may occur twice. */
  readonly variables: readonly string[];
  /** The variable at which the last line that did not fit went wrong: the furthest one that was reached. */
  failedAt = '';
  readonly #steps: readonly Step[];
  readonly #first: string;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #failed = new Set<number>();
  // The variables whose values must look as usual, pass after pass.
  readonly #passes: readonly (readonly string[])[];
  #usual: readonly string[] = [];
  #text = '';
  #tries = 0;
  #looks = 0;
  readonly #mostTries: number;
  #furthest = 0;

  /** @param mostTries places that are tried in one line */
  constructor({ parts, escape }: Pick<LogFormat, 'parts' | 'escape'>, mostTries: number = MOST_TRIES) {
    this.#mostTries = mostTries;
    const [head] = parts;
    this.#first = head !== undefined && 'literal' in head ? head.literal : '';
    this.#steps = stepsOf(parts, escape);
    this.variables = this.#steps.map(({ variable }) => variable);
    const loose = this.#steps.filter(({ usualForm }) => usualForm !== undefined).map(({ variable }) => variable);
    // A broken request looks like anything, so it is the first that may.
    const passes = [loose, loose.filter((variable) => variable !== 'request'), []];
    this.#passes = passes.filter((pass, i) => pass.length !== passes[i + 1]?.length);
    this.#from = new Int32Array(this.#steps.length);
    this.#to = new Int32Array(this.#steps.length);
  }

  /** Whether the line fits the format; then {@link value} has its values. */
  read(text: string): boolean {
    this.#text = text;
    this.#furthest = 0;
    if (text.startsWith(this.#first)) {
      for (const usual of this.#passes) {
        this.#usual = usual;
        this.#tries = 0;
        this.#looks = LOOKS_AT_SHORT_LINES + MOST_LOOKS * text.length;
        this.#failed.clear();
        if (this.#match(0, this.#first.length)) return true;
      }
    }
    this.failedAt = this.variables[this.#furthest]!;
    return false;
  }

  /** The value of a variable by its place in {@link variables}, as it stands in the line. */
  value(index: number): string {
    return this.#text.slice(this.#from[index], this.#to[index]);
  }

  // Whether the values from a step on fit the text from `at` on.
  #match(first: number, at: number): boolean {
    let step = first;
    let from = at;
    // Values with one possible end need no way back.
    for (; ; step++) {
      if (step === this.#steps.length) return from === this.#text.length;
      if (step > this.#furthest) this.#furthest = step;
      if (!this.#steps[step]!.isQuoted) break;
      const end = this.#lookedAt(from, quoteEnd(this.#text, from));
      if (!this.#take(step, from, end)) return false;
      from = end + this.#steps[step]!.next.length;
    }
    return this.#tryEnds(step, from);
  }

  // Tries each end of a value at which the literal after it stands, the nearest first.
  #tryEnds(step: number, from: number): boolean {
    const { next } = this.#steps[step]!;
    const isLast = step + 1 === this.#steps.length;
    if (next === '') return isLast ? this.#take(step, from, this.#text.length) : this.#tryAdjacent(step, from);
    // Queries hold separators more often than user agents do, so a referer ends as late as it can.
    const { variable } = this.#steps[step]!;
    if (variable === 'http_referer' && this.#usual.includes(variable)) return this.#tryLastFirst(step, from);
    for (let end = this.#find(next, from); end >= 0; end = this.#find(next, end + 1)) {
      if (isLast && end + next.length !== this.#text.length) continue;
      if (++this.#tries > this.#mostTries) return false;
      if (this.#take(step, from, end) && this.#goOn(step + 1, end + next.length)) return true;
    }
    return false;
  }

  #tryLastFirst(step: number, from: number): boolean {
    const { next } = this.#steps[step]!;
    for (let end = this.#text.lastIndexOf(next); end >= from; end = this.#text.lastIndexOf(next, end - 1)) {
      if (++this.#tries > this.#mostTries) return false;
      if (this.#take(step, from, end) && this.#goOn(step + 1, end + next.length)) return true;
      if (end === 0) break;
    }
    return false;
  }

  // No literal stands between this value and the next one.
  #tryAdjacent(step: number, from: number): boolean {
    const most = Math.min(this.#text.length, from + MOST_ADJACENT);
    for (let end = from; end <= most; end++) {
      if (++this.#tries > this.#mostTries) return false;
      if (this.#take(step, from, end) && this.#goOn(step + 1, end)) return true;
    }
    return false;
  }

  #find(next: string, from: number): number {
    return this.#lookedAt(from, this.#text.indexOf(next, from));
  }

  // Counts the characters up to a place that was looked for; -1 when they were too many.
  #lookedAt(from: number, end: number): number {
    this.#looks -= (end < 0 ? this.#text.length : end) - from;
    return this.#looks < 0 ? -1 : end;
  }

  #goOn(step: number, from: number): boolean {
    // What fits from here on does not depend on what stands before.
    const key = step * (this.#text.length + 1) + from;
    if (this.#failed.has(key)) return false;
    if (this.#match(step, from)) return true;
    this.#failed.add(key);
    return false;
  }

  #take(step: number, from: number, end: number): boolean {
    const { form, usualForm, variable, next } = this.#steps[step]!;
    if (end < from || !this.#text.startsWith(next, end)) return false;
    if (form !== undefined || usualForm !== undefined) this.#looks -= end - from;
    if (this.#looks < 0) return false;
    if (form !== undefined && !form(this.#text.slice(from, end))) return false;
    if (usualForm !== undefined && this.#usual.includes(variable) && !usualForm(this.#text.slice(from, end)))
      return false;
    this.#from[step] = from;
    this.#to[step] = end;
    return true;
  }
}

function stepsOf(parts: LogFormat['parts'], escape: Escape): Step[] {
  return parts.flatMap((part, i) => {
    if ('literal' in part) return [];
    const before = parts[i - 1];
    const after = parts[i + 1];
    const literal = after !== undefined && 'literal' in after ? after.literal : '';
    // A line break at the end of a format leaves a blank line after each line.
    const next = i + 2 === parts.length ? literal.replace(/\n+$/, '') : literal;
    const opens = before !== undefined && 'literal' in before && before.literal.endsWith(QUOTE);
    const isQuoted = escape !== 'none' && opens && next.startsWith(QUOTE);
    const { variable } = part;
    const usualForm = isQuoted ? undefined : usualFormOf(variable);
    return [{ variable, form: formOf(variable), usualForm, isQuoted, next }];
  });
}

// The first quote that is not escaped: nginx escapes it as \x22 (escape=default) or \" (escape=json, and Apache).
function quoteEnd(text: string, from: number): number {
  for (let at = text.indexOf(QUOTE, from); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}
