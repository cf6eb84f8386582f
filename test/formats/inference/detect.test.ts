// Finding the format of a log: every field that the format found reads is the field that nginx wrote.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/formats/entry.ts';
import { detectFormat } from '../../../src/formats/inference/detect.ts';
import { LineParser } from '../../../src/formats/line-parser.ts';
import { parseLogFormat } from '../../../src/formats/log-format/directive.ts';
import { FormatReader, isEntry } from '../../../src/formats/log-format/format-reader.ts';
import { PRESETS } from '../../../src/formats/presets.ts';
import {
  fieldsOf,
  makeRequests,
  MADE_SEED,
  truthOf,
  type Values,
  variablesOf,
  writeLine,
} from '../log-format/made-log.ts';

const REQUESTS = makeRequests(200, MADE_SEED);
const TIMES = ['msec', 'time_local', 'time_iso8601'];
const TIME_FIELDS = new Set(['time', 'utcOffsetMinutes']);
const REQUEST_PARTS = ['request_method', 'request_uri', 'server_protocol'];

/** What the format that was found makes of a log. */
interface Outcome {
  /** The format found; undefined for combined. */
  readonly format: string | undefined;
  readonly isFound: boolean;
  /** Fields that hold something else than nginx wrote. */
  readonly wrong: readonly string[];
  /** Fields of the format that are not read. */
  readonly lost: readonly string[];
}

function linesOf(directive: string, requests: readonly Values[]): string[] {
  const format = parseLogFormat(directive);
  return requests.map((values) => writeLine(format, values));
}

async function outcomeOf(directive: string, requests: readonly Values[]): Promise<Outcome> {
  const variables = variablesOf(parseLogFormat(directive));
  const lines = linesOf(directive, requests);
  const { found } = detectFormat(lines);
  if (found === undefined) return { format: undefined, isFound: false, wrong: [], lost: [] };
  const parser = new LineParser(found.format === undefined ? [] : [found.format]);
  const wrong: string[] = [];
  const lost = new Set<string>();
  for (const [i, values] of requests.entries()) {
    const entry = parser.parse(lines[i]!);
    if (typeof entry === 'string') {
      wrong.push(`${entry}: ${lines[i]!}`);
      continue;
    }
    const truth = truthOf(values, variables);
    const read = fieldsOf(entry);
    // A format without a time has time 0, and a request is only compared where the format holds all of it.
    const isTimed = TIMES.some((name) => variables.has(name));
    const isWhole = variables.has('request') || REQUEST_PARTS.every((name) => variables.has(name));
    for (const key of new Set([...Object.keys(truth), ...Object.keys(read)])) {
      if ((TIME_FIELDS.has(key) && !isTimed) || (key === 'request' && !isWhole)) continue;
      const [is, should] = [nothingAsDash(read[key]), nothingAsDash(truth[key])];
      if (is === should) continue;
      if (is === '-') lost.add(key);
      else wrong.push(`${key}: ${is}, not ${should}: ${lines[i]!}`);
    }
  }
  return { format: found.format, isFound: true, wrong, lost: [...lost] };
}

// The combined reader takes any word in front of the address as the host: `_` (none) and a host with its port, too.
function nothingAsDash(value: string | number | undefined): string {
  const text = String(value ?? '-').replace(/^([a-z_][\w.-]*):443$/, '$1');
  return text === '_' ? '-' : text;
}

const STYLES: readonly ((names: readonly string[], variables: readonly string[]) => string)[] = [
  (_names, variables) => `'${variables.map((one) => (isText(one) ? `"$${one}"` : `$${one}`)).join(' ')}'`,
  (_names, variables) => `'${variables.map((one) => (isText(one) ? `"$${one}"` : `[$${one}]`)).join(' ')}'`,
  (_names, variables) => `"${variables.map((one) => `$${one}`).join(String.raw`\t`)}"`,
  (_names, variables) => `'${variables.map((one) => `$${one}`).join('|')}'`,
  (_names, variables) => `'${variables.map((one) => `"$${one}"`).join(',')}'`,
  (_names, variables) => `'${variables.map((one) => (isText(one) ? `"$${one}"` : `$${one}`)).join(';')}'`,
  (names, variables) => `"${variables.map((one, i) => `${names[i]!}:$${one}`).join(String.raw`\t`)}"`,
  (names, variables) => `'${variables.map((one, i) => `${names[i]!}="$${one}"`).join(' ')}'`,
  (names, variables) =>
    `'${variables.map((one, i) => (isText(one) ? `${names[i]!}="$${one}"` : `${names[i]!}=$${one}`)).join(' ')}'`,
  (names, variables) => `escape=json '{${variables.map((one, i) => `"${names[i]!}":"$${one}"`).join(',')}}'`,
  (names, variables) => `'{ ${variables.map((one, i) => `"${names[i]!}": "$${one}"`).join(', ')} }'`,
];
function isText(variable: string): boolean {
  return /^(?:request|http_|upstream_)/.test(variable) && variable !== 'request_time';
}
const OTHERS = `
  body_bytes_sent bytes_sent http_referer http_user_agent http_x_forwarded_for http_host host request_time
  request_length request_id request_method request_uri uri args gzip_ratio upstream_status upstream_addr
  upstream_cache_status upstream_response_length upstream_connect_time upstream_header_time
  upstream_response_time connection connection_requests server_protocol pipe server_name server_addr server_port
  remote_user remote_port realip_remote_addr pid scheme ssl_protocol msec time_iso8601
`
  .trim()
  .split(/\s+/);

/** Any log_format with a status, an address, a time and a request, its variables in any order, with names or without. */
const anyDirective = fc
  .record({
    style: fc.constantFrom(...STYLES),
    isNamed: fc.boolean(),
    time: fc.constantFrom(...TIMES),
    request: fc.constantFrom(['request'], REQUEST_PARTS),
    others: fc.uniqueArray(fc.constantFrom(...OTHERS), { maxLength: 10 }),
    order: fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
  })
  .map(({ style, isNamed, time, request, others, order }) => {
    const variables = [...new Set(['status', 'remote_addr', time, ...request, ...others])]
      .map((variable, i) => ({ variable, at: order[i]! }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ variable }) => variable);
    const names = variables.map((variable, i) => (isNamed ? variable : `f${i}`));
    return `log_format any ${style(names, variables)};`;
  });

/** Formats that no preset has. */
const OWN: Readonly<Record<string, string>> = {
  tabs: String.raw`'$time_iso8601\t$remote_addr\t$status\t$body_bytes_sent\t$request_time\t$request\t$http_referer\t$http_user_agent'`,
  'tabs, parts of the request': String.raw`"$remote_addr\t$msec\t$request_method\t$request_uri\t$server_protocol\t$status\t$body_bytes_sent\t$http_user_agent\t$request_time\t$upstream_response_time"`,
  pipes: `'$remote_addr|$time_local|$request|$status|$body_bytes_sent|$http_referer|$http_user_agent|$request_time'`,
  'pipes with spaces': `'$time_local | $remote_addr | $host | $request | $status | $body_bytes_sent | $request_time | $http_user_agent'`,
  csv: `'"$time_iso8601","$remote_addr","$request","$status","$body_bytes_sent","$http_referer","$http_user_agent"'`,
  'csv without quotes': `'$time_iso8601,$remote_addr,$request_method,$request_uri,$server_protocol,$status,$body_bytes_sent,$request_time'`,
  semicolons: `'$remote_addr;$time_iso8601;$status;$body_bytes_sent;$request_time;"$request";"$http_referer";"$http_user_agent"'`,
  carets: `'$remote_addr^$time_local^$request^$status^$body_bytes_sent^$http_referer^$http_user_agent'`,
  'key=value': `'time=$time_iso8601 client=$remote_addr method=$request_method uri=$request_uri proto=$server_protocol status=$status size=$body_bytes_sent rt=$request_time urt="$upstream_response_time" ref="$http_referer" agent="$http_user_agent"'`,
  'key="value"': `'ts="$time_local" ip="$remote_addr" req="$request" code="$status" bytes="$body_bytes_sent" ua="$http_user_agent" xff="$http_x_forwarded_for"'`,
  LTSV: String.raw`"time:$time_iso8601\tstatus:$status\tremote:$remote_addr\tmethod:$request_method\tpath:$request_uri\tprotocol:$server_protocol\tbytes:$body_bytes_sent\tua:$http_user_agent\treqtime:$request_time"`,
  JSON: `escape=json '{"@timestamp":"$time_iso8601","client_ip":"$remote_addr","verb":"$request_method","url":"$request_uri","proto":"$server_protocol","code":$status,"bytes":$body_bytes_sent,"duration":$request_time,"agent":"$http_user_agent","referrer":"$http_referer"}'`,
  'JSON with spaces, escape=default': `'{ "status": "$status", "request": "$request", "when": "$time_local", "addr": "$remote_addr", "agent": "$http_user_agent", "ref": "$http_referer", "size": "$body_bytes_sent" }'`,
  'nested JSON': `escape=json '{"http":{"request":"$request","status":$status,"size":$body_bytes_sent},"client":{"ip":"$remote_addr","xff":"$http_x_forwarded_for","ua":"$http_user_agent"},"t":$msec,"up":{"status":"$upstream_status","upstream_time":"$upstream_response_time"}}'`,
  'JSON with unknown names': `escape=json '{"a":"$time_iso8601","b":"$remote_addr","c":"$request","d":"$status","e":"$body_bytes_sent","f":"$http_referer","g":"$http_user_agent"}'`,
  'JSON whose size has a header': `escape=json '{"t":"$time_iso8601","ip":"$remote_addr","request":"$request","status":$status,"bytes":$bytes_sent}'`,
  'a host in the middle': `'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_host" "$http_referer" "$http_user_agent" $request_time'`,
  'status first': `'$status $remote_addr [$time_local] "$request" $body_bytes_sent $request_time "$http_user_agent" "$http_referer"'`,
  brackets: `'[$time_iso8601] [$remote_addr] [$status] [$request] [$body_bytes_sent] [$http_referer] [$http_user_agent]'`,
  'times before the request': `'$remote_addr - $remote_user [$time_local] $request_time $upstream_response_time "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'`,
  'two sizes': `'$remote_addr [$time_local] "$request" $status $bytes_sent $body_bytes_sent "$http_user_agent"'`,
  'a size with the header': `'$remote_addr [$time_local] "$request" $status $bytes_sent "$http_referer" "$http_user_agent" $request_time'`,
  'two statuses': `'$remote_addr $time_iso8601 $upstream_status $status "$request" $body_bytes_sent $upstream_response_time $request_time "$http_user_agent"'`,
  'two addresses': `'$server_addr $remote_addr $time_iso8601 $host "$request" $status $body_bytes_sent "$http_user_agent"'`,
  'main and more': `'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for" $request_time $upstream_response_time $pipe'`,
  'no quotes at all': `'$time_local $remote_addr $status $request_method $request_uri $server_protocol $body_bytes_sent'`,
};

// Nothing but a name shows what these fields are.
const KNOWN_BY_NAME: ReadonlySet<string> = new Set([
  'http_host',
  'server_name',
  'server_port',
  'remote_port',
  'realip_remote_addr',
  'upstream_addr',
  'bytes_sent',
  'request_completion',
  'request_id',
  'pipe',
  'ssl_protocol',
]);

test.each(Object.entries(OWN))('every field of a format of one site is read: %s', async (name, format) => {
  const got = await outcomeOf(`log_format own ${format};`, REQUESTS);
  const lost = got.lost.filter((field) => !KNOWN_BY_NAME.has(field));
  expect({ isFound: got.isFound, wrong: got.wrong.slice(0, 3), lost }).toEqual({
    isFound: true,
    wrong: [],
    lost: [],
  });
  expect(got.format, name).toContain('log_format');
});

test('every field that has the name of its variable is read', async () => {
  const names = [
    'time_iso8601 remote_addr request status body_bytes_sent bytes_sent http_user_agent http_host server_name server_port',
    'remote_port request_completion request_id pipe ssl_protocol connection connection_requests request_length',
    'upstream_addr realip_remote_addr',
  ].flatMap((line) => line.split(' '));
  const requests = REQUESTS.map((values, i) => ({
    ...values,
    pipe: i % 7 === 0 ? 'p' : '.',
    request_completion: values['status'] === '499' ? '' : 'OK',
    realip_remote_addr: `192.0.2.${i % 2}`,
  }));
  for (const directive of [
    `log_format own escape=json '{${names.map((name) => `"${name}":"$${name}"`).join(',')}}';`,
    `log_format own '${names.map((name) => `${name}="$${name}"`).join(' ')}';`,
  ]) {
    const { isFound, wrong, lost } = await outcomeOf(directive, requests);
    expect({ isFound, wrong: wrong.slice(0, 3), lost }).toEqual({ isFound: true, wrong: [], lost: [] });
  }
});

// Fields after the user agent that the combined reader does not know by their names.
const UNNAMED_IN_COMBINED: Readonly<Record<string, readonly string[]>> = {
  amplify: ['upstream_response_time', 'host'],
  'centminmod-cloudflare': ['upstream_response_time', 'request_length', 'host'],
};
const READABLE = PRESETS.filter(({ directive }) => {
  const variables = variablesOf(parseLogFormat(directive));
  return (
    variables.has('status') &&
    ['request', 'request_uri', 'uri', 'filtered_request_uri'].some((one) => variables.has(one))
  );
});

test.each(READABLE.map((preset) => [preset.name, preset.directive] as const))(
  'every field of a preset is read: %s',
  async (name, directive) => {
    const isByAddress = variablesOf(parseLogFormat(directive)).has('remote_addr');
    // Without $remote_addr every request came through a proxy.
    const requests = isByAddress
      ? REQUESTS
      : REQUESTS.map((values) => ({ ...values, http_x_forwarded_for: values['remote_addr']! }));
    const got = await outcomeOf(directive, requests);
    const lost = got.lost.filter(
      (field) => UNNAMED_IN_COMBINED[name]?.includes(field) !== true && !KNOWN_BY_NAME.has(field),
    );
    expect({ isFound: got.isFound, wrong: got.wrong.slice(0, 3), lost }).toEqual({
      isFound: true,
      wrong: [],
      lost: [],
    });
  },
);

test('no field is read as another, whatever the format is', async () => {
  await fc.assert(
    fc.asyncProperty(anyDirective, fc.nat(), async (directive, seed) => {
      const { wrong } = await outcomeOf(directive, makeRequests(200, seed));
      expect(wrong.slice(0, 3)).toEqual([]);
    }),
    { numRuns: 150, seed: 16 },
  );
}, 60_000);

describe('a combined log', () => {
  const COMBINED_LOG = `log_format combined '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';`;
  const isCombined = async (lines: readonly string[]): Promise<boolean> => {
    const { found } = detectFormat(lines);
    return found !== undefined && found.format === undefined;
  };
  const lines = linesOf(COMBINED_LOG, REQUESTS);

  test('is found as combined', async () => {
    expect(await isCombined(lines)).toBe(true);
  });

  test('is found as combined when user names have spaces', async () => {
    const users = REQUESTS.map((values) => ({ ...values, remote_user: 'Alice [admin] B' }));
    expect(await isCombined(linesOf(COMBINED_LOG, users))).toBe(true);
  });

  test('is found as combined when user agents name no version', async () => {
    const agents = REQUESTS.map((values) => ({ ...values, http_user_agent: 'curl' }));
    expect(await isCombined(linesOf(COMBINED_LOG, agents))).toBe(true);
  });

  test('is found as combined when it has only hits', async () => {
    const hits = REQUESTS.filter(({ status }) => status === '400' || status === '499');
    expect(await isCombined(linesOf(COMBINED_LOG, hits))).toBe(true);
  });

  test.each(Object.entries(OWN))(
    'stays combined when a client sends lines of another format: %s',
    async (_name, format) => {
      const other = parseLogFormat(`log_format own ${format};`);
      // nginx escapes what a client sends, so that all of it stands in the request, the referer or the user agent.
      const hostile = REQUESTS.map((values, i) => {
        if (i % 20 !== 0) return values;
        const text = writeLine(other, values);
        return {
          ...values,
          request: text,
          http_referer: text,
          http_user_agent: text,
          status: '400',
          body_bytes_sent: '157',
        };
      });
      expect(await isCombined(linesOf(COMBINED_LOG, hostile))).toBe(true);
    },
  );
});

test.each(Object.entries(OWN))(
  'a client that sends lines of combined does not change the format: %s',
  async (_name, format) => {
    const directive = `log_format own ${format};`;
    const bare = detectFormat(linesOf(directive, REQUESTS));
    const text = '192.0.2.9 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/8.5.0"';
    const hostile = REQUESTS.map((values, i) =>
      i % 20 === 0 ? { ...values, request: text, http_referer: text, http_user_agent: text, status: '400' } : values,
    );
    const { found } = detectFormat(linesOf(directive, hostile));
    expect(found === undefined || found.format === bare.found?.format).toBe(true);
  },
);

describe('a format that many lines fit in several ways', () => {
  const linesWith = (everyHow: number): string[] =>
    Array.from({ length: 60 }, (_, i) => {
      const agent = i % everyHow === 0 ? 'My App|a' : 'curl/8.5.0';
      const time = `2026-11-29T12:00:${String(i).padStart(2, '0')}+00:00`;
      return `192.0.2.${i % 9}|${time}|${i % 7 === 0 ? 499 : 200}|GET /a/${i} HTTP/1.1|http://www.example.com/${i % 5}|${agent}`;
    });

  test('is only the nearest one: more than a tenth of them', () => {
    const { found, nearest } = detectFormat(linesWith(9));
    expect(found).toBeUndefined();
    expect(nearest!.format).toContain('$request|');
    expect(nearest!.share).toBeCloseTo(53 / 60);
  });

  test('is found if they are fewer', () => {
    expect(detectFormat(linesWith(12)).found).toMatchObject({ share: 1 });
  });
});

test('text that is no access log has no format', async () => {
  const lines = Array.from(
    { length: 100 },
    (_, i) => `Nov 29 12:00:${i % 60} web kernel: [${i}.0${i}] eth0: link up, ${i * 7} Mbps`,
  );
  expect(detectFormat(lines)).toMatchObject({ found: undefined });
});

test('a log without a line has no format other than combined', async () => {
  expect(detectFormat(['', ' ']).found?.format).toBeUndefined();
});

test.each([
  ['quotes', '"'],
  ['braces', '{"a":'],
  ['backslashes', '\\'],
  ['separators', '|;,\t^'],
  ['keys', 'a=b:c='],
  ['times', '29/Nov/2026:12:00:00 +0000 '],
  ['digits', '1.1.'],
  ['single quotes', "'a "],
  ['brackets', '1(/'],
  ['slashes in brackets', '/'],
  ['addresses', '1.1.1.1, '],
  ['URLs', 'GET http://a/ '],
])(
  'lines of 1 MiB are looked at in a few seconds: %s',
  async (_name, text) => {
    const line = text.repeat(Math.floor(2 ** 20 / text.length));
    const start = performance.now();
    detectFormat([line, ...linesOf(`log_format own ${OWN['pipes']!};`, REQUESTS), line]);
    expect(performance.now() - start).toBeLessThan(10_000);
  },
  60_000,
);

describe('a format that is found by its kind', () => {
  test.each([
    [
      'a separator of several signs',
      '$remote_addr ~~ [$time_local] ~~ $request ~~ $status ~~ $body_bytes_sent ~~ $http_user_agent',
    ],
    ['no address', '{"ms":"$msec","uri":"$request_uri","status":"$status"}'],
    ['no quotes', '$remote_addr - $remote_user - $time_iso8601 - $request - $status - end'],
    [
      'a request that nginx put together',
      '$remote_user@$remote_addr:$remote_port [$time_local] "$request_method $scheme://$host$request_uri" $status $body_bytes_sent',
    ],
  ])('%s', (_what, format) => {
    const { found } = detectFormat(linesOf(`log_format own '${format}';`, REQUESTS));
    const reader = new FormatReader(parseLogFormat(found!.format!));
    const statuses = linesOf(`log_format own '${format}';`, REQUESTS).map((line) => {
      const entry = reader.read(line);
      return isEntry(entry) ? entry.status : undefined;
    });
    expect(statuses).toEqual(REQUESTS.map(({ status }) => Number(status)));
  });

  test('escape=none, where values hold quotes', () => {
    const format = `log_format own escape=none '{"ip":"$remote_addr","t":"$time_iso8601","r":"$request","s":"$status","a":"$http_user_agent"}';`;
    const requests = REQUESTS.map((values, i) =>
      i % 10 === 0 ? { ...values, http_user_agent: 'curl/8 "a" b' } : values,
    );
    expect(detectFormat(linesOf(format, requests)).found?.format).toContain('escape=none');
  });
});

/** Each third request came through a second proxy. */
const FORWARDED = REQUESTS.map((values, i) => {
  const { http_x_forwarded_for: client, ...others } = values;
  if (client === undefined) return others;
  return { ...others, http_x_forwarded_for: i % 3 === 0 ? `${client}, 192.0.2.7` : client };
});

describe('a list of X-Forwarded-For without quotes', () => {
  const rest = '[$time_local] "$host" "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
  test.each([
    ['after the client', `$remote_addr $http_x_forwarded_for - $remote_user ${rest}`],
    ['after a name', `$remote_addr forwarded_for=$http_x_forwarded_for - $remote_user ${rest}`],
    ['between signs', `$remote_addr / $http_x_forwarded_for - $remote_user ${rest}`],
  ])('%s', async (_where, format) => {
    const { isFound, wrong, lost } = await outcomeOf(`log_format own '${format}';`, FORWARDED);
    expect({ isFound, wrong: wrong.slice(0, 3), lost }).toEqual({ isFound: true, wrong: [], lost: [] });
  });

  test('in the place of the client', () => {
    const lines = linesOf(`log_format own '$http_x_forwarded_for - $remote_user ${rest}';`, FORWARDED);
    const reader = new FormatReader(parseLogFormat(detectFormat(lines).found!.format!));
    const read = lines.map((line) => {
      const entry = reader.read(line);
      return isEntry(entry) ? [entry.remote_addr, entry.extra.http_x_forwarded_for, entry.remote_user] : undefined;
    });
    expect(read).toEqual(
      FORWARDED.map(({ http_x_forwarded_for: list = '-', remote_user = '-' }: Values) => [
        list.split(',')[0],
        list,
        remote_user,
      ]),
    );
  });
});

test('a request with a bare quote is two columns, and no combined line', async () => {
  const format = `'$remote_addr - $remote_user [$time_local] "$host" "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'`;
  const foreign = REQUESTS.filter(({ status }) => status === '400');
  for (const requests of [REQUESTS, foreign]) {
    const { isFound, wrong, lost } = await outcomeOf(`log_format own ${format};`, requests);
    expect({ isFound, wrong: wrong.slice(0, 3), lost }).toEqual({ isFound: true, wrong: [], lost: [] });
  }
});

/** Every field of the lines is read, and as what it is. */
async function isReadWhole(format: string, requests: readonly Values[] = REQUESTS): Promise<void> {
  const { isFound, wrong, lost } = await outcomeOf(`log_format own ${format};`, requests);
  expect({ isFound, wrong: wrong.slice(0, 3), lost }).toEqual({ isFound: true, wrong: [], lost: [] });
}

test.each([
  [
    'a request without its protocol',
    `'$remote_addr [$time_local] "$request_method $request_uri" $status $body_bytes_sent'`,
  ],
  [
    'single quotes',
    String.raw`"$remote_addr\t[$time_local]\t$status\t$request_method\t$request_uri\t'$http_referer'\t'$http_user_agent'"`,
  ],
  [
    'JSON with single quotes',
    `"{'t':'$time_iso8601','ip':'$remote_addr','r':'$request','s':'$status','a':'$http_user_agent'}"`,
  ],
  [
    'names in quotes',
    `'[$time_local] "Remote_Address=$remote_addr" "Request=$request" "Status=$status" "Body_bytes_sent=$body_bytes_sent"'`,
  ],
  [
    'names between pipes',
    `'$time_local|$remote_addr|$request|nrsp=$status|$body_bytes_sent|ursp=$upstream_status|hr=$http_referer|hua=$http_user_agent'`,
  ],
  [
    'names in another language',
    `'IP: $remote_addr | M\xe9todo: $request_method | URI: $request_uri | Status: $status | $time_local'`,
  ],
  [
    'a name that is that of an unknown header',
    `'time=[$time_local] client_ip=$remote_addr http_method=$request_method http_request_uri=$request_uri status_code=$status'`,
  ],
  [
    'statuses in brackets',
    `'$remote_addr [$time_local] "$request" $status($upstream_status) $request_time($upstream_response_time)'`,
  ],
  [
    'a method before a URL',
    `'$time_iso8601 $remote_addr $request_method "$scheme://$host$request_uri" $status $request_time'`,
  ],
  [
    'a host and its path in JSON',
    `'{"t":"$time_iso8601","ip":"$remote_addr","requestMethod":"$request_method","requestUrl":"$host$request_uri","status":$status}'`,
  ],
  [
    'a time after the user agent',
    `'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for" "$request_time"'`,
  ],
  [
    'a user agent in the place of the referer',
    `'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_user_agent" Category: "$bot"'`,
  ],
])('every field is read: %s', async (_what, format) => {
  await isReadWhole(format);
});

test('a column that is empty in most lines is a column', async () => {
  const requests = REQUESTS.map((values, i) => ({
    ...values,
    https: i === 150 ? 'on' : '',
    body: i === 150 ? 'x=1' : '',
  }));
  await isReadWhole(`'$time_iso8601|$remote_addr|$request|$status|$https|$body_bytes_sent'`, requests);
  await isReadWhole(
    `escape=json '{"t":"$time_iso8601","ip":"$remote_addr","r":"$request","s":$status,"b":$body,"n":1}'`,
    requests,
  );
});

test('a path in which no request has a query is $uri, whose blanks are decoded', async () => {
  const requests = REQUESTS.map((values, i) => ({ ...values, uri: i === 150 ? '/a b' : values['uri']! }));
  const format = `log_format own escape=json '{"t":"$time_iso8601","ip":"$remote_addr","m":"$request_method","path":"$uri","s":$status}';`;
  const lines = linesOf(format, requests);
  expect(detectFormat(lines).found?.format).toContain('"path":"$uri"');
  // Of few lines, each may be without a query by chance.
  expect(detectFormat(lines.slice(0, 19)).found?.format).toContain('"path":"$request_uri"');
  // A blank must not make other lines unsure.
  const bare = linesOf(`log_format own '$remote_addr $uri $http_user_agent $status $request_method';`, requests);
  expect(detectFormat(bare).found?.format ?? '').not.toContain('$uri');
});

test('an agent without a version is one', () => {
  const agents = REQUESTS.map((values) => ({ ...values, http_user_agent: 'promtail/' }));
  const format = `log_format own '$remote_addr - $remote_user [$time_local]  $status "$request" $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"';`;
  expect(detectFormat(linesOf(format, agents)).found).toMatchObject({ preset: 'loki-gateway' });
});

test('columns before an empty referer, and an empty user agent, are read', async () => {
  const requests = REQUESTS.map(({ http_referer: _referer, http_user_agent: _agent, ...values }) => values);
  const format = `'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent $request_time $upstream_response_time "$http_referer" "$http_user_agent"'`;
  await isReadWhole(format, requests);
  const found = detectFormat(linesOf(`log_format own ${format};`, requests)).found?.format;
  expect(found).toMatch(/ "\$http_referer" "\$http_user_agent"';$/);
});

test.each([
  ['2026-11-29T12:00:00.123+00:00', 0],
  ['2026-11-29T12:00:00,1Z', 0],
  ['2026-11-29T14:00:00.123456+02:00', 120],
])('a time with a fraction is one: %s', (own_time, utcOffsetMinutes) => {
  const requests = REQUESTS.map((values) => ({ ...values, own_time }));
  for (const format of [
    `'$remote_addr - $remote_user [$own_time] "$request" $status $body_bytes_sent'`,
    `escape=json '{"t":"$own_time","ip":"$remote_addr","r":"$request","s":$status}'`,
  ]) {
    const lines = linesOf(`log_format own ${format};`, requests);
    const reader = new FormatReader(parseLogFormat(detectFormat(lines).found!.format!));
    expect(reader.read(lines[0]!)).toMatchObject({ time: Date.UTC(2026, 10, 29, 12) / 1000, utcOffsetMinutes });
  }
});

test.each([
  ['docker compose', 'web-1  | '],
  ['syslog', 'Nov 29 12:00:00 web1 nginx: '],
  ['CRI', '2026-11-29T12:00:00.123456789Z stdout F '],
  ['kubectl', '[pod/web-6f7/nginx] '],
])('JSON after what a container or a shipper puts before it: %s', (_what, prefix) => {
  const format = `log_format own escape=json '{"ip":"$remote_addr","t":"$time_iso8601","r":"$request","s":$status}';`;
  const lines = linesOf(format, REQUESTS).map((line) => prefix + line);
  const parser = new LineParser([detectFormat(lines).found!.format!]);
  const bare = new LineParser([format]);
  for (const line of lines) {
    const { time, remote_addr, request, status } = bare.parse(line.slice(prefix.length)) as Entry;
    expect(parser.parse(line)).toMatchObject({ time, remote_addr, request, status });
  }
});
