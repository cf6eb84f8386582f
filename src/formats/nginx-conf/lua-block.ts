// Finds the end of Lua code in a `*_by_lua_block`, by the rules of lua-nginx-module's lexer.

/** Where Lua code ends, or why it has no end. */
export type LuaEnd =
  | { readonly end: number }
  /** The long bracket that is missing, such as `]==]`, and the index after the one that it should close. */
  | { readonly missingBracket: string; readonly after: number }
  | { readonly missingBrace: true };

/** What decides about braces: a comment, a long bracket, a quote, a brace. */
const MARK = /--(?:\[=*\[)?|\[=*\[|["'{}]/g;

/** Finds the ends of the Lua blocks of a file, in linear time for all blocks together. */
export class LuaBlocks {
  readonly #text: string;
  /** For each quote, up to which index a search has failed: a later search up to there would fail, too. */
  readonly #failedUntil = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Finds the brace that closes a block of Lua code. Braces in strings, long brackets and comments do not count. A quote
   * without its partner on the same line is no string; lua-nginx-module reads it like that.
   * The sizes that lua-nginx-module allows for a token of Lua differ between versions, and are not checked.
   * @param from the index after the opening brace
   * @returns `end` is the index after the closing brace
   */
  endOf(from: number): LuaEnd {
    const text = this.#text;
    let depth = 1;
    MARK.lastIndex = from;
    for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
      const mark = match[0];
      const after = MARK.lastIndex;
      if (mark === '{') depth++;
      else if (mark === '}') {
        if (--depth === 0) return { end: after };
      } else if (mark === '--') {
        const end = text.indexOf('\n', after);
        if (end < 0) break;
        MARK.lastIndex = end + 1;
      } else if (mark === '"' || mark === "'") {
        MARK.lastIndex = this.#stringEnd(mark, after) ?? after;
      } else {
        const closing = mark.replace('--', '').replaceAll('[', ']');
        const end = text.indexOf(closing, after);
        if (end < 0) return { missingBracket: closing, after };
        MARK.lastIndex = end + closing.length;
      }
    }
    return { missingBrace: true };
  }

  // The index after the closing quote; undefined if there is none on the line.
  #stringEnd(quote: string, from: number): number | undefined {
    if (from < (this.#failedUntil.get(quote) ?? 0)) return undefined;
    const text = this.#text;
    let at = from;
    for (; at < text.length && text[at] !== '\n'; at++) {
      if (text[at] === quote) return at + 1;
      // An escaped line feed ends the search, too, although Lua itself would go on.
      if (text[at] === '\\' && text[at + 1] !== '\n') at++;
    }
    this.#failedUntil.set(quote, at);
    return undefined;
  }
}
