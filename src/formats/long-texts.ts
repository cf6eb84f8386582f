// Compares the beginnings and the ends of texts that may be long: V8 compares whole texts many characters at a time, and parts one by one.

/** From this length on it is faster to cut a slice and compare it as a whole. */
const LONG = 64;

/** Whether a text begins with another. */
export function beginsWith(text: string, start: string): boolean {
  return start.length < LONG ? text.startsWith(start) : text.slice(0, start.length) === start;
}

/** Whether a text ends with another. */
export function endsWith(text: string, end: string): boolean {
  if (end.length < LONG) return text.endsWith(end);
  return text.length >= end.length && text.slice(text.length - end.length) === end;
}
