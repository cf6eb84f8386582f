// Makes log text safe to print. Only this module turns bytes that strangers sent into text for a terminal.
import { isNarrow, textWidth } from './text-width.ts';

/** How {@link safeText} treats a text. */
export interface SafeOptions {
  /** The result contains only printable ASCII. */
  readonly ascii?: boolean;
  /** The text is our own sentence or a file name, and may contain log text. Typographic signs and accents stay. */
  readonly isSentence?: boolean;
}

// UTF-8 by RFC 3629 (no overlong forms, no surrogates) in a text of one character per byte.
const UTF8_OR_LONE_BYTE =
  /[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2}|[\x80-\xFF]/g;
// Characters that move the cursor, change the writing direction, are invisible, or stack up. They are controls, format characters,
// surrogates, private and unassigned characters, separators, blanks other than the space, marks without a letter, and every mark after
// the second on one letter.
const SUSPECT = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|(?<![\p{L}\p{N}]\p{M}?)\p{M}/gu;
const NOT_ASCII = /[^\x20-\x7E]/gu;
const PLAIN = /^[\x20-\x7E]*$/;
const IN_ASCII: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '…': '...',
  '→': '->',
  '·': '-',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '±': '+-',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
};

/**
 * Text for a terminal. Log text is latin1, one character per byte. Valid UTF-8 in it is decoded, and lone high bytes become `\xHH`.
 * Every character that is not plainly visible becomes `\xHH` or `\u202e`. Cut to `maxWidth` columns with `…`.
 */
export function safeText(text: string, maxWidth: number = Infinity, options: SafeOptions = {}): string {
  const { ascii = false, isSentence = false } = options;
  // A column holds at most a letter and two marks of four bytes each. Bytes beyond that cannot be shown, so they are not examined.
  let safe = maxWidth === Infinity ? text : text.slice(0, 64 + 16 * Math.max(0, maxWidth));
  if (!PLAIN.test(safe)) {
    safe = safe.replace(UTF8_OR_LONE_BYTE, (bytes) => decode(bytes, isSentence));
    if (ascii && isSentence) safe = safe.replace(NOT_ASCII, (char) => IN_ASCII[char] ?? char);
    safe = safe.replace(ascii ? NOT_ASCII : SUSPECT, escape);
  }
  return cutText(safe, maxWidth, ascii ? '...' : '…');
}

/** Makes safe a name that the user typed, or a message with such a name. These are text, not bytes of a log. */
export function nameText(text: string): string {
  return safeText(text, undefined, { isSentence: true });
}

/** Cuts text without escape sequences to a number of display columns; the ellipsis counts. */
export function cutText(text: string, maxWidth: number, ellipsis: string = '…'): string {
  if (maxWidth === Infinity || textWidth(text) <= maxWidth) return text;
  const room = maxWidth - ellipsis.length;
  if (room <= 0) return ellipsis.slice(0, Math.max(0, maxWidth));
  if (isNarrow(text)) return text.slice(0, room) + ellipsis;
  let cut = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += textWidth(segment);
    if (width > room) break;
    cut += segment;
  }
  return cut + ellipsis;
}

/** JSON in printable ASCII, safe on a terminal. Other characters become `\uXXXX`. UTF-8 in log text is decoded. */
export function escapeJson(value: unknown): string {
  const json =
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? decodeUtf8(part) : part)) ?? 'null';
  return json.replace(/[^\x20-\x7E]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Decodes valid UTF-8 in latin1 text. Lone high bytes stay.
function decodeUtf8(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UTF8_OR_LONE_BYTE, (bytes) => decode(bytes, true));
}

function decode(bytes: string, isSentence: boolean): string {
  if (bytes.length > 1) return Buffer.from(bytes, 'latin1').toString('utf8');
  return isSentence ? bytes : escape(bytes);
}

function escape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  const hex = code.toString(16);
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
