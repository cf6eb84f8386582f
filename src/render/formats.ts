// The known log formats for people: the text of `logscan formats`.
import { PRESETS } from '../formats/presets.ts';

/** All known formats, one a line: the name, and what writes such lines. */
export function listFormats(): string {
  const width = Math.max(...PRESETS.map(({ name }) => name.length));
  return `${PRESETS.map(({ name, title }) => `${name.padEnd(width)}  ${title}`).join('\n')}\n`;
}
