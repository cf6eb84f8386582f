// Line filling: joins parts into lines of a given width.
import { textWidth } from './text-width.ts';

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
