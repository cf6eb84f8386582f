// How many columns a text takes on a terminal. Most text is known to be narrow. string-width is loaded only for other text, because
// loading it takes as long as loading all of our own modules.
import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';
import type measure from 'string-width';

// Printable ASCII, Latin letters and the signs of our screens: each takes one column and never combines with the next.
const NARROW = /^[\x20-\x7E\xA1-\xAC\xAE-\u017F–—…→≥≤’‘“”\u2580-\u259F]*$/;

// Node 22 before 22.12 cannot require an ES module, so there string-width is imported at once.
let stringWidth: typeof measure | undefined = process.features.require_module
  ? undefined
  : (await import('string-width')).default;

/** Columns that a text takes; escape sequences take none. */
export function textWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (isNarrow(plain)) return plain.length;
  stringWidth ??= (createRequire(import.meta.url)('string-width') as { default: typeof measure }).default;
  return stringWidth(text);
}

/** True if every character of a text certainly takes one column. */
export function isNarrow(text: string): boolean {
  return NARROW.test(text);
}
