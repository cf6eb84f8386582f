// The README and the other pages agree with the program: flags, exit codes, commands, figures, paths and npm scripts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logscan } from './fake-host.ts';
import { PRESETS } from '../src/formats/presets.ts';
import { CATALOGUE } from '../src/judge/catalogue.ts';
import { readConfiguration, readIgnoreFile } from '../src/cli/arguments/config-file.ts';
import { parseCommandLine } from '../src/cli/arguments/command-line.ts';
import type { Options } from '../src/cli/arguments/options.ts';
import { newFolder, removeFolder } from './built-copy.ts';
import { FLAGS_PAGE } from '../scripts/docs/flags-page.ts';
import { PICTURE_FILE } from '../scripts/docs/picture.ts';
import { COMMANDS } from '../src/cli/reference/commands.ts';
import { helpOn, helpText } from '../src/cli/reference/help.ts';
import { EXIT } from '../src/cli/errors.ts';
import { blocks, groups, textOf, USER_PAGES } from './pages.ts';

const PAGES = [...USER_PAGES, 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
const README = textOf('README.md');
const FLAGS = textOf(FLAGS_PAGE);
const MOST_README_LINES = 250;
const LONG_FLAG = /--[a-z][a-z-]*/g;
const PATH = /^(?:src|test|fixtures|schema|docs|examples|scripts|share)\/[\w./-]+$/;
/** How a line of --help and a row of the table name a flag: `-o, --output`. */
const FLAG_OF_HELP = /^ {2}(?:-\w, )?(--[a-z][a-z-]*)/gm;
const FLAG_OF_TABLE = /^\| `(?:-\w, )?(--[a-z][a-z-]*)/gm;
/** Flags of other programs that the pages name: kubectl's. */
const FOREIGN_FLAGS = new Set(['--timestamps', '--prefix']);
/** What the pages write in the place of a word that the user chooses. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  CAUSE: 'slow-upstream',
  WORD: 'times',
  FILE: 'access.log',
  LINE: '75',
};

/** A page without its blocks. */
function proseOf(page: string): string {
  return textOf(page).replaceAll(/^```[^]*?^```$/gm, '');
}

/** The anchors of a page, as GitHub makes them from headings. */
function anchorsOf(page: string): string[] {
  return groups(textOf(page), /^#+ (.*)$/gm).map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('flags', () => {
  const ofHelp = groups(helpText(80), FLAG_OF_HELP);

  test(`${FLAGS_PAGE} has the flags of --help, in the same order`, () => {
    expect(ofHelp.length).toBeGreaterThan(20);
    expect(groups(FLAGS, FLAG_OF_TABLE)).toEqual(ofHelp);
  });

  test.each(USER_PAGES)('%s names no other flag of logscan', (page) => {
    // npm scripts have flags of their own.
    const ofScripts = ['docs/mutation.md', 'docs/performance.md', 'docs/worlds.md'];
    if (ofScripts.includes(page)) return;
    const inText = groups(proseOf(page), /`((?:-\w, )?--[^`]*)`/g).flatMap((text) => text.match(LONG_FLAG) ?? []);
    expect(inText.filter((flag) => !ofHelp.includes(flag) && !FOREIGN_FLAGS.has(flag))).toEqual([]);
  });
});

test(`${FLAGS_PAGE} has every exit code and no other`, () => {
  const table = /^\| exit codes \|[^]*?\n\n/m.exec(FLAGS)?.[0] ?? '';
  const codes = groups(table, /^\| `([\d, ]+)` \|/gm).flatMap((cell) => cell.split(',').map(Number));
  expect(codes.toSorted((a, b) => a - b)).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
});

describe('the README', () => {
  test(`has at most ${MOST_README_LINES} lines`, () => {
    expect(README.split('\n').length).toBeLessThanOrEqual(MOST_README_LINES);
  });

  test('begins with the picture and the two commands to set up and to test, as lines of their own', () => {
    const lines = README.split('\n').slice(0, 30);
    expect(lines.filter((line) => line.startsWith('![') && line.endsWith(`](${PICTURE_FILE})`))).toHaveLength(1);
    expect(lines).toContain('npm ci && node bin/logscan.js fixtures/logs/2008-thread.log');
    expect(lines).toContain('npm ci && npm test');
  });

  test('has the numbers of causes and families of the catalogue', () => {
    const families = new Set(Object.values(CATALOGUE).map(({ family }) => family));
    expect(README).toContain(`the ${Object.keys(CATALOGUE).length} causes in ${families.size} families`);
  });

  test('explains the words of the screen with parts of the screen', async () => {
    const { stdout } = await logscan(['fixtures/logs/2008-thread.log'], { tty: ['stdout'], env: { NO_COLOR: '1' } });
    const table = /^\| on the screen \|[^]*?\n\n/m.exec(README)?.[0] ?? '';
    const quoted = groups(table, /^\| (.*?) \| /gm).flatMap((cell) => groups(cell, /`([^`]+)`/g));
    expect(quoted.length).toBeGreaterThan(10);
    // The bundled log has no hits of broken clients, and its screen is too narrow for these notes.
    const elsewhere = new Set(['▒', 'nginx < 1.3.15', 'causes: 79 % certain', 'and 12 lines with other statuses']);
    expect(quoted.filter((words) => !stdout.includes(words) && !elsewhere.has(words))).toEqual([]);
  });

  test('says of the bundled log what the program counts', async () => {
    const { stdout } = await logscan(['fixtures/logs/2008-thread.log', '--format', 'json']);
    const { verdicts, causes } = JSON.parse(stdout) as {
      readonly verdicts: Readonly<Record<string, { readonly hits: number }>>;
      readonly causes: readonly { readonly cause: string; readonly hits: number }[];
    };
    const [row = ''] = /^\| logscan \|.*$/m.exec(README) ?? [];
    const hitsOf = (id: string): number => causes.find(({ cause }) => cause === id)?.hits ?? 0;
    expect(row).toContain(`${hitsOf('cookie-or-header-too-large')} × a cookie`);
    expect(row).toContain(`${hitsOf('slow-upstream')} × a stalled backend`);
    const { harmless, hostile, unknown } = verdicts;
    expect(row).toContain(`${harmless?.hits} harmless, ${hostile?.hits} scans or attacks, ${unknown?.hits} unknown`);
  });

  test('has figures of ACCURACY.md', () => {
    const section = /^## How often it is right\n([^]*?)^## /m.exec(README)?.[1] ?? '';
    const figures = section.match(/0\.\d{3}/g) ?? [];
    const known = textOf('ACCURACY.md');
    expect(figures.length).toBeGreaterThan(5);
    expect(figures.filter((figure) => !known.includes(figure))).toEqual([]);
  });
});

test('docs/inputs.md has the number of presets', () => {
  expect(textOf('docs/inputs.md')).toContain(`the ${PRESETS.length} [presets]`);
});

describe('commands in the text', () => {
  const calls = PAGES.flatMap((page) =>
    groups(proseOf(page), /`logscan ([^`]+)`/g)
      // Some texts name the command alone.
      .filter((words) => words !== 'explain' && words !== 'diff' && !/["'$…|<[]/.test(words))
      .map((words) => [page, words.replaceAll(/\b[A-Z]{4,}\b/g, (name) => PLACEHOLDERS[name] ?? name)] as const),
  );

  test('there are some', () => {
    expect(calls.length).toBeGreaterThan(8);
  });

  test.each(calls)('%s: logscan %s', (_page, text) => {
    const parsed = parseCommandLine(text.split(' '), '0.0.0', 1_795_374_245);
    if ('options' in parsed) expect(parsed.options.files.filter((file) => !file.includes('.'))).toEqual([]);
    else expect(parsed.print(80)).not.toBe('');
  });

  test('the words after `logscan help` are topics, commands or flags', () => {
    const words = PAGES.flatMap((page) => groups(proseOf(page), /`logscan help ([a-z-]+)`/g));
    expect(
      words.filter((word) => helpOn(word, 80) === undefined && !COMMANDS.some(({ name }) => name === word)),
    ).toEqual([]);
  });
});

test('the log_formats of the pages are log_formats that logscan reads', () => {
  const formats = USER_PAGES.flatMap((page) => blocks(textOf(page), 'nginx'));
  expect(formats.length).toBeGreaterThan(1);
  for (const format of formats) {
    const parsed = parseCommandLine(['--log-format', format, 'access.log'], '0', 0);
    expect(parsed).toHaveProperty('options');
  }
});

test('the files of TOML are a list of accepted hits and a configuration file', async () => {
  const folder = newFolder();
  try {
    const files = blocks(textOf('docs/running.md'), 'toml').map((text, i) => {
      const path = join(folder, `${i}.toml`);
      writeFileSync(path, text);
      return path;
    });
    const [list = '', configuration = ''] = files;
    expect(files).toHaveLength(2);
    expect(await readIgnoreFile(list)).toHaveLength(2);
    const read = await readConfiguration(configuration, {});
    const { options } = parseCommandLine(['access.log'], '0', 0, read) as { readonly options: Options };
    expect(options).toMatchObject({ top: 10, color: false, ignoreFiles: [join(folder, 'accepted.toml')] });
  } finally {
    removeFolder(folder);
  }
});

test('docs/README.md names every page of docs/', () => {
  const index = textOf('docs/README.md');
  const pages = USER_PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(pages.filter((page) => !index.includes(`](${page.slice('docs/'.length)})`))).toEqual([]);
});

describe.each(PAGES)('%s', (page) => {
  test('names paths that exist', () => {
    const spans = groups(proseOf(page), /`([^`\n]+)`/g).filter((span) => PATH.test(span));
    expect(spans.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('has links to files and headings that exist', () => {
    const links = groups(proseOf(page), /\]\(([^):]+)\)/g);
    const missing = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : normalize(join(dirname(page), file));
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(missing).toEqual([]);
  });

  test('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = groups(textOf(page), /\bnpm run ([\w:-]*\w)/g);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
