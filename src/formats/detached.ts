// What is kept of a line is copied out of it.

/** A copy of a text that was cut from a line: a slice would keep the whole line alive. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}
