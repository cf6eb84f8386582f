// The terminal of the live screen: keys, suspending and resuming, and its mode after the end. Most tests use a real terminal.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Terminal } from '../../../src/cli/terminal/terminal.ts';
import { copyRepository, newFolder, removeFolder } from '../../built-copy.ts';
import { FakeHost, openStdin } from '../../fake-host.ts';
import { hasTerminal, runOnTerminal, type Step } from '../../real-terminal.ts';

describe('a terminal in use', () => {
  let host = new FakeHost([]);
  let terminal: Terminal | undefined;

  function use(hasKeys = true): { calls: string[]; rawModes: boolean[]; press: (keys: string) => Promise<void> } {
    const [calls, rawModes]: [string[], boolean[]] = [[], []];
    const stdin = Object.assign(openStdin(), { setRawMode: (isRaw: boolean) => rawModes.push(isRaw) });
    host = new FakeHost([], { stdin, tty: ['stdin', 'stdout'] });
    const user = {
      key: (letter: string) => void calls.push(letter),
      suspend: () => void calls.push('suspend'),
      resume: () => void calls.push('resume'),
    };
    terminal = new Terminal(host, user, hasKeys);
    const press = async (keys: string): Promise<void> => {
      stdin.push(keys);
      await sleep(10);
    };
    return { calls, rawModes, press };
  }

  afterEach(() => {
    terminal?.end();
    expect(host.listenerCount).toBe(0);
  });

  test.each([
    ['two keys that come together', 'cq', ['c', 'q']],
    ['an arrow between two keys', 'c\u001b[Aq', ['c', 'up', 'q']],
    [
      'arrows, pages and ends, also in application mode',
      '\u001b[B\u001bOA\u001b[5~\u001b[6~\u001b[H\u001bOF',
      ['down', 'up', 'page-up', 'page-down', 'home', 'end'],
    ],
    ['an arrow with a modifier, and a function key', '\u001b[1;5A\u001b[15~\u001bOP', []],
    ['an answer of the terminal that ends in a letter', '\u001b[?1;2c', []],
    ['a key of the numeric keypad', '\u001bOq', []],
  ])('%s', async (_name, typed, keys) => {
    const { calls, press } = use();
    await press(typed);
    expect(calls).toEqual(keys);
  });

  test('Ctrl-Z restores the terminal and stops the whole process group', async () => {
    const { calls, rawModes, press } = use();
    await press('\u001a');
    expect([calls, rawModes, host.killed]).toEqual([['suspend'], [true, false], [[0, 'SIGTSTP']]]);
    expect(() => host.send('SIGTSTP')).toThrow('kills a process');
    host.send('SIGCONT');
    expect([calls.at(-1), rawModes.at(-1)]).toEqual(['resume', true]);
    host.send('SIGTSTP');
    expect(host.killed.at(-1)).toEqual([host.pid, 'SIGTSTP']);
  });

  test('if nothing suspends the program, it uses the terminal again', async () => {
    const { calls, rawModes, press } = use();
    await press('\u001a');
    await sleep(200);
    expect([calls, rawModes.at(-1)]).toEqual([['suspend', 'resume'], true]);
  });

  test('raw mode is off after the process ends early', () => {
    const { rawModes } = use();
    host.exit(1);
    expect(rawModes).toEqual([true, false]);
  });

  test('without keys the mode is never changed', () => {
    const { calls, rawModes } = use(false);
    host.send('SIGTSTP');
    host.send('SIGCONT');
    expect([calls, rawModes]).toEqual([['suspend', 'resume'], []]);
  });
});

describe.runIf(hasTerminal)('on a real terminal', () => {
  let copy = '';
  let folder = '';
  beforeAll(() => {
    copy = copyRepository({ compiled: true });
    folder = newFolder();
    cpSync('fixtures/logs/2008-thread.log', join(folder, 'access.log'));
  });
  afterAll(() => {
    removeFolder(copy);
    removeFolder(folder);
  });

  const DRAWN: readonly Step[] = [
    ['wait', 'q quit'],
    ['raw', true],
  ];

  /** Follows the log on a terminal and resolves to everything that was drawn there. */
  async function follow(steps: readonly Step[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const program = [process.execPath, join(copy, 'bin/logscan.js'), '-f', '--no-color', join(folder, 'access.log')];
    return await runOnTerminal(program, steps, env);
  }

  test('two keys in one read: the view changes, then the run ends', async () => {
    await follow([...DRAWN, ['type', 'fq'], ['ended', 0], ['raw', false]]);
  });

  test.each<[string, Step]>([
    ['Ctrl-Z', ['type', '\u001a']],
    ['SIGTSTP', ['signal', 'SIGTSTP']],
    ['SIGSTOP', ['signal', 'SIGSTOP']],
  ])('%s suspends the run; then raw mode and the screen come back', async (name, stopping) => {
    const given: readonly Step[] = name === 'SIGSTOP' ? [] : [['raw', false]];
    const drawn = await follow([
      ...DRAWN,
      stopping,
      ['stopped'],
      ...given,
      ['continue'],
      ['wait', '\u001b[2J'],
      ...DRAWN,
      ['type', '\u0003'],
      ['ended', 130],
      ['raw', false],
    ]);
    expect(drawn).toMatch(/NEXT {2}logscan explain [^]* --full/);
  });

  test.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGQUIT', -3],
  ] as const)('%s leaves the terminal as it was', async (signal, code) => {
    await follow([...DRAWN, ['signal', signal], ['ended', code], ['raw', false]]);
  });

  test('a crash leaves the terminal as it was', async () => {
    const crash = join(folder, 'crash.mjs');
    writeFileSync(crash, "process.on('SIGWINCH', () => { throw new Error('a fault'); });");
    const drawn = await follow([...DRAWN, ['signal', 'SIGWINCH'], ['ended', 1], ['raw', false]], {
      NODE_OPTIONS: `--import=${crash}`,
    });
    expect(drawn).toContain('a fault');
  });

  test('a terminal that goes away does not cause a crash', async () => {
    await follow([...DRAWN, ['hang up'], ['ended', 129]]);
  });
});
