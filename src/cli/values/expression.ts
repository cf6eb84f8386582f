// Matches a user's regular expression against text that strangers wrote. RE2 needs linear time; JavaScript's own engine can take years.
import { createRequire } from 'node:module';
import type { RE2JS as Re2, RE2JSSyntaxException } from 're2js';
import { TextMemo } from '../../formats/text-memo.ts';
import { UsageError } from '../errors.ts';
import { quoted } from '../vocabulary.ts';

/** Browsers send shorter user agents. RE2's time grows with the length of the text times the length of the expression. */
const TESTED_CHARACTERS = 512;
// Tokens of a regular expression: an escape, a class, the start of a lookaround, any other character.
const TOKENS = /\\[^]|\[(?:\\[^]|[^\]\\])*\]|\(\?<?[=!]|[^]/g;
const BACK_REFERENCE = /^\\[1-9k]$/;
// Names of lookarounds, by their first characters.
const LOOKAROUNDS: Readonly<Record<string, string>> = {
  '(?=': 'a lookahead',
  '(?!': 'a lookahead',
  '(?<=': 'a lookbehind',
  '(?<!': 'a lookbehind',
};

/** Splits `/source/flags`; undefined for a word in any other form. */
export function readExpression(word: string): { readonly source: string; readonly flags: string } | undefined {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/i.exec(word) ?? [];
  return source === undefined || flags === undefined ? undefined : { source, flags };
}

/**
 * Compiles an expression into a test of the first 512 characters of a text.
 * @throws UsageError for an expression that is invalid or needs backtracking
 */
export function compileExpression(
  flag: string,
  word: string,
  source: string,
  flags: string,
): (text: string) => boolean {
  const named = `${flag}: the regular expression ${quoted(word)}`;
  if (flags !== '' && flags !== 'i') {
    throw new UsageError(`${named} ends in ${quoted(flags)}; only i is allowed after the last slash.`);
  }
  const unsupported = backtrackingIn(source);
  if (unsupported !== undefined) {
    throw new UsageError(
      `${named} has ${unsupported}; lookahead, lookbehind and back references are not supported, ` +
        `because a hostile user agent could make them run forever. Write the expression without it, or give ${flag} several times.`,
    );
  }
  const expression = compile(flag, word, source, flags);
  const matches = new TextMemo((text) => expression.test(text));
  return (text) => matches.of(text.slice(0, TESTED_CHARACTERS));
}

function compile(flag: string, word: string, source: string, flags: string): Re2 {
  // Loaded only here: most runs have no expression, and loading it takes as long as reading a small log.
  const { RE2JS } = createRequire(import.meta.url)('re2js') as { readonly RE2JS: typeof Re2 };
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source), flags === 'i' ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    const { error: fault, input } = error as RE2JSSyntaxException;
    if (typeof fault !== 'string') throw error;
    const place = (input ?? '').replace(/^\(\?i\)/, '');
    const why = place === '' || place === source ? fault : `${fault}: ${place}`;
    throw new UsageError(
      `${flag}: invalid regular expression ${quoted(word)} (${why}); correct it, or search for text without slashes.`,
    );
  }
}

// Names the first part of an expression that needs backtracking; undefined if there is none.
function backtrackingIn(source: string): string | undefined {
  for (const [token] of source.matchAll(TOKENS)) {
    const lookaround = LOOKAROUNDS[token];
    if (lookaround !== undefined) return `${lookaround} ${quoted(token)}`;
    if (BACK_REFERENCE.test(token)) return `a back reference ${quoted(token)}`;
  }
  return undefined;
}
