// The fuzz targets by name, with the inputs that each gets.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { anyBytes, decided, lineText, logText } from './inputs.ts';

/** A part of the program that is fuzzed. */
export interface Target {
  /** Throws if the program handles the input wrongly. */
  readonly fuzz: (data: Buffer) => void | Promise<void>;
}

/** The targets by name: the inputs of each, and a function that loads its module. */
export const TARGETS: Readonly<
  Record<string, { readonly inputs: fc.Arbitrary<Buffer>; readonly load: () => Promise<Target> }>
> = {
  line: {
    inputs: fc.oneof(
      { weight: 3, arbitrary: lineText.map((text) => Buffer.from(text, 'latin1')) },
      { weight: 1, arbitrary: fc.tuple(format(), lineText).map((both) => Buffer.from(both.join('\n'), 'latin1')) },
    ),
    load: () => import('./line.ts'),
  },
  columns: { inputs: decided(2, logText), load: () => import('./columns.ts') },
  state: { inputs: anyBytes(200), load: () => import('./state.ts') },
  bookmark: { inputs: anyBytes(60), load: () => import('./bookmark.ts') },
  gzip: { inputs: fc.oneof(decided(6, logText), anyBytes(300)), load: () => import('./gzip.ts') },
  conf: { inputs: confText(), load: () => import('./conf.ts') },
  zstd: { inputs: anyBytes(300), load: () => import('./zstd.ts') },
  run: { inputs: decided(1, logText), load: () => import('./run.ts') },
};

// A few real formats, or a random sequence of parts.
function format(): fc.Arbitrary<string> {
  const known = [
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent',
    '$host $remote_addr [$time_iso8601] "$request" $status ${body_bytes_sent}b $request_time',
    '$msec $status $request',
    '"$http_user_agent"$status',
  ];
  const parts = fc.constantFrom(
    '$a',
    '$status',
    '${time_local}',
    '$msec',
    '$remote_addr',
    '"',
    ' ',
    '$',
    '[',
    ']',
    '{',
    '}',
  );
  return fc.oneof(
    fc.constantFrom(...known),
    fc.array(parts, { maxLength: 12 }).map((all) => all.join('')),
  );
}

// Words and signs of a configuration, mostly in an order that nginx accepts, sometimes as several files.
function confText(): fc.Arbitrary<Buffer> {
  const names = 'access_log error_log log_format listen return include off a combined 400 /a /*'.split(' ');
  const signs = [
    '\\',
    '"',
    "'",
    '#',
    '(',
    ')',
    '$a',
    '${a}',
    '"$b c"',
    "'d ' e",
    'if=$a',
    '\\"',
    '\\n',
    '\xff',
    '[[',
    ']]',
    '--',
  ];
  const blocks = 'http server location/ if($a) map stream upstream types x init_by_lua_block limit_except events'.split(
    ' ',
  );
  const word = fc.constantFrom(...names, ...signs);
  const statement = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `${words.join(' ')};\n`);
  const opening = fc.constantFrom(...blocks).map((name) => `${name.replace(/(?=[/(])/, ' ')} {\n`);
  const brace = fc.constantFrom('}', '}', '}}', '}}}', '}}}}', '{', '${');
  const file = fc.constantFrom('# configuration file /main:\n', '# configuration file /a:\n', '\n');
  const part = fc.oneof(
    { weight: 6, arbitrary: statement },
    { weight: 3, arbitrary: opening },
    { weight: 3, arbitrary: brace },
    { weight: 1, arbitrary: file },
  );
  return fc
    .tuple(file, fc.array(part, { maxLength: 30 }))
    .map(([first, parts]) => Buffer.from(first + parts.join(''), 'latin1'));
}

/** The inputs of a target in the repository (fixtures/fuzz), by path. */
export function seedsOf(name: string): ReadonlyMap<string, Buffer> {
  const folder = join('fixtures', 'fuzz', name);
  const names = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  return new Map(names.map((seed) => [join(folder, seed), readFileSync(join(folder, seed))]));
}
