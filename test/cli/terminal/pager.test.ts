// Long texts on a terminal: which pager shows them, and what happens if it is missing, fails, or is left early.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyRepository, newFolder, removeFolder } from '../../built-copy.ts';
import { logscan } from '../../fake-host.ts';
import { hasTerminal, runOnTerminal, type Step } from '../../real-terminal.ts';

const hasLess = spawnSync('less', ['--version']).status === 0;

describe.runIf(hasTerminal)('on a real terminal', () => {
  let copy = '';
  let folder = '';
  let log = '';
  beforeAll(() => {
    copy = copyRepository({ compiled: true });
    folder = newFolder();
    log = join(folder, 'access.log');
    cpSync('fixtures/logs/2008-thread.log', log);
  }, 60_000);
  afterAll(() => {
    removeFolder(copy);
    removeFolder(folder);
  });

  /** Runs logscan on a terminal, and resolves to everything that was drawn there. */
  async function show(words: readonly string[], pager: string | undefined, steps: readonly Step[]): Promise<string> {
    const program = [process.execPath, join(copy, 'bin/logscan.js'), ...words];
    const drawn = await runOnTerminal(program, steps, { PAGER: pager, LESS: undefined, NO_COLOR: '1' });
    return drawn.replaceAll('\r', '');
  }

  const ENDED: readonly Step[] = [['ended', 0]];

  async function whole(words: readonly string[]): Promise<string> {
    return (await logscan(words, { env: { COLUMNS: '80' } })).stdout;
  }

  test('$PAGER shows the whole report, as a command of the shell', async () => {
    const text = await whole([log, '--full']);
    const shown = await show([log, '--full', '--no-progress'], `sed 's/^/PAGED /'`, ENDED);
    expect(shown).toBe(text.replaceAll(/^(?=.|\n)/gm, 'PAGED ').replace(/PAGED $/, ''));
  });

  test.each([
    ['--fixes', ['fixtures/corpus/dev-modern-1.22/access.log.gz', '--fixes', '--no-progress']],
    ['--by', ['fixtures/logs/2008-thread.log', '--by', 'client', '--no-progress']],
    ['explain', ['explain', 'slow-upstream']],
    ['causes', ['causes']],
  ])('%s is shown with it, too, unless --no-pager is given', async (_name, words) => {
    expect(await show(words, `sed 's/^/PAGED /'`, ENDED)).toMatch(/^(?:PAGED .*\n)+$/);
    expect(await show([...words, '--no-pager'], `sed 's/^/PAGED /'`, ENDED)).not.toContain('PAGED');
  });

  test('a text that fits on the terminal needs no pager', async () => {
    expect(await show([log, '--no-progress'], 'echo paged', ENDED)).not.toContain('paged');
    expect(await show(['formats', 'main'], 'echo paged', ENDED)).not.toContain('paged');
  });

  test.each([
    ['is missing', 'no-such-pager-at-all'],
    ['fails', 'false'],
    ['is empty', ''],
    ['is cat', 'cat'],
  ])('a pager that %s: the text is printed plainly', async (_name, pager) => {
    const shown = await show([log, '--full', '--no-progress'], pager, ENDED);
    expect(shown).toContain(await whole([log, '--full']));
  });

  test('a pager that is left early is no failure', async () => {
    expect(await show([log, '--full', '--no-progress'], 'head -n 1', ENDED)).toBe(
      `${(await whole([log, '--full'])).split('\n')[0]}\n`,
    );
  });

  test('Ctrl-C belongs to the pager; SIGTERM and SIGHUP end it, and the exit code says so', async () => {
    const pager = `sh -c 'trap "echo interrupted" INT; echo ready; cat >/dev/null; while :; do sleep 0.1; done'`;
    const shown = await show([log, '--full', '--no-progress'], pager, [
      ['wait', 'ready'],
      ['type', '\u0003'],
      ['wait', 'interrupted'],
      ['type', '\u0003'],
      ['wait', 'interrupted'],
      ['signal', 'SIGTERM'],
      ['ended', 143],
    ]);
    expect(shown).not.toContain('WHY');
    await show([log, '--full', '--no-progress'], pager, [
      ['wait', 'ready'],
      ['signal', 'SIGHUP'],
      ['ended', 129],
    ]);
  });

  test.runIf(hasLess)('without $PAGER less shows it page by page', async () => {
    const shown = await show([log, '--full', '--no-progress'], undefined, [
      ['wait', 'FIX FIRST'],
      ['wait', ':'],
      ['type', ' '],
      ['wait', 'WHO'],
      ['type', 'q'],
      ['ended', 0],
    ]);
    expect(shown).toContain('WHY');
  });

  test('--lines are shown while the log is read, and are printed plainly without a pager, and if they fit', async () => {
    const words = [log, '--lines', '--no-progress'];
    const text = await whole(words);
    expect(await show(words, `sed 's/^/PAGED /'`, ENDED)).toBe(text.replaceAll(/^(?=.|\n)/gm, 'PAGED '));
    for (const pager of ['no-such-pager-at-all', 'cat', '']) expect(await show(words, pager, ENDED)).toBe(text);
    expect(await show([...words, '--no-pager'], 'echo paged', ENDED)).toBe(text);
    const few = [...words, '--cause', 'unexplained'];
    expect(await show(few, 'echo paged', ENDED)).not.toContain('paged');
    expect(await show(words, 'head -n 1', ENDED)).toBe(`${text.split('\n')[0]}\n`);
    expect(await show(words, 'false', [['ended', 1]])).toContain('the pager false failed; add --no-pager');
  });

  test('the exit code of --fail-on is that of the run, not of the pager', async () => {
    await show([log, '--full', '--fail-on', 'all > 0'], 'cat >/dev/null', [['ended', 10]]);
  });
});

test('without a terminal nothing is paged', async () => {
  const { stdout } = await logscan(['fixtures/logs/2008-thread.log', '--full'], { env: { PAGER: 'echo paged' } });
  expect(stdout).toMatch(/\nWHO /);
});
