// Bytes as text: characters that the engine looks for in a line, and how it finds them.

export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const QUOTE = 34;
export const DASH = 45;
export const ZERO = 48;
const NINE = 57;

/** The first place of a byte in `[from..end)`, or `end`. */
export function findByte(bytes: Uint8Array, byte: number, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== byte) at++;
  return Math.min(at, end);
}

/** Whether `[from..to)` begins with a text. */
export function holds(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Whether a byte is a digit. */
export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
