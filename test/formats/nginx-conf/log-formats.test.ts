import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMBINED_FORMAT, directiveText, readLogFormat } from '../../../src/formats/nginx-conf/log-formats.ts';
import { parseConf } from '../../../src/formats/nginx-conf/tree.ts';
import { parseLogFormat, textOf } from '../../../src/formats/log-format/directive.ts';

const read = (text: string): ReturnType<typeof readLogFormat> => readLogFormat(parseConf(text, 'f')[0]!);

/** The texts and variables of a format string, as `ngx_http_log_compile_format` makes them of one argument. */
function parts(format: string): string[] {
  return format.match(/\$\{\w+\}|\$\w+|[^$]+/g)?.map((part) => part.replace(/^\$\{(.*)\}$/, '$$$1')) ?? [];
}

describe('a log_format', () => {
  test('is one string of all its arguments', () => {
    const { name, escape, format, directive } = read(`log_format main '$remote_addr - ' "\\"$request\\""\n '$status';`);
    expect([name, escape, format, directive?.line]).toEqual(['main', 'default', '$remote_addr - "$request"$status', 1]);
  });

  test.each([
    ["'$a' b", '${a}b'],
    ["'x $a' '_' '$b'", 'x ${a}_$b'],
    ["$a '' b", '${a}b'],
    ["'${a}' b", '${a}b'],
    ["$a ' b'", '$a b'],
    ["$a '$b' 'é'", '$a$bé'],
  ])('of %s is %s', (strings, format) => {
    expect(read(`log_format a ${strings};`).format).toBe(format);
  });

  test.each([
    ['escape=json $a', 'json', '$a'],
    ['escape=none $a', 'none', '$a'],
    ['escape=default $a', 'default', '$a'],
    ['escape=json', 'json', ''],
    ['$a escape=json', 'default', '${a}escape=json'],
  ])('%s has an escape', (strings, escape, format) => {
    expect(read(`log_format a ${strings};`)).toMatchObject({ escape, format });
  });

  test('has the parts of its arguments, whatever they are', () => {
    const part = fc.oneof(
      fc.constantFrom('$a', '$b_1', '${a}', '${c}'),
      fc.string({ unit: fc.constantFrom('a', '1', '_', ' ', '"', '{', '}', '-'), minLength: 1 }),
    );
    const argument = fc.array(part, { maxLength: 4 }).map((all) => all.join(''));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 5 }), (strings) => {
        const directive = { name: 'log_format', args: ['x', ...strings], file: 'f', line: 1, block: undefined };
        const merged: string[] = [];
        for (const one of strings.flatMap(parts)) {
          const last = merged.at(-1) ?? '$';
          if (one.startsWith('$') || last.startsWith('$')) merged.push(one);
          else merged[merged.length - 1] = last + one;
        }
        expect(parts(readLogFormat(directive).format)).toEqual(merged);
      }),
    );
  });

  test.each([
    ['log_format a;', 'invalid number of arguments in "log_format" directive in f:1'],
    ['log_format a escape=xml $b;', 'unknown log format escaping "xml" in f:1'],
    ["log_format a 'x $';", 'invalid parameter "$" in f:1'],
    ["log_format a 'x $-b';", 'invalid parameter "$-b" in f:1'],
    ["log_format a 'x ${';", 'invalid parameter "${" in f:1'],
    ["log_format a 'x ${}';", 'invalid parameter "${}" in f:1'],
    ["log_format a 'x ${b c';", 'the closing bracket in "b" variable is missing in f:1'],
  ])('%s is refused', (text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'NginxConfError', message }));
  });

  test('combined is known without a directive', () => {
    expect(COMBINED_FORMAT).toMatchObject({ name: 'combined', escape: 'default', directive: undefined });
  });
});

describe('the directive of a format', () => {
  test('is read back as the same format, whatever its name and its strings are', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '$a', '$', '\\', "'", '"', '\n', ';', '#', ' ', '{', '\xff'),
      minLength: 1,
    });
    const quote = (one: string): string => `"${one.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
    fc.assert(
      fc.property(text, text, fc.constantFrom('default', 'json', 'none'), (name, string, escape) => {
        fc.pre(/^(?:[^$]|\$a)*$/.test(string) && string.includes('$a'));
        const format = read(`log_format ${quote(name)} escape=${escape} ${quote(string)};`);
        const back = parseLogFormat(directiveText(format)!);
        expect([back.name, back.escape, textOf(back)]).toEqual([name, escape, format.format]);
      }),
    );
  });

  test('is missing for combined and for main of packages, which are read as combined', () => {
    const main = `${COMBINED_FORMAT.format} "$http_x_forwarded_for"`;
    expect(directiveText(COMBINED_FORMAT)).toBeUndefined();
    expect(directiveText(read(`log_format main '${main}';`))).toBeUndefined();
    expect(directiveText(read(`log_format main escape=json '${main}';`))).toBeDefined();
    expect(directiveText(read(`log_format main '${main} $status';`))).toBeDefined();
  });
});
