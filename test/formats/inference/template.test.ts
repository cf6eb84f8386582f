// Taking a line apart by its shape.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { templateOf } from '../../../src/formats/inference/template.ts';
import { textOf } from '../../../src/formats/log-format/directive.ts';

/** The shape of a line with `$` for each value, and the names of the values. */
function shapeOf(line: string): { shape: string; names: readonly (string | undefined)[] } | undefined {
  const template = templateOf(line);
  if (template === undefined) return undefined;
  return { shape: textOf(template).replaceAll(/\$\{?v\d+\}?/g, '$'), names: template.names };
}

test.each([
  ['192.0.2.1 [29/Nov/2026:12:00:00 +0000] 200 "GET / HTTP/1.1" "-"', '$ [$] $ "$" "$"'],
  ['192.0.2.1 29/Nov/2026:12:00:00 +0000 GET / HTTP/1.1 200', '$ $ $ $'],
  ['192.0.2.1\t200\tGET / HTTP/1.1\ta b', '$\t$\t$\t$'],
  ['192.0.2.1|200|GET / HTTP/1.1|a b', '$|$|$|$'],
  ['192.0.2.1 | 200 | GET / HTTP/1.1 | a b', '$ | $ | $ | $'],
  ['"192.0.2.1","200","GET /a,b HTTP/1.1","x"', '"$","$","$","$"'],
  ['a;b;c;d', '$;$;$;$'],
  ['a^b^c^d', '$^$^$^$'],
  ['[Client 192.0.2.1] [Length 0]', '[Client $] [Length $]'],
])('values stand between separators: %s', (line, shape) => {
  expect(shapeOf(line)?.shape).toBe(shape);
});

test.each([
  ['status=200 uri=/a rt=0.1', 'status=$ uri=$ rt=$', ['status', 'uri', 'rt']],
  [
    'status:200\turi:/a?b=c\tref:https://www.example.com/\tua:',
    'status:$\turi:$\tref:$\tua:$',
    ['status', 'uri', 'ref', 'ua'],
  ],
  [
    '{"status":200,"a":{"b":"x\\"y"},"c":[true,null]}',
    '{"status":$,"a":{"b":"$"},"c":[$,$]}',
    ['status', 'b', 'c', 'c'],
  ],
  ['{ "status" : "200" }', '{ "status" : "$" }', ['status']],
])('values have the names that stand before them: %s', (line, shape, names) => {
  expect(shapeOf(line)).toEqual({ shape, names });
});

test('a URL is no name with a value', () => {
  expect(shapeOf('200 https://www.example.com/')?.names).toEqual([undefined, undefined]);
});

test.each(['{"a":"b', '{"a":b}', '{a:1}'])('broken JSON has no template: %s', (line) => {
  expect(templateOf(line)).toBeUndefined();
});

test('a line of very many values has no template', () => {
  expect(templateOf('a '.repeat(120))).toBeDefined();
  expect(templateOf('a '.repeat(121))).toBeUndefined();
});

test('times are told apart, because they hold a space', () => {
  expect(templateOf('a 29/Nov/2026:12:00:00 +0000 b')?.times).toEqual([1]);
});

test('no line is too strange, and no two values touch each other', () => {
  const line = fc.string({ unit: fc.constantFrom(...'a1 .|,;"[]{}:=\t\\-/'.split('')), maxLength: 60 });
  fc.assert(
    fc.property(line, (text) => {
      const template = templateOf(text);
      if (template === undefined) return;
      expect(template.parts.filter((part) => 'variable' in part)).toHaveLength(template.names.length);
      for (const [i, part] of template.parts.entries())
        if (i > 0) expect('variable' in part && 'variable' in template.parts[i - 1]!).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a word of signs between blanks', 'a || b c || 200 || d', '$ || $ || $ || $'],
  ['pairs with commas between them', 'ip=192.0.2.1,status=200 rt=0.1', 'ip=$,status=$ rt=$'],
  ['a user before an address', 'Alice@192.0.2.1:4711 200', '$@$:$ $'],
  ['a whole request that nginx put together', '200 "GET http://a.example/b HTTP/1.1"', '$ "$ $://$$ $"'],
  ['a request that nginx put together', '200 "GET http://a.example/b?c=d"', '$ "$ $://$$"'],
  ['a request without its protocol', '192.0.2.1 "GET /a?b=c" 200', '$ "$ $" $'],
  ['a URL after its method', '200 GET "http://a.example/b" 0.1', '$ $ "$://$$" $'],
  ['a URL after its method, without quotes', '200: GET http://a.example/b [200]', '$ $ $://$$ [$]'],
  ['a host and its path after the method', '200 GET a.example/b?c 0.1', '$ $ $$ $'],
  ['a host and a path elsewhere', '200 a.example/b 0.1', '$ $ $'],
  ['a URL before the status', '192.0.2.1 "http://a.example/b" 200 12', '$ "$://$$" $ $'],
  ['a referer before the status', 'GET /a HTTP/1.1 "http://a.example/b" 200 12', '$ "$" $ $'],
  ['a time before a colon', '29/Nov/2026:12:00:00 +0000: GET', '$: $'],
  ['numbers with others in brackets', '200(502, 200) 14/-(text/css) 0.1(-)', '$($) $/$($) $($)'],
  ['a list of addresses', '203.0.113.9, 192.0.2.1 - x=203.0.113.9, 192.0.2.1 200', '$ $ x=$ $'],
  ['servers with ports, which are no such list', '192.0.2.1:80, 192.0.2.2:80 200', '$ $ $'],
  ['a referer in brackets', '0.1 (http://a.example/b?c) (-) (a b)', '$ ($) ($) $ $'],
  ['a value in two pairs of brackets', '"a" [[2.554]]', '"$" [[$]$'],
  ['nothing between separators', 'a|200||d|', '$|$|$|$|'],
  ['nothing between tabs', 'a\t\t\td', '$\t$\t$\t$'],
  ['a JSON value that is missing', '{"a":,"b":1,"c": },"d":[2]', '{"a":$,"b":$,"c": $,"d":[$]'],
  ['JSON after a prefix', 'web-1 | nginx: {"a":1,"b":[2]}', '$ $ nginx: {"a":$,"b":[$]}'],
  ['an object that is a value', '"a b" {"a":1}', '"$" $"$"$'],
  ['a host and its path in JSON', '{"requestUrl":"a.example/b?c","x":"a.example/b"}', '{"requestUrl":"$$","x":"$"}'],
  ['values in single quotes', "'a b'\t'c\td'\t1\t2", "'$'\t'$'\t$\t$"],
  ['single quotes between blanks', "1 'it's a b' 2", "$ '$' $"],
  ['JSON with single quotes', "{'a':'b \"c\"','d':[1]}", "{'a':'$','d':[$]}"],
])('%s', (_what, line, shape) => {
  expect(shapeOf(line)?.shape).toBe(shape);
});
