// Holds the first bytes of followed logs, which were empty when following began, until they show their format.
import type { LineParser } from '../formats/line-parser.ts';
import type { FollowedBytes } from './files/followed-names.ts';
import { detectInput, type FormatSearch, type FoundFormat, WAIT_MILLISECONDS } from './log-formats.ts';
import { enoughOfStream, sampleBeginning } from './line-samples.ts';

const LINE_FEED = 10;

/** The first bytes of one file. */
interface FirstBytes {
  readonly file: string;
  readonly chunks: Buffer[];
  readonly isEnough: (chunk: Buffer) => boolean;
}

/** Holds pieces until there are lines enough, or until the first line has waited for a while. */
export class FirstPieces {
  // Pieces that were not taken out yet.
  readonly #pieces: FollowedBytes[] = [];
  readonly #firsts = new Map<string, FirstBytes>();
  readonly #search: Pick<FormatSearch, 'knownFormats' | 'fields'>;
  readonly #found: (formats: readonly FoundFormat[]) => LineParser;
  #since: number | undefined;
  #parser: LineParser | undefined;

  /**
   * @param parser the parser, if it is known already; then no piece is held
   * @param search what the user gave: formats to try first, and variables
   * @param found called once with the formats that were found; returns the parser for them
   */
  constructor(
    parser: LineParser | undefined,
    search: Pick<FormatSearch, 'knownFormats' | 'fields'>,
    found: (formats: readonly FoundFormat[]) => LineParser,
  ) {
    this.#parser = parser;
    this.#search = search;
    this.#found = found;
  }

  /** Takes a piece, and returns the parser once it is known. */
  add(piece: FollowedBytes): LineParser | undefined {
    this.#pieces.push(piece);
    if (this.#parser !== undefined) return this.#parser;
    return this.#isReady(piece) ? this.decide() : undefined;
  }

  /** Returns the parser for the lines so far. */
  decide(): LineParser {
    const samples = [...this.#firsts.values()].flatMap(({ file, chunks }) => {
      const lines = sampleBeginning(Buffer.concat(chunks).toString('latin1'), false);
      return lines.length === 0 ? [] : [detectInput(file, lines, this.#search)];
    });
    return (this.#parser ??= this.#found(samples));
  }

  /** Takes out the pieces that are held. */
  take(): FollowedBytes[] {
    this.#firsts.clear();
    return this.#pieces.splice(0);
  }

  #isReady({ file, generation, bytes }: FollowedBytes): boolean {
    const now = Date.now();
    if (bytes.length === 0) return this.#since !== undefined && now - this.#since >= WAIT_MILLISECONDS;
    if (bytes.includes(LINE_FEED)) this.#since ??= now;
    const key = `${generation} ${file}`;
    const first = this.#firsts.get(key) ?? { file, chunks: [], isEnough: enoughOfStream() };
    this.#firsts.set(key, first);
    first.chunks.push(bytes);
    return first.isEnough(bytes);
  }
}
