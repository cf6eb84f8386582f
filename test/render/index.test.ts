// Every format: its name, its file endings, and output that is safe on a terminal.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/judge/diagnose.ts';
import { RENDERERS, rendererNamed, rendererOfFile } from '../../src/render/index.ts';
import type { RenderOptions } from '../../src/render/renderer.ts';
import { findingOf } from '../report/literal.ts';
import { EMPTY, EVIL, hostile, report } from './sample-report.ts';

const OPTIONS: RenderOptions = { width: 80, color: false, top: 5, ascii: false };
const ENDINGS = RENDERERS.flatMap(({ endings }) => endings);
// Controls other than the line feed, and characters that change the direction of writing.
// eslint-disable-next-line no-control-regex -- these characters must not be printed
const HARMFUL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
// eslint-disable-next-line no-control-regex -- SGR
const COLOURS = /\u001b\[[\d;]*m/g;

const EVIL_FINDING: Finding = findingOf(
  'stopped',
  { client: EVIL, request: `GET /${EVIL}`, http_referer: EVIL, http_user_agent: EVIL, remote_user: EVIL },
  { evidence: { note: EVIL } },
);

describe('the list of formats', () => {
  test('has no name twice', () => {
    const names = RENDERERS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    for (const name of names) expect(name).toMatch(/^[a-z]+$/);
  });

  test('has no ending twice', () => {
    expect(ENDINGS).toEqual([...new Set(ENDINGS)]);
    for (const ending of ENDINGS) expect(ending).toMatch(/^\.[a-z]+$/);
  });

  test('finds a format by its name and by a file ending', () => {
    for (const renderer of RENDERERS) {
      expect(rendererNamed(renderer.name)).toBe(renderer);
      for (const ending of renderer.endings) {
        expect(rendererOfFile(`/var/report${ending}`)).toBe(renderer);
        expect(rendererOfFile(`REPORT${ending.toUpperCase()}`)).toBe(renderer);
        expect(rendererOfFile(`report${ending}.gz`)).toBeUndefined();
      }
    }
    expect(rendererNamed('pdf')).toBeUndefined();
    expect(rendererOfFile('report')).toBeUndefined();
  });
});

describe.for(RENDERERS.map((renderer) => [renderer.name, renderer] as const))('%s', ([, renderer]) => {
  test.for([
    ['empty', EMPTY],
    ['full', report()],
    ['hostile', hostile()],
  ] as const)('the %s report is safe text that ends with a line feed', ([, value]) => {
    for (const ascii of [false, true]) {
      const text = renderer.report(value, { ...OPTIONS, ascii });
      expect(text).toMatch(/[^\n]\n$/);
      expect(text).not.toMatch(HARMFUL);
      if (ascii) expect(text).toMatch(/^[\x20-\x7e\n]*$/);
      const colored = renderer.report(value, { ...OPTIONS, ascii, color: true });
      expect(colored.replace(COLOURS, '')).not.toMatch(HARMFUL);
      expect(stripVTControlCharacters(colored)).toBe(text);
    }
  });

  test('each finding is safe text on its own line', () => {
    for (const text of [
      renderer.finding?.(EVIL_FINDING, false),
      renderer.finding?.(EVIL_FINDING, true),
      renderer.provisional?.(EVIL_FINDING),
    ]) {
      if (text === undefined) continue;
      expect(text).toMatch(/^[^\n]+\n$/);
      expect(text).not.toMatch(HARMFUL);
    }
  });
});

test('a provisional finding says that it is provisional', () => {
  const ndjson = rendererNamed('ndjson')!;
  const parsed = JSON.parse(ndjson.provisional?.(EVIL_FINDING) ?? '') as unknown;
  expect(parsed).toEqual({ ...(JSON.parse(ndjson.finding?.(EVIL_FINDING, false) ?? '') as object), provisional: true });
});
