// The parts of `npm run test:nginx` that need no nginx: how truth gets to its lines, how findings are scored, and what is compared.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { logFilesOf } from '../scripts/nginx-lab/configuration.ts';
import { figures, missedBars } from '../scripts/nginx-lab/figures.ts';
import { type ScoredLine, scoredLinesOf } from '../scripts/nginx-lab/scored-lines.ts';
import { loopbackNetwork } from '../scripts/nginx-lab/network.ts';
import { type PlayedLog, readPlayed } from '../scripts/nginx-lab/played-log.ts';
import { differences, realShapes } from '../scripts/nginx-lab/shapes.ts';
import { Stage } from '../scripts/nginx-lab/stage.ts';
import { Wire } from '../scripts/nginx-lab/wire.ts';
import { truthOf } from '../scripts/worlds/scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'logscan-lab-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TIME = '[29/Nov/2026:12:00:00 +0000]';
const GET = `192.0.2.4 - - ${TIME} "GET /a HTTP/1.1" 200 5 "-" "curl/8.5.0"`;
const ABORT = `192.0.2.4 - - ${TIME} "GET /b HTTP/1.1" 499 0 "-" "curl/8.5.0"`;
const GARBAGE = String.raw`192.0.2.8 - - ${TIME} "\x05\x01\x00" 400 157 "-" "-"`;
const tailed = (line: string, time = '0.100'): string => `${line} rt=${time} urt=${time} us=- conn=1 creq=1 rlen=90`;

describe('the truth', () => {
  let stages = 0;
  // A stage whose logs have these lines, each with its key.
  function played(
    lines: readonly (readonly [line: string, key: string])[],
    prepare: (stage: Stage) => void,
  ): PlayedLog {
    const plan = { name: `stage${++stages}`, people: 0, scenes: [] };
    const stage = new Stage(plan, 0, loopbackNetwork(), 1);
    prepare(stage);
    const files = logFilesOf(stage);
    mkdirSync(join(folder, plan.name));
    const write = (name: string, texts: readonly string[]): void =>
      writeFileSync(join(folder, name), texts.map((text) => `${text}\n`).join(''));
    write(
      files.combined,
      lines.map(([line]) => line),
    );
    write(
      files.extended,
      lines.map(([line]) => tailed(line)),
    );
    write(
      files.keys,
      lines.map(([, key]) => key),
    );
    return readPlayed(stage, folder);
  }

  test('is bound to a line by the number of its request, or else by its connection', () => {
    const { truth, surprises } = played(
      [
        [GET, '192.0.2.4|4001 1'],
        [ABORT, '192.0.2.4|4001 2'],
        [GARBAGE, '192.0.2.8|4002 -'],
      ],
      ({ book }) => {
        book.expect('2', truthOf('stop', 'stop_button', 'abort_retry'));
        book.expect('192.0.2.8|4002', truthOf('scan', 'garbage_socks'));
      },
    );
    expect(surprises).toEqual([]);
    expect(truth).toEqual([
      { line: 1, cause: 'stop_button', also_ok: ['abort_retry'], status: 499, scenario: 'stop' },
      { line: 2, cause: 'garbage_socks', status: 400, scenario: 'scan' },
    ]);
  });

  test('is missed where nobody expects a hit, where nobody may see a line, and where nginx wrote none', () => {
    const { truth, surprises } = played(
      [
        [ABORT, '192.0.2.4|4001 2'],
        [GET, '192.0.2.9|4003 -'],
      ],
      ({ book }) => {
        book.expectSilence('192.0.2.9|4003', 'an unused connection');
        book.expect('7', truthOf('stop', 'stop_button'));
      },
    );
    expect(truth).toEqual([]);
    const [unexpected, unused, missing, ...others] = surprises;
    expect(unexpected).toContain('no client expects this line: 192.0.2.4');
    expect(unused).toContain('nginx wrote a line for an unused connection');
    expect(missing).toContain('no 400 or 499 for 1 of 1 requests with the label stop_button');
    expect(others).toEqual([]);
  });
});

describe('scored lines', () => {
  const log: PlayedLog = {
    name: 'one',
    combined: [GET, ABORT, GARBAGE],
    extended: [GET, ABORT, GARBAGE].map((line) => tailed(line)),
    truth: [
      { line: 1, cause: 'garbage_rdp', status: 499, scenario: 'scan' },
      { line: 2, cause: 'garbage_socks', status: 400, scenario: 'scan' },
    ],
    surprises: [],
  };

  test('tell right from wrong causes, and the figures name the wrong ones', () => {
    const scored = scoredLinesOf(log, 'combined');
    expect(scored.map(({ isRight }) => isRight)).toEqual([false, true]);
    expect(scored[1]).toMatchObject({ label: 'garbage_socks', cause: 'foreign-protocol', confidence: 'certain' });
    const text = figures(scored).join('\n');
    expect(text).toContain('combined: 2 hits, cause 0.500');
    expect(text).toContain(`1 × garbage_rdp -> ${scored[0]!.cause}/${scored[0]!.case}`);
    expect(missedBars(scored, { cause: 0.5, verdict: 0 })).toEqual([]);
    expect(missedBars(scored, { cause: 0.51, verdict: 0 })).toEqual(['combined: cause 0.500 is below 0.51']);
  });

  test('that are left open do not count', () => {
    const [open, right] = scoredLinesOf(log, 'combined');
    const scored: readonly ScoredLine[] = [{ ...open!, isLeftOpen: true }, right!];
    expect(figures(scored)[0]).toBe('combined: 1 hits, cause 1.000, verdict 1.000, 1 left open');
  });
});

test('a line that the drawn worlds do not have for its label is a difference', () => {
  const log: PlayedLog = {
    name: 'one',
    combined: [],
    extended: [ABORT, GET, GARBAGE].map((line) => tailed(line)),
    truth: [
      { line: 0, cause: 'stop_button', status: 499, scenario: 'stop' },
      { line: 2, cause: 'garbage_socks', status: 400, scenario: 'scan' },
    ],
    surprises: [],
  };
  const real = realShapes([log], 'nginx/1.22.1');
  expect(real.get('garbage_socks')).toEqual([
    { line: '400 foreign, plain page, upstream asked, request line', next: 'no later line' },
  ]);
  expect(differences(real, real)).toEqual([]);
  const drawn = new Map([
    ['stop_button', [{ line: '499 without body, empty, upstream asked, request line', next: 'the same request next' }]],
    ['garbage_socks', [{ line: '400 foreign, empty', next: 'no later line' }]],
  ]);
  expect(differences(real, drawn)).toEqual([
    'garbage_socks: nginx wrote "400 foreign, plain page, upstream asked, request line", the drawn worlds never do',
    'stop_button: nginx wrote "another request next", the drawn worlds never do',
  ]);
  expect(differences(real, new Map())).toEqual([]);
});

test('without a namespace, a log shows the addresses that the clients stand for', () => {
  const network = loopbackNetwork();
  const locals = ['192.0.2.4', '2001:db8::7', '192.0.2.4'].map((address) => network.localFor(address));
  expect(new Set(locals).size).toBe(2);
  expect(network.restored(`${locals[0]} - "${locals[1]}" 127.0.0.1 127.77.9.9`)).toBe(
    '192.0.2.4 - "2001:db8::7" 127.0.0.1 127.77.9.9',
  );
});

describe('a connection', () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => server.close()));

  async function wireTo(pieces: readonly string[], ends: boolean): Promise<Wire> {
    const server = createServer((socket) => {
      for (const piece of pieces) socket.write(piece);
      if (ends) socket.end();
      socket.on('error', () => {});
    });
    servers.push(server);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new Wire({ host: '127.0.0.1', port, localAddress: '127.0.0.1' });
  }

  test('reads answers with a length, in chunks, without a body, and up to the end', async () => {
    const wire = await wireTo(
      [
        'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 304 Not',
        ' Modified\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
        'HTTP/1.1 400 Bad Request\r\n\r\nrest',
      ],
      true,
    );
    expect(await wire.ready).toBeGreaterThan(0);
    const answers = [await wire.answer(), await wire.answer(), await wire.answer(), await wire.answer()];
    expect(answers.map((answer) => answer?.status)).toEqual([200, 304, 200, 400]);
    expect(answers.map((answer) => answer?.bytes)).toEqual([3, 0, 5, 4]);
    expect(await wire.answer()).toBeUndefined();
  });

  test('has no answer after it was left', async () => {
    const wire = await wireTo(['HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nab'], false);
    const answer = wire.answer();
    await wire.ready;
    wire.leave();
    expect(await answer).toBeUndefined();
    expect(wire.isOpen).toBe(false);
  });
});
