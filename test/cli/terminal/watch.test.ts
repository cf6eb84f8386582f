// Following logs with -f: the output while logs grow, on a terminal and elsewhere, and how the run ends.
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/judge/diagnose.ts';
import { Session, type SessionListener } from '../../../src/session.ts';
import { FedSource } from '../../fed-source.ts';
import { FollowedLogs } from '../../../src/sources/followed-logs.ts';
import type { Report } from '../../../src/report/report.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { FakeHost, logscan, openStdin, type Ran, type Setting } from '../../fake-host.ts';

let folder = '';
let log = '';
const started: FakeHost[] = [];
const ends: Promise<Ran>[] = [];

beforeEach(() => {
  folder = newFolder();
  log = join(folder, 'access.log');
  writeFileSync(log, '');
});

afterEach(async () => {
  for (const host of started.splice(0)) if (host.listenerCount > 0) host.send('SIGTERM');
  await Promise.all(ends.splice(0));
  removeFolder(folder);
});

/** A line at some seconds after the hour, from an address with this last number. */
function line(second: number, status: number, path = '/a', address = 7): string {
  const clock = new Date(second * 1000).toISOString().slice(14, 19);
  return `192.0.2.${address} - - [22/Nov/2026:15:${clock} +0000] "GET ${path} HTTP/1.1" ${status} 0 "-" "curl/8.5.0"\n`;
}

const SILENT = '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "-" 400 0 "-" "-"\n';
const SERVED =
  '192.0.2.7 - - [22/Nov/2026:15:00:01 +0000] "GET / HTTP/1.1" 200 512 "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0.2623.112 Safari/537.36"\n';

/** Runs `logscan -f` until it gets a signal. */
function follow(words: readonly string[], setting?: Setting): { host: FakeHost; end: Promise<Ran> } {
  const host = new FakeHost(['-f', ...words], setting);
  const end = host.run();
  started.push(host);
  ends.push(end);
  return { host, end };
}

async function until(isSo: () => boolean): Promise<void> {
  for (const before = Date.now(); !isSo(); await sleep(10)) {
    if (Date.now() - before > 8000) throw new Error('waited in vain');
  }
}

interface Told {
  readonly type: string;
  readonly file: string;
  readonly line: number;
  readonly request: string;
  readonly provisional?: true;
}

function records(text: string): Told[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((record) => JSON.parse(record) as Told);
}

describe('records while it follows', () => {
  const words = (): string[] => [log, '--format', 'ndjson'];

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('a finding as it closes, the rest and the report on %s', async (signal, expected) => {
    appendFileSync(log, line(0, 499, '/old'));
    const { host, end } = follow(words());
    appendFileSync(log, line(100, 200));
    await until(() => host.stdout.text.includes('"GET /old '));
    appendFileSync(log, line(101, 499, '/new').slice(0, 40));
    await sleep(300);
    appendFileSync(log, line(101, 499, '/new').slice(40));
    await until(() => host.listenerCount > 0);
    await sleep(300);
    expect(host.stdout.text).not.toContain('/new');
    host.send(signal);
    const { code, stdout, stderr } = await end;
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
    expect(records(stdout).map(({ type, line: number }) => [type, number])).toEqual([
      ['finding', 1],
      ['finding', 3],
      ['report', undefined],
    ]);
    expect(host.listenerCount).toBe(0);
  });

  test('a last line without line feed counts at the end', async () => {
    writeFileSync(log, line(0, 200) + line(1, 499).trimEnd());
    const { host, end } = follow(words());
    await sleep(300);
    host.send('SIGTERM');
    expect(records((await end).stdout).map(({ type }) => type)).toEqual(['finding', 'report']);
  });

  test('two logs keep their own line numbers and counts', async () => {
    const other = join(folder, 'other.log');
    writeFileSync(log, line(0, 200) + line(1, 499, '/a/2'));
    writeFileSync(other, line(0, 499, '/b/1'));
    const { host, end } = follow([log, other, '--format', 'ndjson']);
    await sleep(300);
    appendFileSync(other, line(2, 200) + line(2, 200) + line(2, 499, '/b/4'));
    await sleep(300);
    appendFileSync(log, line(3, 499, '/a/3'));
    await sleep(300);
    host.send('SIGTERM');
    const all = records((await end).stdout);
    const places = all.slice(0, -1).map(({ file, line: number, request }) => [file, number, request]);
    expect(places).toEqual([
      [log, 2, 'GET /a/2 HTTP/1.1'],
      [other, 1, 'GET /b/1 HTTP/1.1'],
      [other, 4, 'GET /b/4 HTTP/1.1'],
      [log, 3, 'GET /a/3 HTTP/1.1'],
    ]);
  });

  test('two logs: the report counts the lines of each', async () => {
    const other = join(folder, 'other.log');
    writeFileSync(log, line(0, 200) + line(1, 499));
    writeFileSync(other, line(0, 499));
    const { host, end } = follow([log, other, '--format', 'json']);
    await sleep(300);
    appendFileSync(other, line(2, 200));
    await sleep(300);
    host.send('SIGTERM');
    const { inputs } = JSON.parse((await end).stdout) as Report;
    expect(inputs.map(({ lines }) => lines)).toEqual([2, 2]);
  });

  test('a rotation in the middle: late lines of the old file come before the new file, each line once', async () => {
    writeFileSync(log, line(0, 499, '/1'));
    const { host, end } = follow(words());
    await sleep(300);
    renameSync(log, `${log}.1`);
    appendFileSync(`${log}.1`, line(1, 499, '/2').slice(0, 50));
    writeFileSync(log, line(2, 499, '/4'));
    await sleep(300);
    appendFileSync(`${log}.1`, line(1, 499, '/2').slice(50) + line(2, 499, '/3'));
    appendFileSync(log, line(3, 499, '/5'));
    await sleep(500);
    appendFileSync(log, line(200, 200));
    await until(() => records(host.stdout.text).length === 5);
    host.send('SIGTERM');
    const all = records((await end).stdout).slice(0, -1);
    expect(all.map(({ request }) => request.slice(5, 6)).toSorted()).toEqual(['1', '2', '3', '4', '5']);
    expect(all.find(({ request }) => request.startsWith('GET /5'))).toMatchObject({ file: log, line: 2 });
  });
});

describe('provisional findings', () => {
  const NO_SIGNAL = new AbortController().signal;

  interface Heard {
    readonly final: Finding[];
    readonly early: Finding[];
    readonly session: Session;
    readonly source: FedSource;
    clock: number;
  }

  async function listen(filter?: (finding: Finding) => boolean): Promise<Heard> {
    const [final, early]: [Finding[], Finding[]] = [[], []];
    const source = new FedSource();
    const listener: SessionListener = {
      finding: (finding) => void final.push(finding),
      provisional: (finding) => void early.push(finding),
    };
    const session = new Session(source, { listener, now: () => heard.clock, filter });
    const heard: Heard = { final, early, clock: 1_000_000, session, source };
    await session.run(NO_SIGNAL);
    source.begin('log');
    return heard;
  }

  test('come once, after 30 quiet seconds, and the final finding replaces them', async () => {
    const heard = await listen();
    const { session, source } = heard;
    source.scanner.takeBytes(Buffer.from(SILENT));
    heard.clock += 29_999;
    source.idle();
    expect(heard.early).toEqual([]);
    expect(session.report().totals).toMatchObject({ by_status: { '400': 1 }, pending: 1 });
    heard.clock += 1;
    source.idle();
    expect(heard.early.map(({ line: number, entry }) => [number, entry.request])).toEqual([[1, '-']]);
    heard.clock += 60_000;
    source.idle();
    expect(heard.early).toHaveLength(1);
    expect(heard.final).toEqual([]);
    expect(session.report().totals.pending).toBe(0);
    const early = session.report();
    // The next request of the client changes the diagnosis: the hit was a browser's spare connection.
    source.scanner.takeBytes(Buffer.from(SERVED + line(40, 200, '/other', 8)));
    expect(heard.final.map(({ line: number }) => number)).toEqual([1]);
    expect(heard.final[0]?.cause).not.toBe(heard.early[0]?.cause);
    const late = session.report();
    const sum = ({ causes }: Report): number => causes.reduce((total, { hits }) => total + hits, 0);
    expect([sum(early), sum(late)]).toEqual([1, 1]);
    source.scanner.finish();
    expect(heard.final).toHaveLength(1);
  });

  test('are not printed if the filter rejects them', async () => {
    const heard = await listen(() => false);
    heard.source.scanner.takeBytes(Buffer.from(line(0, 499)));
    heard.clock += 31_000;
    heard.source.idle();
    expect(heard.early).toEqual([]);
  });

  test('need a clock', async () => {
    const early: Finding[] = [];
    const source = new FedSource();
    const session = new Session(source, { listener: { provisional: (finding) => void early.push(finding) } });
    await session.run(NO_SIGNAL);
    source.begin('log');
    source.scanner.takeBytes(Buffer.from(line(0, 499)));
    source.idle();
    expect(early).toEqual([]);
  });

  test('come from a followed log', async () => {
    writeFileSync(log, line(0, 499));
    const stop = new AbortController();
    const told: string[] = [];
    let clock = 0;
    const session = new Session(new FollowedLogs({ files: [log], remark: () => {} }), {
      listener: { finding: () => void told.push('final'), provisional: () => void told.push('early') },
      now: () => clock,
    });
    const end = session.run(stop.signal);
    await sleep(300);
    expect(told).toEqual([]);
    clock = 30_000;
    await until(() => told.length > 0);
    appendFileSync(log, line(31, 200));
    await until(() => told.length > 1);
    stop.abort();
    await end;
    expect(told).toEqual(['early', 'final']);
  });
});

describe('reports while it follows', () => {
  test('--every prints a report at each interval if there is no terminal', async () => {
    writeFileSync(log, line(0, 499));
    const { host, end } = follow([log, '--format', 'json', '--every', '1s']);
    const count = (): number => host.stdout.text.split('"schema_version"').length - 1;
    await until(() => count() === 1);
    appendFileSync(log, line(1, 499));
    await until(() => count() === 2);
    host.send('SIGINT');
    expect((await end).code).toBe(130);
    expect(count()).toBe(3);
  });

  test('SIGUSR1 prints a report', async () => {
    writeFileSync(log, line(0, 499));
    const { host, end } = follow([log, '--format', 'ndjson']);
    await sleep(300);
    host.send('SIGUSR1');
    await until(() => host.stdout.text !== '');
    host.send('SIGTERM');
    const { code, stdout } = await end;
    expect(code).toBe(143);
    expect(records(stdout).map(({ type }) => type)).toEqual(['report', 'finding', 'report']);
  });

  test('-f waits for a missing log, and reports it once', async () => {
    const late = join(folder, 'late.log');
    const { host, end } = follow([late, '--format', 'ndjson']);
    await sleep(500);
    writeFileSync(late, line(0, 499) + line(100, 200));
    await until(() => host.stdout.text !== '');
    host.send('SIGTERM');
    const { code, stderr } = await end;
    expect(code).toBe(143);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/late\.log: no such file.*waiting for it/)]);
  });
});

describe('on a terminal', () => {
  interface Terminal {
    readonly host: FakeHost;
    readonly end: Promise<Ran>;
    readonly stdin: Readable;
    readonly rawModes: boolean[];
  }

  function onTerminal(columns = 80): Terminal {
    const rawModes: boolean[] = [];
    const stdin = Object.assign(openStdin(), { setRawMode: (isRaw: boolean) => rawModes.push(isRaw) });
    writeFileSync(log, line(0, 499, '/first') + line(1, 400, '/second') + line(60, 200));
    return { ...follow([log, '--no-color'], { stdin, tty: ['stdin', 'stdout'], columns }), stdin, rawModes };
  }

  /** What the screen shows: the text that was drawn last. */
  function picture({ stdout }: FakeHost): string {
    return stdout.text.slice(stdout.text.lastIndexOf('\u001b[H'));
  }

  test('keys change the view, and q ends the run: the screen is cleared and shows the whole report', async () => {
    const { host, end, stdin, rawModes } = onTerminal();
    await until(() => picture(host).includes('q quit'));
    expect(rawModes).toEqual([true]);
    const views: string[] = [];
    for (const key of ['f', 'c', 'u', 'l', '?', 'a', 'o']) {
      const before = picture(host);
      stdin.push(key);
      await until(() => picture(host) !== before);
      views.push(picture(host));
    }
    expect(new Set(views).size).toBe(7);
    expect(views[4]).toMatch(/\n {2}\? {2}this help/);
    expect(views[3]).toMatch(/LAST FINDINGS[^]*\/second/);
    stdin.push('q');
    const { stdout } = await end;
    expect(rawModes).toEqual([true, false]);
    expect(stdin.listenerCount('data')).toBe(0);
    const last = stdout.slice(stdout.lastIndexOf('\u001b[H\u001b[J') + 6);
    expect(last).not.toContain('q quit');
    // oxlint-disable-next-line no-control-regex -- none may be left
    expect(last).not.toMatch(/\u001b/);
    expect(last.length).toBeGreaterThan(200);
    expect(host.listenerCount).toBe(0);
  });

  test('a terminal that does not know its width has 80 columns', async () => {
    const [known, unknown] = [onTerminal(80), onTerminal(0)];
    await until(() => picture(known.host).includes('q quit') && picture(unknown.host).includes('q quit'));
    expect(picture(unknown.host)).toBe(picture(known.host));
    for (const view of ['LAST FINDINGS', 'WHY']) {
      for (const { stdin } of [known, unknown]) stdin.push(view === 'WHY' ? 'c' : 'l');
      await until(() => [known, unknown].every(({ host }) => picture(host).includes(view)));
      expect(picture(unknown.host)).toBe(picture(known.host));
    }
  });

  test('findings are shown within two seconds, marked until their neighbours are known', async () => {
    const { host, stdin } = onTerminal();
    await until(() => picture(host).includes('q quit'));
    const before = Date.now();
    appendFileSync(log, line(61, 499, '/third'));
    await until(() => picture(host).includes('1 finding is provisional'));
    stdin.push('l');
    await until(() => /provisional\)[^]*\/third/.test(picture(host)));
    expect(Date.now() - before).toBeLessThan(2000);
    appendFileSync(log, line(100, 200));
    await until(() => picture(host).includes('/third') && !picture(host).includes('provisional'));
  });

  test('a text that does not fit can be scrolled, and the screen says which lines it shows', async () => {
    const { host, stdin } = onTerminal();
    await until(() => picture(host).includes('q quit'));
    stdin.push('a');
    await until(() => picture(host).includes('lines 1–21 of '));
    const all = Number(/lines 1–21 of (\d+)/.exec(picture(host))?.[1]);
    const shows = async (keys: string, part: string): Promise<void> => {
      stdin.push(keys);
      await until(() => picture(host).includes(`lines ${part} of ${all}`));
    };
    await shows('\u001b[B\u001b[B', '3–23');
    await shows('\u001b[A', '2–22');
    await shows('\u001b[F', `${all - 20}–${all}`);
    expect(picture(host)).toContain('entries + 0 blank');
    await shows('\u001b[B ', `${all - 20}–${all}`);
    await shows('\u001b[H', '1–21');
    await shows('\u001b[A', '1–21');
    stdin.push('o');
    await until(() => !/lines \d+–/.test(picture(host)));
  });

  test('the screen is drawn at most twice a second', async () => {
    const { host, stdin } = onTerminal();
    await until(() => picture(host).includes('q quit'));
    const count = (): number => host.stdout.text.split('\u001b[H').length;
    const before = count();
    for (let i = 0; i < 100; i++) {
      appendFileSync(log, line(61, 200));
      stdin.push('a');
      await sleep(10);
    }
    expect(count() - before).toBeLessThanOrEqual(3);
  });
});

describe('flags that cannot be used with -f', () => {
  test.each([
    [
      'no file',
      [],
      /--follow cannot read standard input; name the log files, or leave out --follow \(tail -f access\.log \| logscan\)\./,
    ],
    ['standard input', ['-'], /--follow cannot read standard input; name/],
    ['standard input and a file', ['access.log', '-'], /--follow cannot read standard input; name/],
    [
      'a state',
      ['access.log', '--state', 'state'],
      /--follow runs forever and --state is for repeated runs; use one of them\./,
    ],
    [
      'no interval',
      ['access.log', '--every', 'soon'],
      /--every: invalid interval "soon"; write it like 30s, 15min or 2h\./,
    ],
    ['an interval that no timer holds', ['access.log', '--every', '4w'], /--every: invalid interval "4w"/],
    ['an interval of zero', ['access.log', '--every', '0s'], /--every: invalid interval "0s"; write it like 30s/],
  ])('%s', async (_name, words, sentence) => {
    const { code, stdout, stderr } = await logscan(['-f', ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });

  test('--every without -f', async () => {
    const { code, stderr } = await logscan(['access.log', '--every', '1m']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--every works only with --follow; add --follow, or leave out --every\./);
  });
});
