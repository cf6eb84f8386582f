// Line filling: joins parts into lines of a given width.
import { cutText } from './escape.ts';
import { textWidth } from './text-width.ts';

/** Prose is wrapped to the width of the terminal, but to no more columns than this: longer lines are hard to read. */
export const WIDEST_PROSE = 100;

/** Joins parts into lines no wider than `width`. No part is broken. */
export function flow(parts: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : last + separator + part;
    if (last === undefined || textWidth(longer) > width) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** How {@link wrap} writes lines. */
export interface WrapStyle {
  /** The prefix of the first line. */
  readonly first?: string;
  /** The prefix of all other lines; the same as `first` by default. */
  readonly next?: string;
  /** Marks the end of a word that is cut because it is wider than a line. Without an ellipsis such a word goes on in the next line. */
  readonly ellipsis?: string | undefined;
}

/** Breaks text at blanks into lines no wider than `width`. */
export function wrap(text: string, width: number, { first = '', next = first, ellipsis }: WrapStyle = {}): string[] {
  const room = width - next.length;
  const words = text
    .split(' ')
    .flatMap((word) => (ellipsis === undefined ? broken(word, room) : cutText(word, room, ellipsis)));
  return flow(words, ' ', room).map((line, index) => (index === 0 ? first : next) + line);
}

/** Breaks text without blanks into lines no wider than `width`, and loses nothing of it. */
export function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (textWidth(rest) > width) {
    const head = cutText(rest, width, '');
    if (head === '') break;
    lines.push(head);
    rest = rest.slice(head.length);
  }
  return [...lines, rest];
}
