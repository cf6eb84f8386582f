// Splits the text of a configuration file into statements, by the rules of `ngx_conf_read_token` (`ngx_conf_file.c`).
import { NginxConfError } from './conf-error.ts';

/** nginx reads a file through a buffer of this size in bytes, and a word or a comment must fit into it (`NGX_CONF_BUFFER`). */
const BUFFER_BYTES = 4096;
/** How many characters nginx quotes of a word that is too long. */
const TOO_LONG_QUOTED_KEPT = 10;

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SHARP = 35;
const DOLLAR = 36;
const SINGLE_QUOTE = 39;
const CLOSING_PARENTHESIS = 41;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** Words up to the sign that ends them. */
export interface Statement {
  /** Without quotes and escapes. Empty if `end` is `}` or the end of the file. */
  readonly words: readonly string[];
  /** The line of the first word; without words, the line of the end. 1-based. */
  readonly line: number;
  /** Index of the first character of the first word, its quote included. */
  readonly from: number;
  readonly end: ';' | '{' | '}' | 'file';
}

/** Reads a file statement by statement. */
export class StatementReader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;

  /** @param text one character per byte (latin1) */
  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  /** Index of the first character after the last statement. */
  get at(): number {
    return this.#at;
  }

  /** The line of {@link at}; 1-based. nginx names this line in its messages. */
  get line(): number {
    return this.#line;
  }

  /** Moves on to an index after {@link at}: the text between is no statement (Lua code). */
  skipTo(at: number): void {
    for (let index = this.#at; index < at; index++) if (this.#text.charCodeAt(index) === LF) this.#line++;
    this.#at = at;
  }

  /** An error at the current line. */
  error(reason: string): NginxConfError {
    return new NginxConfError(reason, this.#file, this.#line);
  }

  /**
   * Reads the next statement. After the end of the file, it returns that end again.
   * @throws NginxConfError in nginx's words
   */
  next(): Statement {
    const text = this.#text;
    const words: string[] = [];
    let firstLine = this.#line;
    let from = this.#at;
    let start = this.#at;
    let startLine = this.#line;
    let quote = 0;
    let isBetweenWords = true;
    let isAfterQuotes = false;
    let isComment = false;
    let isEscaped = false;
    let isAfterDollar = false;
    for (;;) {
      if (this.#at >= text.length) {
        if (words.length > 0 || !isBetweenWords) throw this.error('unexpected end of file, expecting ";" or "}"');
        return { words, line: this.#line, from, end: 'file' };
      }
      if (this.#at - start >= BUFFER_BYTES) throw this.#tooLong(start, startLine, quote);
      const code = text.charCodeAt(this.#at++);
      if (code === LF) {
        this.#line++;
        isComment = false;
      }
      if (isComment) continue;
      if (isEscaped) {
        isEscaped = false;
        continue;
      }
      if (isAfterQuotes) {
        if (code === SEMICOLON) return { words, line: firstLine, from, end: ';' };
        if (code === OPENING_BRACE) return { words, line: firstLine, from, end: '{' };
        if (!isSpace(code) && code !== CLOSING_PARENTHESIS) throw this.#unexpected(code);
        isAfterQuotes = false;
        isBetweenWords = true;
        if (isSpace(code)) continue;
      }
      if (isBetweenWords) {
        start = this.#at - 1;
        startLine = this.#line;
        if (isSpace(code)) continue;
        if (code === SEMICOLON || code === OPENING_BRACE) {
          if (words.length === 0) throw this.#unexpected(code);
          return { words, line: firstLine, from, end: code === SEMICOLON ? ';' : '{' };
        }
        if (code === CLOSING_BRACE) {
          if (words.length > 0) throw this.#unexpected(code);
          return { words, line: this.#line, from, end: '}' };
        }
        if (code === SHARP) {
          isComment = true;
          continue;
        }
        if (words.length === 0) {
          firstLine = this.#line;
          from = start;
        }
        isBetweenWords = false;
        if (code === BACKSLASH) isEscaped = true;
        else if (code === DOLLAR) isAfterDollar = true;
        else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
          start++;
          quote = code;
        }
        continue;
      }
      // `${` begins no block. nginx also takes a second brace for a part of the word: `${{`.
      if (code === OPENING_BRACE && isAfterDollar) continue;
      isAfterDollar = code === DOLLAR;
      if (code === BACKSLASH) isEscaped = true;
      if (code === BACKSLASH || code === DOLLAR) continue;
      if (quote === 0 ? !isSpace(code) && code !== SEMICOLON && code !== OPENING_BRACE : code !== quote) continue;
      words.push(unescaped(text.slice(start, this.#at - 1)));
      if (quote !== 0) {
        quote = 0;
        isAfterQuotes = true;
        continue;
      }
      isBetweenWords = true;
      if (code === SEMICOLON) return { words, line: firstLine, from, end: ';' };
      if (code === OPENING_BRACE) return { words, line: firstLine, from, end: '{' };
    }
  }

  #unexpected(code: number): NginxConfError {
    return this.error(`unexpected "${String.fromCharCode(code)}"`);
  }

  #tooLong(start: number, line: number, quote: number): NginxConfError {
    const begin = this.#text.slice(start, start + TOO_LONG_QUOTED_KEPT);
    const reason =
      quote === 0
        ? `too long parameter "${begin}..." started`
        : `too long parameter, probably missing terminating "${String.fromCharCode(quote)}" character`;
    return new NginxConfError(reason, this.#file, line);
  }
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === CR || code === LF;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };

// `\"`, `\'` and `\\` lose their backslash; `\t`, `\r` and `\n` become control characters; any other backslash stays.
function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(/\\(["'\\trn])/g, (_, sign: string) => ESCAPES[sign] ?? sign);
}
