// The README and other pages agree with the program: flags, exit codes, commands, paths and npm scripts.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { logscan } from './fake-host.ts';
import { CATALOGUE } from '../src/judge/catalogue.ts';
import { helpText, parseCommandLine } from '../src/cli/options.ts';
import { EXIT } from '../src/cli/errors.ts';

const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'] as const;
const README = readFileSync('README.md', 'utf8');
const NOW_SECONDS = 1_795_374_245;
const LONG_FLAG = /--[a-z][a-z-]*/g;
const PATH = /^(?:src|test|fixtures|schema|docs|examples|scripts)\/[\w./-]+$/;
/** How a line of --help and a row of the table name a flag: `-o, --output`. */
const FLAG_OF_HELP = /^ {2}(?:-\w, )?(--[a-z][a-z-]*)/gm;
const FLAG_OF_TABLE = /^\| `(?:-\w, )?(--[a-z][a-z-]*)/gm;

/** First groups of all matches. */
function groups(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}

/** Blocks of a page that are marked with a language. */
function blocks(page: string, language: string): string[] {
  return groups(page, new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'));
}

/**
 * The commands of a shell block as words without quotes. Knows quotes, comments, `|`, `&&`, `;` and redirections. The
 * examples need nothing else.
 */
function commandsIn(block: string): string[][] {
  const tokens = /'([^']*)'|"([^"]*)"|(#[^\n]*)|(\\\n|[ \t]+)|(\|\s*|&&\s*|[;\n])|(\d?>+ *\S+)|([^\s'"|&;>]+)/g;
  const commands: string[][] = [[]];
  let word: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  for (const [, single, double, comment, blank, end, redirection, plain] of block.matchAll(tokens)) {
    const part = single ?? double ?? plain;
    if (part !== undefined) {
      word = (word ?? '') + part;
      continue;
    }
    endWord();
    if (end !== undefined) commands.push([]);
    else expect(comment ?? blank ?? redirection).toBeDefined();
  }
  endWord();
  return commands.filter((command) => command.length > 0);
}

/** The words after logscan's name; undefined for other commands. */
function wordsForLogscan(command: readonly string[]): readonly string[] | undefined {
  if (command[0] === 'logscan') return command.slice(1);
  return command[0] === 'node' && command[1] === 'bin/logscan.js' ? command.slice(2) : undefined;
}

describe('flags', () => {
  const ofHelp = groups(helpText('0.0.0'), FLAG_OF_HELP);
  const ofTable = groups(README, FLAG_OF_TABLE);

  test("the README's table has the flags of --help, in the same order", () => {
    expect(ofHelp.length).toBeGreaterThan(20);
    expect(ofTable).toEqual(ofHelp);
  });

  test('the README names no other flag of logscan', () => {
    const inText = groups(README, /`((?:-\w, )?--[^`]*)`/g).flatMap((text) => text.match(LONG_FLAG) ?? []);
    // --timestamps is a flag of kubectl.
    expect(inText.filter((flag) => !ofHelp.includes(flag) && flag !== '--timestamps')).toEqual([]);
  });
});

test('the table of exit codes has every exit code and no other', () => {
  const table = /^\| exit code \|[^]*?\n\n/m.exec(README)?.[0] ?? '';
  const codes = groups(table, /^\| ([\d, ]+) \|/gm).flatMap((cell) => cell.split(',').map(Number));
  expect(codes.toSorted((a, b) => a - b)).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
});

test('the two commands to set up and to test are lines of their own', () => {
  const lines = README.split('\n');
  expect(lines).toContain('npm ci && node bin/logscan.js fixtures/logs/2008-thread.log');
  expect(lines).toContain('npm ci && npm test');
});

test('the screen in the README is what the program prints', async () => {
  const [, screen] = /^```text\n([^]*?)^```$/m.exec(README) ?? [];
  const { stdout } = await logscan(['fixtures/logs/2008-thread.log'], { env: { COLUMNS: '80' } });
  expect(screen).toBe(stdout);
});

test('the README has the numbers of causes and families of the catalogue', () => {
  const families = new Set(Object.values(CATALOGUE).map(({ family }) => family));
  expect(README).toContain(`The ${Object.keys(CATALOGUE).length} causes are in ${families.size} families`);
  for (const family of families) expect(README).toContain(`\`${family}\``);
});

describe('commands', () => {
  const calls = PAGES.flatMap((page) =>
    blocks(readFileSync(page, 'utf8'), 'sh')
      .flatMap(commandsIn)
      .flatMap((command) => {
        const words = wordsForLogscan(command);
        return words === undefined ? [] : [[page, words.join(' '), words] as const];
      }),
  );

  test('the pages have commands', () => {
    expect(calls.length).toBeGreaterThan(10);
  });

  test.each(calls)('%s: logscan %s', (_page, _text, words) => {
    const parsed = parseCommandLine(words, '0.0.0', NOW_SECONDS);
    if ('explain' in parsed) return;
    if (!('options' in parsed)) throw new Error('it only prints a text');
    for (const file of parsed.options.files.filter((one) => PATH.test(one))) expect(existsSync(file), file).toBe(true);
  });
});

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  test('names paths that exist', () => {
    const spans = groups(text.replaceAll(/^```[^]*?^```$/gm, ''), /`([^`\n]+)`/g);
    const links = groups(text, /\]\(([^)#:]+)\)/g).filter((path) => path !== 'ACCURACY.md');
    const paths = [...spans.filter((span) => PATH.test(span)), ...links];
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = groups(text, /\bnpm run ([\w-]+)/g);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
