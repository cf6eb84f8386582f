// The commands besides the report, and words that are nearly a command.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CATALOGUE, CAUSE_IDS, FAMILIES, VERDICTS } from '../../../src/judge/catalogue.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { logscan } from '../../fake-host.ts';

async function printed(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await logscan(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** The causes that a list names. */
function listed(text: string): string[] {
  return [...text.matchAll(/^ {2}([a-z0-9-]+) {2,}/gm)].map(([, id = '']) => id);
}

describe('explain', () => {
  test('a cause, in upper or lower case', async () => {
    expect(await printed('explain', 'Stopped')).toMatch(/^stopped: [^]*\nWhat to change\n/);
  });

  test.each(FAMILIES.filter((family) => !CAUSE_IDS.some((id) => id === family)))('a family: %s', async (family) => {
    const ids = CAUSE_IDS.filter((id) => CATALOGUE[id].family === family);
    expect(listed(await printed('explain', family))).toEqual(ids);
  });

  test('each cause is a cause of 400 or of 499', async () => {
    const ids = [...listed(await printed('explain', '400')), ...listed(await printed('explain', '499'))];
    expect(new Set(ids)).toEqual(new Set(CAUSE_IDS));
    expect(listed(await printed('explain', '499'))).toContain('slow-upstream');
    expect(listed(await printed('explain', '400'))).not.toContain('slow-upstream');
  });

  test('each cause has one verdict that lists it', async () => {
    const lists = await Promise.all(VERDICTS.map((verdict) => printed('explain', verdict)));
    expect(lists.flatMap(listed).toSorted()).toEqual(CAUSE_IDS.toSorted());
  });

  test.each([
    ['no word', [], 'explain needs one cause, family, status, verdict or FILE:LINE; logscan causes lists all causes.'],
    [
      'two',
      ['stopped', 'retried'],
      'explain needs one cause, family, status, verdict or FILE:LINE; logscan causes lists all causes.',
    ],
    ['a misspelt cause', ['retryed'], 'explain: unknown cause "retryed"; did you mean "retried"?'],
    ['a misspelt family', ['timout'], 'explain: unknown cause "timout"; did you mean "timeout"?'],
    ['a part of a cause', ['upstream'], 'explain: unknown cause "upstream"; did you mean "slow-upstream"?'],
    ['a word like no other', ['weather'], 'explain: unknown cause "weather"; logscan causes lists all causes.'],
  ])('%s is refused', async (_name, words, message) => {
    const { code, stdout, stderr } = await logscan(['explain', ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toBe(`logscan: ${message}`);
  });
});

describe('help', () => {
  test('alone is --help', async () => {
    expect(await printed('help')).toBe(await printed('--help'));
    expect(await printed('--ascii', '-h', 'access.log')).toBe(await printed('--help'));
  });

  test.each(['explain', 'causes', 'formats', 'help', 'version'])(
    'logscan %s --help says what it prints',
    async (name) => {
      const text = await printed('help', name);
      expect(text).toMatch(new RegExp(`^logscan ${name}( [<[][\\w|:]+[>\\]])?\n\nPrints .*`));
      expect(await printed(name, '--help')).toBe(text);
      if (name !== 'version') expect(await printed(name, '-h', 'x')).toBe(text);
    },
  );

  test('is about a topic, a flag, a letter or a cause', async () => {
    expect(await printed('help', 'times')).toMatch(/^Times\n[^]*yesterday 03:00/);
    for (const word of ['since', '--since'])
      expect(await printed('help', word)).toMatch(/^--since <time>\n\nOnly lines/);
    for (const word of ['j', '-j', 'jobs']) expect(await printed('help', word)).toMatch(/^-j, --jobs <n>\n/);
    expect(await printed('help', 'stopped')).toBe(await printed('explain', 'stopped'));
  });

  test.each([
    [['timse'], 'help: unknown topic "timse"; did you mean "times"?'],
    [['--sinse'], 'help: unknown topic "--sinse"; did you mean "since"?'],
    [['weather'], /^help: unknown topic "weather"; the topics are input, times, filters, .*\.$/],
    [['times', 'input'], 'help takes one word; logscan help lists all topics.'],
  ])('%j is refused', async (words, message) => {
    const { code, stderr } = await logscan(['help', ...words]);
    expect(code).toBe(2);
    const [said = ''] = stderr.replace(/^logscan: /, '').split('\n');
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });
});

test.each([
  [['causes', 'stopped'], 'causes takes no word such as "stopped"; logscan explain CAUSE explains one of them.'],
  [['version', 'x'], 'version takes no word such as "x"; leave the others out.'],
])('%j is refused', async (words, message) => {
  const { code, stderr } = await logscan(words);
  expect([code, stderr.split('\n')[0]]).toEqual([2, `logscan: ${message}`]);
});

describe('a word that is no file', () => {
  const folder = newFolder();
  beforeAll(() => {
    writeFileSync(join(folder, 'explian'), '');
    mkdirSync(join(folder, 'cause'));
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
  });
  afterAll(() => {
    vi.restoreAllMocks();
    removeFolder(folder);
  });

  test.each([
    [
      ['explai', 'stopped'],
      'unknown command "explai"; did you mean "logscan explain"? To read a file of this name, write ./explai.',
    ],
    [
      ['Formts'],
      'unknown command "Formts"; did you mean "logscan formats"? To read a file of this name, write ./Formts.',
    ],
    [
      ['causs', 'Stopped'],
      'unknown command "causs"; did you mean "logscan explain Stopped"? To read a file of this name, write ./causs.',
    ],
    [['slow-upstream'], '"slow-upstream" is a cause and no file; logscan explain slow-upstream explains it.'],
    [
      ['--ascii', 'explain', 'stopped'],
      'the command "explain" must be the first word, in lower case: logscan explain …',
    ],
    [['EXPLAIN', 'stopped'], 'the command "EXPLAIN" must be the first word, in lower case: logscan explain …'],
  ])('%j: the error names the command', async (words, message) => {
    const { code, stdout, stderr } = await logscan(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`logscan: ${message}\nlogscan --help lists all options.\n`);
  });

  test.each([[['explain.log']], [['./explai']], [['weather']], [['--', 'causes']], [['missing.log', 'explain']]])(
    '%j is a missing file',
    async (words) => {
      const { code, stderr } = await logscan(words);
      expect(code).toBe(4);
      expect(stderr).toMatch(/: no such file\n$/);
    },
  );
});
