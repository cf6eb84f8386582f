// The presets of log formats: each is a directive that nginx accepts, and its samples are lines of that format.
import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRESETS_FILE, presetsModule, readPreset, readPresets } from '../../scripts/docs/presets.ts';
import { PRESETS } from '../../src/formats/presets.ts';
import type { Preset } from '../../src/formats/preset.ts';

type Part = { readonly literal: string } | { readonly variable: string };

/** What nginx reads in place of these characters after a backslash in a quoted word (`ngx_conf_read_token`). */
const ESCAPED: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n', '"': '"', "'": "'", '\\': '\\' };
/** White space, a word in either quotes, a bare word, or the semicolon at the end. */
const WORD = /\s+|'((?:[^'\\]|\\[^])*)'(?=[\s;])|"((?:[^"\\]|\\[^])*)"(?=[\s;])|([^\s;'"]+)|;$/y;
/** What the values of some variables look like in a sample of a status. Values of other variables may be anything. */
const VALUES: Readonly<Record<string, (status: number) => RegExp>> = {
  status: (status) => new RegExp(`^${status}`),
  // A 400 was refused before it got to an upstream. A 499 waits for its only upstream, or for the second after the first failed.
  upstream_status: (status) => (status === 499 ? /^(?:502, )?-/ : /^-?/),
  remote_addr: () => /^(?:\d+(?:\.\d+){3}|[\da-f]*(?::[\da-f]*){2,7})/,
  body_bytes_sent: () => /^\d+/,
  bytes_sent: () => /^\d+/,
  request_time: () => /^\d+\.\d{3}/,
  time_local: () => /^\d\d\/[A-Z][a-z]{2}\/\d{4}(?::\d\d){3} [+-]\d{4}/,
  time_iso8601: () => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d/,
  msec: () => /^\d{10}\.\d{3}/,
};

/** The words of a directive without their quotes and without its semicolon; throws if nginx could not read it. */
function wordsOf(directive: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < directive.length) {
    WORD.lastIndex = at;
    const match = WORD.exec(directive);
    if (match === null) throw new Error(`nginx cannot read: ${directive.slice(at)}`);
    const [all, single, double, bare] = match;
    const quoted = (single ?? double)?.replaceAll(/\\([^])/g, (text, letter: string) => ESCAPED[letter] ?? text);
    const word = quoted ?? bare;
    if (word !== undefined) words.push(word);
    at += all.length;
  }
  if (!directive.endsWith(';')) throw new Error('no semicolon');
  return words;
}

/** The literals and variables of a format. nginx reads each word by itself, so a variable ends with its word. */
function partsOf(directive: string): Part[] {
  const [, , ...rest] = wordsOf(directive);
  const formats = rest[0]?.startsWith('escape=') === true ? rest.slice(1) : rest;
  return formats.flatMap((format) =>
    [...format.matchAll(/\$(?:\{(\w+)\}|(\w+))|[^$]+/g)].map(([text, braced, bare]) => {
      const variable = braced ?? bare;
      return variable === undefined ? { literal: text } : { variable };
    }),
  );
}

/** Whether a line is of a format: its literals in their order, and values of some variables as they must be. */
function fits(parts: readonly Part[], line: string, status: number): boolean {
  // All places at which the parts so far can end.
  let ends = [0];
  for (const part of parts) {
    if ('literal' in part) {
      ends = ends.filter((at) => line.startsWith(part.literal, at)).map((at) => at + part.literal.length);
      continue;
    }
    const value = VALUES[part.variable]?.(status);
    if (value === undefined) {
      const first = ends[0] ?? Infinity;
      ends = Array.from(`${line}.`, (_, at) => at).filter((at) => at >= first);
    } else {
      ends = ends.flatMap((at) => {
        const [text] = value.exec(line.slice(at)) ?? [];
        return text === undefined ? [] : [at + text.length];
      });
    }
  }
  return ends.includes(line.length);
}

const variablesOf = ({ directive }: Preset): string[] =>
  partsOf(directive).flatMap((part) => ('variable' in part ? [part.variable] : []));
const linesOf = ({ samples }: Preset): string[] => [samples[400], samples[499]];

test(`${PRESETS_FILE} is what npm run presets writes`, () => {
  expect(readFileSync(PRESETS_FILE, 'utf8')).toBe(presetsModule());
});

test('the module holds what is in the files', () => {
  expect(PRESETS).toEqual(readPresets());
  expect(PRESETS.length).toBeGreaterThan(40);
});

test('some samples show a first upstream that failed', () => {
  const failed = PRESETS.filter(({ samples }) => samples[499].includes('502, -'));
  expect(failed.length).toBeGreaterThan(5);
});

test('no two presets have the same name, the same title or the same format', () => {
  for (const key of [
    (preset: Preset): string => preset.name,
    (preset: Preset): string => preset.title,
    (preset: Preset): string => JSON.stringify(partsOf(preset.directive)),
  ]) {
    const seen = PRESETS.map(key);
    expect(seen.filter((one, i) => seen.indexOf(one) !== i)).toEqual([]);
  }
});

describe.each(PRESETS.map((preset) => [preset.name, preset] as const))('%s', (name, preset) => {
  test('has a name in kebab-case, a title of one line and the address of a page', () => {
    expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(preset.title).toMatch(/^\S.{0,118}\S$/);
    expect(new URL(preset.source).protocol).toBe('https:');
  });

  test('is one log_format directive that nginx accepts', () => {
    const [directive, nginxName, ...rest] = wordsOf(preset.directive);
    expect(directive).toBe('log_format');
    expect(nginxName).toMatch(/^[\w-]+$/);
    expect(rest.slice(1).filter((word) => word.startsWith('escape='))).toEqual([]);
    if (rest[0]?.startsWith('escape=') === true) expect(['default', 'json', 'none']).toContain(rest[0].slice(7));
    expect(rest.join('').replaceAll(/\$(?:\{\w+\}|\w+)/g, '')).not.toContain('$');
    expect(variablesOf(preset)).not.toEqual([]);
  });

  test('has the status, or says in its title that it has not', () => {
    expect(preset.title.includes('no status')).toBe(!variablesOf(preset).includes('status'));
  });

  test('has samples in its own format', () => {
    const parts = partsOf(preset.directive);
    expect(fits(parts, preset.samples[400], 400)).toBe(true);
    expect(fits(parts, preset.samples[499], 499)).toBe(true);
    const hasStatus = variablesOf(preset).includes('status');
    expect(fits(parts, preset.samples[400], 499)).toBe(!hasStatus);
  });

  test('has samples of one line with addresses and host names of documentation', () => {
    for (const line of linesOf(preset)) {
      expect(line).toMatch(/^[\t -~]+$/);
      const words = line.split(/[^\w.:-]+/).flatMap((word) => [word, word.replace(/:\d+$/, '')]);
      const strange = words.filter(
        (word) =>
          (isIPv4(word) && !/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./.test(word)) ||
          (isIPv6(word) && !word.startsWith('2001:db8:')),
      );
      expect(strange).toEqual([]);
      const hosts = line.match(/\b(?:[a-z][a-z0-9-]*\.)+[a-z]{2,}\b/g) ?? [];
      expect(hosts.filter((host) => !/(?:^|\.)example\.com$/.test(host) && !preset.directive.includes(host))).toEqual(
        [],
      );
    }
  });
});

describe('a file of a preset', () => {
  const lines = [
    '# A title',
    '# source: https://example.com/',
    '# 400: a 400',
    '# 499: a 499',
    "log_format a 'a $status';",
  ];

  test('is read as it is', () => {
    expect(readPreset('a', `${lines.join('\n')}\n`)).toEqual({
      name: 'a',
      title: 'A title',
      source: 'https://example.com/',
      directive: "log_format a 'a $status';",
      samples: { 400: 'a 400', 499: 'a 499' },
    });
  });

  test.each([
    [0, 'a line begins with `# source: `, but this one is: # 400: a 400'],
    [1, 'a line begins with `# source: `, but this one is: # 400: a 400'],
    [2, 'a line begins with `# 400: `, but this one is: # 499: a 499'],
    [3, "a line begins with `# 499: `, but this one is: log_format a 'a $status';"],
  ])('without its line %i is refused', (left, said) => {
    const text = [...lines.filter((_, i) => i !== left), '# more'].join('\n');
    expect(() => readPreset('a', text)).toThrow(`src/formats/presets/a.conf: ${said}`);
  });

  test.each([
    [0, '# '],
    [1, '# source: '],
    [2, '# 400: '],
    [3, '# 499: '],
  ])('with nothing in its line %i is refused', (empty, opening) => {
    const text = lines.map((line, i) => (i === empty ? opening : line)).join('\n');
    expect(() => readPreset('a', text)).toThrow(`src/formats/presets/a.conf: a line begins with \`${opening}\``);
  });

  test.each(['', 'access_log off;', "log_format a 'a $status'", "# more\nlog_format a '$status';"])(
    'with %j in place of the directive is refused',
    (text) => {
      expect(() => readPreset('a', [...lines.slice(0, 4), text].join('\n'))).toThrow(
        'presets/a.conf: after the comments stands one log_format directive',
      );
    },
  );

  test('keeps any text of its comments in the module', () => {
    const line = fc
      .string({ minLength: 1, unit: 'binary-ascii' })
      .filter((text) => text.trim() !== '' && !/[\n\r]/.test(text));
    fc.assert(
      fc.property(line, line, (title, sample) => {
        const preset = readPreset('a', [`# ${title}`, lines[1], `# 400: ${sample}`, ...lines.slice(3)].join('\n'));
        expect([preset.title, preset.samples[400]]).toEqual([title, sample]);
        const [, list = ''] = /PRESETS: readonly Preset\[\] = ([^]*);\n$/.exec(presetsModule([preset])) ?? [];
        expect(JSON.parse(runInNewContext(`JSON.stringify(${list})`))).toEqual([preset]);
      }),
    );
  });
});

describe('the check of a directive', () => {
  test.each([
    ["log_format a '$status;", 'nginx cannot read: '],
    ["log_format a '$status''$host';", 'nginx cannot read: '],
    ["log_format a '$status'", 'nginx cannot read: '],
    ['log_format a; log_format b;', 'nginx cannot read: '],
    ['log_format a $status', 'no semicolon'],
  ])('refuses %s', (directive, said) => {
    expect(() => wordsOf(directive)).toThrow(said);
  });

  test('reads escapes as nginx does', () => {
    expect(wordsOf(String.raw`log_format a 'it\'s' "\t\x16" ;`)).toEqual(['log_format', 'a', "it's", '\t\\x16']);
  });

  test.each([
    ['203.0.113.24 "GET / HTTP/1.1" 400', true],
    ['203.0.113.24 "GET / HTTP/1.1" 404', false],
    ['203.0.113.24 "GET / HTTP/1.1" 400 0', false],
    ['203.0.113.24 GET / HTTP/1.1 400', false],
    ['203.0.113.24 "a" 400 "b" 400', true],
  ])('%s: %s', (line, isOfFormat) => {
    expect(fits(partsOf(`log_format a '$remote_addr "$request" $status';`), line, 400)).toBe(isOfFormat);
  });
});
