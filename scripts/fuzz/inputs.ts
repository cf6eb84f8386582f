// Inputs for fuzzing: lines in nginx's format, often with odd fields, and mutations of known inputs.
import fc from 'fast-check';

/** Texts to insert anywhere: they end fields, lines and files, or mislead a terminal. */
const PIECES: readonly string[] = [
  '"',
  '\\"',
  '\\',
  ' ',
  '[',
  ']',
  ' - ',
  '" "',
  '" 400 0 "',
  '] "',
  '\n',
  '\r\n',
  '\t',
  '\0',
]
  .concat([
    '\x1b[2J',
    '\x1b]52;c;eA==\x07',
    '\xe2\x80\xae',
    '\xc2\x9b',
    '\xcc\x81\xcc\x81',
    '\xef\xbb\xbf',
    '\xed\xa0\x80',
  ])
  .concat([
    '\\x16\\x03\\x01',
    '\\x22',
    '-',
    '0',
    '9'.repeat(20),
    '__proto__',
    'constructor',
    '\x1f\x8b',
    '\xff\xfe',
    ',',
    ':',
    '=',
  ]);

const bytes = (maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength }).map((all) => Buffer.from(all).toString('latin1'));

/** Mostly a usual text, sometimes an odd text, rarely random bytes. */
function mostly(usual: readonly string[], odd: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...usual) },
    { weight: 3, arbitrary: fc.constantFrom(...odd, ...PIECES) },
    { weight: 1, arbitrary: bytes(24) },
  );
}

const two = (number: number): string => String(number).padStart(2, '0');
const clock = fc
  .tuple(fc.nat(3), fc.nat(59), fc.nat(60))
  .map(([hour, minute, second]) => `22/Nov/2026:${two(15 + hour)}:${two(minute)}:${two(second)} +0000`);
const oddTimes = [
  [
    '31/Dec/2016:23:59:60 +0000',
    '29/Feb/2023:00:00:00 +0000',
    '29/Feb/2024:00:00:00 +0000',
    '00/Nov/2026:15:00:00 +0000',
  ],
  [
    '31/Dec/9999:23:59:59 -2359',
    '01/Jan/0000:00:00:00 +2359',
    '22/nov/2026:15:00:00 +0000',
    '22/Foo/2026:15:00:00 +0000',
  ],
  ['22/Nov/2026:24:00:00 +0000', '22/Nov/2026:15:00:00 +9999', '2026-11-22T15:00:00+00:00', '22/Nov/2026:15:00:00'],
].flat();
const time = fc.oneof({ weight: 6, arbitrary: clock }, { weight: 1, arbitrary: mostly(oddTimes, ['-', '']) });

const host = fc.integer({ min: 1, max: 254 });
const network = fc.constantFrom('192.0.2.', '198.51.100.', '203.0.113.');
const address = fc.tuple(network, host).map(([first, last]) => first + last);
const client = fc.oneof(
  { weight: 8, arbitrary: address },
  { weight: 1, arbitrary: mostly(['2001:db8::7', '192.0.2.7:5112', '[2001:db8::7]:80'], ['unix:', '-', '::', '']) },
);
const path = mostly(
  ['/', '/a', '/login', '/img/a.png', '/api/x?y=1&z=%00', '/%2e%2e/etc/passwd'],
  ['*', 'http://a.example/', ''],
);
const requestLine = fc
  .tuple(
    mostly(['GET', 'POST', 'HEAD'], ['PRI', 'CONNECT', 'get', '']),
    path,
    mostly(['1.1', '1.0', '2.0', '3.0'], ['9.9', '']),
  )
  .map(([method, target, version]) => `${method} ${target} HTTP/${version}`);
const foreign = [
  '',
  '-',
  '\\x16\\x03\\x01\\x02',
  'SSH-2.0-x',
  '\\x03\\x00\\x00/*\\xE0',
  'GET',
  'GET /',
  'PROXY TCP4 192.0.2.1',
];
const request = fc.oneof(
  { weight: 3, arbitrary: requestLine },
  { weight: 1, arbitrary: mostly(foreign, ['\\x05\\x01']) },
);
const status = mostly(
  ['400', '400', '499', '499', '200', '404', '408', '502'],
  ['000', '494', '497', '999', '40', '4000'],
);
const size = mostly(['0', '150', '157', '173', '226', '552', '5000'], ['-', '9'.repeat(400), '4294967296', '-1']);
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0';
const agent = mostly(['-', 'curl/8.5.0', browser, 'ELB-HealthChecker/2.0'], ['MSIE 6.0', 'toString', '']);
const tail = mostly(
  [
    '',
    '',
    '',
    ' rt=0.100 us=504',
    ' "192.0.2.9"',
    ' "198.51.100.1, 203.0.113.2"',
    ' host=a.example conn=7 creq=1 rlen=80',
  ],
  [' "unknown, 192.0.2.9"', ' "-, -"', ' rt=9e9 rt=1', ' us="502, 504 : 200"', ' "1.2.3"', '  '],
);
const prefix = mostly(
  ['', '', '', '', '', 'a.example ', 'a.example:443 ', 'Nov 22 15:00:00 web nginx: ', 'web-1  | ', '[pod/a/b] '],
  ['2026-11-22T15:00:00.1Z stdout F ', '<190>1 - - - - - - ', '{"a":1} ', '- '],
);

const line = fc
  .tuple(prefix, client, mostly(['-'], ['a [b]', '']), time, request, status, size, mostly(['-'], ['/x']), agent, tail)
  .map(([before, addr, user, at, asked, code, sent, referer, ua, after]) => {
    return `${before}${addr} - ${user} [${at}] "${asked}" ${code} ${sent} "${referer}" "${ua}"${after}`;
  });
const noLine = fc.oneof(fc.constantFrom('', ' ', '\r', 'x', '{"status":400}', '\0'.repeat(40)), bytes(60));

const anyLine = fc.oneof({ weight: 9, arbitrary: line }, { weight: 1, arbitrary: noLine });

/** Some lines of a log, as latin1; the last one may lack its line feed. */
export const logText: fc.Arbitrary<string> = fc
  .tuple(fc.array(anyLine, { maxLength: 12 }), fc.boolean())
  .map(([lines, isWhole]) => lines.join('\n') + (isWhole && lines.length > 0 ? '\n' : ''));

/** One line of a log. */
export const lineText: fc.Arbitrary<string> = anyLine;

/** A number of bytes for decisions, then a text in latin1. */
export function decided(decisions: number, text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.uint8Array({ minLength: decisions, maxLength: decisions }), text)
    .map(([first, rest]) => Buffer.concat([Buffer.from(first), Buffer.from(rest, 'latin1')]));
}

/** Up to `maxLength` bytes of any value. */
export function anyBytes(maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength }).map((all) => Buffer.from(all));
}

interface Edit {
  readonly kind: number;
  readonly at: number;
  readonly length: number;
  readonly byte: number;
  readonly piece: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.nat(5),
  at: fc.nat(1 << 16),
  length: fc.integer({ min: 1, max: 40 }),
  byte: fc.nat(255),
  piece: fc.constantFrom(...PIECES),
});

/** A known input with one to six mutations. `known` must not be empty, and may grow. */
export function changed(known: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.nat(1 << 16), fc.nat(1 << 16), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([first, second, edits]) => {
      const other = known[second % known.length]!;
      return edits.reduce((input, one) => applied(input, one, other), known[first % known.length]!);
    });
}

function applied(input: Buffer, { kind, at, length, byte, piece }: Edit, other: Buffer): Buffer {
  const from = at % (input.length + 1);
  const [before, after] = [input.subarray(0, from), input.subarray(from)];
  if (kind === 0) return Buffer.concat([before, after.subarray(length)]);
  if (kind === 1) return Buffer.concat([before, Buffer.from(piece, 'latin1'), after]);
  if (kind === 2) return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
  if (kind === 3) return Buffer.concat([before, after.subarray(0, length), after]);
  if (kind === 4) return Buffer.concat([before, other.subarray(at % (other.length + 1))]);
  const flipped = Buffer.from(input);
  if (flipped.length > 0) flipped[from % flipped.length]! ^= 1 << (byte % 8);
  return flipped;
}
