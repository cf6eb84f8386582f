// The man page and the completions: the programs that read them find no fault, and shells complete with them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { COMPLETIONS } from '../scripts/docs/completions.ts';
import { MAN_PAGE_FILE } from '../scripts/docs/man-page.ts';
import { COMMANDS } from '../src/cli/reference/commands.ts';
import { FLAGS } from '../src/cli/reference/flags.ts';
import { TOPICS } from '../src/cli/reference/topics.ts';
import { CAUSE_IDS } from '../src/judge/catalogue.ts';

function call(program: string, ...words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '80', HOME: '/nonexistent' };
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 15_000, env });
  return { status, stdout, stderr };
}

function isInstalled(program: string, ...words: readonly string[]): boolean {
  return call(program, ...words).status === 0;
}

const has = {
  bash: isInstalled('bash', '--version'),
  zsh: isInstalled('zsh', '--version'),
  fish: isInstalled('fish', '--version'),
  man: isInstalled('man', '--version'),
  mandoc: isInstalled('sh', '-c', 'command -v mandoc'),
};

describe(MAN_PAGE_FILE, () => {
  const page = readFileSync(MAN_PAGE_FILE, 'utf8');

  test('is ASCII, and no text in it is a request by mistake', () => {
    expect(page).toMatch(/^[\n\x20-\x7e]+$/);
    const requests = page.match(/^[.'].*$/gm) ?? [];
    expect(requests.filter((line) => !/^\.(?:\\"|TH|SH|SS|TP|PP|B|I|RI|br)(?: |$)/.test(line))).toEqual([]);
  });

  test.skipIf(!has.man)('man -l shows every flag, command and topic, without a warning', () => {
    const { status, stdout, stderr } = call('man', '--warnings=w', '-l', '-P', 'cat', MAN_PAGE_FILE);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const text = stripVTControlCharacters(stdout);
    for (const { long } of FLAGS) expect(text).toMatch(new RegExp(`^ +(?:-\\w, )?${long}\\b`, 'm'));
    for (const { name } of COMMANDS) expect(text).toMatch(new RegExp(`^ +${name}\\b`, 'm'));
    for (const { title } of TOPICS) expect(text).toContain(`\n${title.toUpperCase()}\n`);
  });

  test.skipIf(!has.mandoc)('mandoc -Tlint finds nothing but the missing date', () => {
    const { stdout } = call('mandoc', '-Tlint', MAN_PAGE_FILE);
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
  });
});

describe('bash', () => {
  const { file } = COMPLETIONS.bash;
  const complete = (...words: readonly string[]): string[] => {
    const script = `source ${file}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _logscan; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = call('bash', '--norc', '-c', script, 'bash', ...words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.trimEnd().split('\n');
  };

  test.skipIf(!has.bash)('bash -n finds no fault', () => {
    expect(call('bash', '-n', file)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test.skipIf(!has.bash).each<[readonly string[], readonly string[]]>([
    [['logscan', '--cau'], ['--cause']],
    [['logscan', 'access.log', '--no-'], FLAGS.map(({ long }) => long).filter((long) => long.startsWith('--no-'))],
    [['logscan', 'expl'], ['explain']],
    [
      ['logscan', 'explain', '4'],
      ['400', '499'],
    ],
    [['logscan', 'explain', 'LICEN'], ['LICENSE']],
    [['logscan', 'help', 'tim'], ['times']],
    [['logscan', '--cause', 'slow'], ['slow-upstream']],
    [['logscan', '--cause', '=', 'slow'], ['slow-upstream']],
    [['logscan', '--cause', 'stopped,slow'], ['stopped,slow-upstream']],
    [['logscan', '--verdict', '=', ''], []],
    [['logscan', '-o', 'LICEN'], ['LICENSE']],
    [['logscan', 'LICEN'], ['LICENSE']],
    [['logscan', 'LICENSE', '-f', 'README'], ['README.md']],
    [['logscan', '--rotated', 'fixt'], ['fixtures']],
    [['logscan', '--since', 'LICEN'], ['']],
    [['logscan', 'version', 'LICEN'], ['']],
  ])('%j', (words, expected) => {
    const found = complete(...words).filter((one) => expected.length > 0 || one !== '');
    if (expected.length > 0) expect(found).toEqual(expected);
    else expect(found).toHaveLength(5);
  });

  test.skipIf(!has.bash)('every flag is completed', () => {
    expect(complete('logscan', '-')).toEqual(FLAGS.flatMap(({ short, long }) => [...(short ? [short] : []), long]));
  });
});

describe('zsh', () => {
  const { file } = COMPLETIONS.zsh;
  // Types into a zsh on a terminal of its own, presses the tab key, and waits for a text.
  const TYPE = `
zmodload zsh/zpty && zpty z zsh -f -i
zpty -w z "fpath=($1 \\$fpath); autoload -Uz compinit; compinit -u -D; PROMPT='> '; bindkey '^I' complete-word; echo BE''GIN"
zpty -r z begun '*BEGIN*'
zpty -w -n z "$2"$'\\t'
for i in {1..80}; do
  sleep 0.1
  while zpty -rt z part; do all+=$part; done
  [[ $all == *"$3"* ]] && { echo found; break }
done
zpty -d z`;

  test.skipIf(!has.zsh)('zsh -n finds no fault', () => {
    expect(call('zsh', '-n', file)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test.skipIf(!has.zsh).each([
    ['logscan --fol', '--follow'],
    ['logscan --by netw', '--by network'],
    ['logscan explain slow-up', 'explain slow-upstream'],
    ['logscan explain LICEN', 'explain LICENSE'],
    ['logscan -o LICEN', '-o LICENSE'],
  ])('%s', (typed, whole) => {
    const { stdout } = call('zsh', '-f', '-c', TYPE, 'zsh', resolve(dirname(file)), typed, whole);
    expect(stdout).toBe('found\n');
  });
});

describe('fish', () => {
  const { file } = COMPLETIONS.fish;
  const complete = (line: string): string[] => {
    const { status, stdout } = call('fish', '--no-config', '-c', `source ${file}; complete -C ${JSON.stringify(line)}`);
    expect(status).toBe(0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((one) => one.replace(/\t.*/, ''));
  };

  test.skipIf(!has.fish)('fish -n finds no fault', () => {
    expect(call('fish', '-n', file)).toMatchObject({ status: 0, stderr: '' });
  });

  test.skipIf(!has.fish).each([
    ['logscan --cau', ['--cause']],
    ['logscan --cause slow', ['slow-upstream']],
    ['logscan explain 4', ['400', '499']],
    ['logscan explain LICEN', ['LICENSE']],
    ['logscan exp', ['explain']],
    ['logscan -o LICEN', ['LICENSE']],
    ['logscan LICEN', ['LICENSE']],
    ['logscan version LICEN', ['']],
  ])('%s', (line, expected) => {
    expect(complete(line)).toEqual(expected);
  });

  test.skipIf(!has.fish)('every cause can be explained', () => {
    expect(complete('logscan explain ')).toEqual(expect.arrayContaining([...CAUSE_IDS]));
  });
});
