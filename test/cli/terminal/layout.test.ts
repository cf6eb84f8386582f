// The layout of the report: what a terminal shows by default, and what the locale changes.
import { expect, test } from 'vitest';
import { layoutOf } from '../../../src/cli/terminal/layout.ts';
import { parseCommandLine } from '../../../src/cli/arguments/command-line.ts';
import type { RenderOptions } from '../../../src/render/renderer.ts';
import { FakeHost } from '../../fake-host.ts';

function layout(words: readonly string[], isScreen: boolean, env: Record<string, string> = {}): RenderOptions {
  const parsed = parseCommandLine(words, '0.0.0', 0);
  if (!('options' in parsed)) throw new Error('no options');
  const host = new FakeHost(words, { env, tty: isScreen ? ['stdout'] : [], columns: 97 });
  return layoutOf(host, parsed.options, isScreen, words);
}

test.for<[readonly string[], onScreen: RenderOptions['view'], elsewhere: RenderOptions['view']]>([
  [['a.log'], 'overview', 'all'],
  [['a.log', '--full'], 'all', 'all'],
  [['a.log', '--fixes'], 'fixes', 'fixes'],
  [['a.log', '--full', '--fixes'], 'all', 'all'],
  [['a.log', '--by', 'host'], 'groups', 'all'],
  [['a.log', '--by', 'host', '--full'], 'all', 'all'],
])('%j: %s on a terminal, %s elsewhere', ([words, onScreen, elsewhere]) => {
  expect(layout(words, true).view).toBe(onScreen);
  expect(layout(words, false).view).toBe(elsewhere);
  expect(layout(words, false).allFixes).toBe(words.includes('--fixes'));
});

test.for<[Record<string, string>, boolean]>([
  [{}, false],
  [{ LANG: 'en_US.UTF-8' }, false],
  [{ LANG: 'C.UTF-8' }, false],
  [{ LANG: 'de_DE.utf8@euro' }, false],
  [{ LANG: 'en_US' }, false],
  [{ LANG: 'C' }, true],
  [{ LANG: 'POSIX' }, true],
  [{ LANG: 'de_DE.ISO-8859-1' }, true],
  [{ LANG: 'C', LC_ALL: 'en_US.UTF-8' }, false],
  [{ LANG: 'en_US.UTF-8', LC_CTYPE: 'C' }, true],
  [{ LANG: 'C', LC_ALL: '', LC_CTYPE: 'en_US.UTF-8' }, false],
])('the locale %j: only ASCII is %s', ([env, ascii]) => {
  expect(layout(['a.log'], true, env).ascii).toBe(ascii);
  expect(layout(['a.log', '--ascii'], true, env).ascii).toBe(true);
});

test('the width is that of the terminal, elsewhere that of COLUMNS or 80', () => {
  expect(layout(['a.log'], true, { COLUMNS: '50' }).width).toBe(97);
  expect(layout(['a.log'], false, { COLUMNS: '50' }).width).toBe(50);
  expect(layout(['a.log'], false, { COLUMNS: 'wide' }).width).toBe(80);
});
