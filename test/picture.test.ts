// The picture of the README: it is what the program prints, and it shows any output as it is.
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logscan } from './fake-host.ts';
import { PICTURE_FILE, picture, svgOf } from '../scripts/docs/picture.ts';

const LOG = 'fixtures/logs/2008-thread.log';

/** The lines of text that a reader of the SVG sees: the words of each line in their columns. */
function linesOf(svg: string): string[] {
  const lines = new Map<number, string>();
  for (const [, x, y, text = ''] of svg.matchAll(/<text x="([\d.]+)" y="(\d+)"[^>]*>([^<]*)<\/text>/g)) {
    const column = Math.round((Number(x) - 18) / 8.4);
    const words = text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    const before = lines.get(Number(y)) ?? '';
    lines.set(Number(y), before.padEnd(column) + words);
  }
  return [...lines].toSorted(([a], [b]) => a - b).map(([, text]) => text);
}

test(`${PICTURE_FILE} is what npm run docs writes`, async () => {
  expect(readFileSync(PICTURE_FILE, 'utf8')).toBe(await picture());
});

test('the picture shows each line that a terminal of 80 columns shows', async () => {
  const { stdout } = await logscan([LOG], { tty: ['stdout'], columns: 80, env: { NO_COLOR: '1' } });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  expect(lines.length).toBeGreaterThan(15);
  expect(linesOf(await picture())).toEqual([`$ logscan ${LOG}`, ...lines.map((line) => line.trimEnd())]);
});

describe('an SVG of an output', () => {
  test('shows bold, dim and colour until they end', () => {
    const svg = svgOf('\u001B[1mB\u001B[22m  \u001B[31mR\u001B[39m  \u001B[2mD\u001B[22m  P', 20, 'A title');
    expect(svg.match(/<text .*/g)).toEqual([
      '<text x="18" y="32" textLength="8.4" font-weight="bold">B</text>',
      '<text x="43.2" y="32" textLength="8.4" fill="#ff7b72">R</text>',
      '<text x="68.4" y="32" textLength="8.4" fill="#9198a1">D</text>',
      '<text x="93.6" y="32" textLength="8.4">P</text>',
    ]);
  });

  test('has as much room as the lines need, and places wide characters', () => {
    const svg = svgOf('one\n\n漢字  x', 10, 'A title');
    expect(svg).toContain('width="120" height="93"');
    expect(svg).toContain('<text x="68.4" y="70" textLength="8.4">x</text>');
  });

  test.each([
    ['\u001B[2J', 'no SGR code'],
    ['\u001B]8;;https://example.com\u0007', 'no SGR code'],
    ['\u001B[4mx', 'no look for the SGR code 4'],
  ])('refuses %j', (output, why) => {
    expect(() => svgOf(output, 80, 'A title')).toThrow(why);
  });

  test('keeps every word', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]+( [!-~]+)*$/), (text) => {
        expect(linesOf(svgOf(text, 80, text))).toEqual([text]);
      }),
    );
  });

  const hostile = '</text><script>alert(1)</script> "&amp;\u0000\u0007\uD800\uFFFE';

  test('has no markup from the output, and no character that XML lacks', () => {
    const svg = svgOf(hostile, 80, hostile);
    expect(svg).not.toContain('<script');
    expect(svg).not.toMatch(/[^\P{Cc}\n]|\p{Cs}|\uFFFE/u);
  });

  test.skipIf(spawnSync('python3', ['--version']).status !== 0)('is well-formed XML, as a parser says', () => {
    const parse = 'import sys, xml.dom.minidom as d; d.parseString(sys.stdin.buffer.read())';
    const { stderr } = spawnSync('python3', ['-c', parse], { input: svgOf(hostile, 80, hostile), encoding: 'utf8' });
    expect(stderr).toBe('');
  });
});
