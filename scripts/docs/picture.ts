// The picture of the README: what logscan draws on a terminal, as an SVG whose words are text.
import { outputOf } from './output-of.ts';
import { textWidth } from '../../src/render/text-width.ts';

/** The place of the picture. */
export const PICTURE_FILE = 'docs/screen.svg';
/** The log that it shows; the README's first command reads it, too. */
const LOG = 'fixtures/logs/2008-thread.log';
const COLUMNS = 80;

/** Sizes in pixels. A column is as wide as most fonts make it at this size; `textLength` holds the others to it. */
const FONT_SIZE = 14;
const COLUMN = 8.4;
const LINE = 19;
const MARGIN = 18;

/** The picture has its own background, so that it is legible on a light page and on a dark one. */
const BACKGROUND = '#0d1117';
const FRAME = '#3d444d';
const TEXT = '#e6edf3';
/** How each SGR code of logscan changes the look of the text after it (ECMA-48, 8.3.117). */
const COLORS: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#56d364',
  35: '#d2a8ff',
  94: '#79c0ff',
};
const DIM = '#9198a1';

/** What the SGR codes so far say. */
interface Look {
  fill: string;
  isBold: boolean;
  isDim: boolean;
}

/** A piece of a line whose characters look the same. */
interface Run {
  readonly text: string;
  /** The column of its first character, from 0. */
  readonly column: number;
  readonly fill: string;
  readonly isBold: boolean;
}

/** The picture, from a run of logscan on the bundled log. */
export async function picture(): Promise<string> {
  const prompt = `\u001B[2m$\u001B[22m logscan ${LOG}\n\n`;
  return svgOf(prompt + (await outputOf([LOG], COLUMNS)), COLUMNS, 'What logscan prints about a bundled log');
}

/**
 * An SVG of the output of a program.
 * @param output text with SGR codes
 * @param columns the width of the terminal
 * @param title what a screen reader says
 * @throws Error if the output has another control sequence, or a code that the picture cannot show
 */
export function svgOf(output: string, columns: number, title: string): string {
  const lines = runsOf(output.trimEnd());
  const width = Math.ceil(columns * COLUMN) + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  return `<!-- Made by npm run docs; do not edit. -->
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${BACKGROUND}" stroke="${FRAME}"/>
<g fill="${TEXT}" font-size="${FONT_SIZE}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace">
${lines.flatMap((runs, index) => runs.map((run) => elementOf(run, MARGIN + index * LINE + FONT_SIZE))).join('\n')}
</g>
</svg>
`;
}

function elementOf({ text, column, fill, isBold }: Run, y: number): string {
  const look = (isBold ? ' font-weight="bold"' : '') + (fill === TEXT ? '' : ` fill="${fill}"`);
  const place = `x="${rounded(MARGIN + column * COLUMN)}" y="${y}" textLength="${rounded(textWidth(text) * COLUMN)}"`;
  return `<text ${place}${look}>${escaped(text)}</text>`;
}

// The runs of each line: words with single blanks between them.
function runsOf(output: string): Run[][] {
  const lines: Run[][] = [[]];
  const look: Look = { fill: TEXT, isBold: false, isDim: false };
  let column = 0;
  const show = (text: string): void => {
    // Words with several blanks between them have places of their own, because SVG draws the blanks as one.
    for (const [word] of text.matchAll(/\S+(?: \S+)*| +/g)) {
      if (!word.startsWith(' ')) lines.at(-1)?.push({ text: word, column, fill: fillOf(look), isBold: look.isBold });
      column += textWidth(word);
    }
  };
  for (const [index, piece] of output.split('\u001B').entries()) {
    const [, codes, rest = piece] = (index === 0 ? null : /^\[([\d;]*)m([^]*)$/.exec(piece)) ?? [];
    if (index > 0 && codes === undefined) throw new Error('the output has a control sequence that is no SGR code');
    for (const code of codes?.split(';') ?? []) change(look, Number(code));
    for (const [row, text] of rest.split('\n').entries()) {
      if (row > 0) {
        lines.push([]);
        column = 0;
      }
      show(text);
    }
  }
  return lines;
}

function fillOf({ fill, isDim }: Look): string {
  return isDim && fill === TEXT ? DIM : fill;
}

function change(look: Look, code: number): void {
  if (code === 1) look.isBold = true;
  else if (code === 2) look.isDim = true;
  else if (code === 22) Object.assign(look, { isBold: false, isDim: false });
  else if (code === 39) look.fill = TEXT;
  else if (code === 0) Object.assign(look, { fill: TEXT, isBold: false, isDim: false });
  else if (COLORS[code] === undefined) throw new Error(`the picture has no look for the SGR code ${code}`);
  else look.fill = COLORS[code];
}

// Text of XML 1.0, which has no place for most control characters (2.2, Char).
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function rounded(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}
