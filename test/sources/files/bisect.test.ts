// Finding a time in a file: no wanted line is skipped, few bytes are read, disorder is noticed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offsetOfTime, probeTimes } from '../../../src/sources/files/bisect.ts';
import { MAX_LINE_BYTES } from '../../../src/formats/line.ts';
import { randomFrom } from '../../../bench/generate.ts';

const START = Date.UTC(2026, 10, 22) / 1000;
const KIB = 1024;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function timeLocal(seconds: number, zone = '+0000'): string {
  const sign = zone.startsWith('-') ? -60 : 60;
  const offset = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * sign;
  const date = new Date((seconds + offset) * 1000);
  const [day, clock] = [date.toISOString().slice(8, 10), date.toISOString().slice(11, 19)];
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${clock} ${zone}`;
}

function logLine(seconds: number, uri = '/', zone?: string): string {
  return `192.0.2.7 - - [${timeLocal(seconds, zone)}] "GET ${uri} HTTP/1.1" 200 612 "-" "curl/8.5.0"\n`;
}

interface Spy {
  readonly read: (from: number, to: number) => Promise<Buffer>;
  bytes: number;
  reads: number;
  widest: number;
}

function spyOn(size: number, slice: (from: number, to: number) => Buffer): Spy {
  const spy: Spy = {
    bytes: 0,
    reads: 0,
    widest: 0,
    read: (from, to) => {
      const bytes = slice(from, Math.min(to, size));
      spy.bytes += bytes.length;
      spy.reads++;
      spy.widest = Math.max(spy.widest, to - from);
      return Promise.resolve(bytes);
    },
  };
  return spy;
}

function spyOnText(text: string): Spy & { readonly size: number } {
  const all = Buffer.from(text, 'latin1');
  return Object.assign(
    spyOn(all.length, (from, to) => all.subarray(from, Math.max(from, to))),
    { size: all.length },
  );
}

const probeText = (text: string): ReturnType<typeof probeTimes> => probeTimes(spyOnText(text).read, text.length);
const seek = (text: string, seconds: number): Promise<number> =>
  offsetOfTime(spyOnText(text).read, text.length, seconds);

/** A line every `step` seconds, about 110 bytes each. */
function steadyLog(lines: number, step = 1, from = START): string {
  return Array.from({ length: lines }, (_, i) => logLine(from + Math.floor(i * step), `/item/${i}`)).join('');
}

// A file of 10 GB that does not exist: every line has 200 bytes, and every second has 1000 lines.
const FAKE_LINE = 200;
const FAKE_SIZE = 10_000_000_000;
const FAKE_SECONDS = FAKE_SIZE / FAKE_LINE / 1000;

function fakeLine(index: number, secondsAt: (index: number) => number): string {
  return `${logLine(secondsAt(index), `/item/${index}`)
    .slice(0, -2)
    .padEnd(FAKE_LINE - 2, 'x')}"\n`;
}

function fakeFile(secondsAt: (index: number) => number): Spy {
  return spyOn(FAKE_SIZE, (from, to) => {
    let text = '';
    for (let i = Math.floor(from / FAKE_LINE); i * FAKE_LINE < to; i++) text += fakeLine(i, secondsAt);
    const skipped = from % FAKE_LINE;
    return Buffer.from(text.slice(skipped, skipped + Math.max(0, to - from)), 'latin1');
  });
}

describe('a file of 10 GB', () => {
  const secondsAt = (index: number): number => START + Math.floor(index / 1000);

  test.each([0, 1, 121, 1000, 25_000, 33_333, FAKE_SECONDS - 1, FAKE_SECONDS + 1000])(
    'second %i is found with few bytes',
    async (second) => {
      const file = fakeFile(secondsAt);
      const offset = await offsetOfTime(file.read, FAKE_SIZE, START + second);
      const target = Math.min(Math.max(0, second - 120) * 1000 * FAKE_LINE, FAKE_SIZE);
      expect(offset % FAKE_LINE).toBe(0);
      expect(offset).toBeLessThanOrEqual(target);
      expect(offset).toBeGreaterThanOrEqual(target - 65 * KIB);
      expect(file.bytes).toBeLessThan(2 * KIB * KIB);
      expect(file.widest).toBeLessThanOrEqual(64 * KIB);
    },
  );

  test('its order is probed with at most 64 reads of 64 KiB', async () => {
    const file = fakeFile(secondsAt);
    expect(await probeTimes(file.read, FAKE_SIZE)).toEqual({
      isSorted: true,
      utcOffsetMinutes: 0,
      first: START,
      last: START + FAKE_SECONDS - 1,
    });
    expect(file.reads).toBeLessThanOrEqual(64);
    expect(file.widest).toBeLessThanOrEqual(64 * KIB);
    expect(file.bytes).toBeLessThan(5 * KIB * KIB);
  });

  // Two logs of the same day, joined; the second has this share of the lines.
  test.each([0.5, 0.1, 0.9, 0.01, 0.99, 0.001, 0.999, 1e-5, 1 - 1e-5, 1e-6])('a seam is noticed: %d', async (share) => {
    const lines = FAKE_SIZE / FAKE_LINE;
    const seam = Math.floor(lines * (1 - share));
    const file = fakeFile((index) => {
      const part = index < seam ? index / seam : (index - seam) / (lines - seam - 1);
      return START + Math.floor(part * 86_400);
    });
    expect((await probeTimes(file.read, FAKE_SIZE)).isSorted).toBe(false);
  });
});

describe('probing', () => {
  const sortedText = steadyLog(20_000);

  test('an empty file and one without a readable line', async () => {
    const nothing = { isSorted: true, utcOffsetMinutes: 0, first: undefined, last: undefined };
    expect(await probeText('')).toEqual(nothing);
    expect(await probeText('\n\r\n')).toEqual(nothing);
    expect(await probeText('no log at all\n'.repeat(20_000))).toEqual(nothing);
    expect(await probeText('x'.repeat(3 * MAX_LINE_BYTES))).toEqual(nothing);
  });

  test('one line, with and without a line feed', async () => {
    const one = { isSorted: true, utcOffsetMinutes: -210, first: START, last: START };
    expect(await probeText(logLine(START, '/', '-0330'))).toMatchObject({ ...one, first: START, last: START });
    expect((await probeText(logLine(START, '/', '-0330').trimEnd())).last).toBe(START);
  });

  test('the zone is that of the last line', async () => {
    const text = `${logLine(START, '/', '+0200')}${logLine(START + 5, '/', '+0100')}torn`;
    expect(await probeText(text)).toMatchObject({ utcOffsetMinutes: 60, first: START, last: START + 5 });
  });

  test('the first and last line are found among junk and lines of a megabyte', async () => {
    const long = logLine(START + 7, `/${'a'.repeat(MAX_LINE_BYTES - 200)}`);
    const junk = `\n\r\n{"json": 1}\n${'\0'.repeat(70_000)}\n`;
    expect(await probeText(junk + logLine(START + 3) + sortedText + junk)).toMatchObject({
      isSorted: true,
      first: START + 3,
      last: START + 19_999,
    });
    expect(await probeText(long + junk)).toMatchObject({ first: START + 7, last: START + 7 });
    expect(await probeText(`${'z'.repeat(900 * KIB)}\n${logLine(START)}${'z'.repeat(900 * KIB)}`)).toMatchObject({
      first: START,
      last: START,
    });
  });

  test('quiet logs: one probe may hold days', async () => {
    expect((await probeText(steadyLog(60_000, 600))).isSorted).toBe(true);
  });

  test('120 s of disorder count as sorted, 121 s do not', async () => {
    const jump = (back: number): string => sortedText + steadyLog(20_000, 1, START + 19_999 - back);
    expect((await probeText(jump(120))).isSorted).toBe(true);
    expect((await probeText(logLine(START + 120) + logLine(START))).isSorted).toBe(true);
    expect((await probeText(logLine(START + 121) + logLine(START))).isSorted).toBe(false);
  });

  test.each([
    ['newest first', steadyLog(5000, 10, START + 86_400) + steadyLog(5000, 10)],
    ['two servers, one day', steadyLog(30_000, 2) + steadyLog(30_000, 2)],
    ['a short log after a long one', steadyLog(60_000, 1) + steadyLog(200, 300)],
    ['a short log before a long one', steadyLog(200, 300) + steadyLog(60_000, 1)],
    ['reversed', [...steadyLog(3000, 5).matchAll(/.*\n/g)].map(String).toReversed().join('')],
  ])('disorder is noticed: %s', async (_, text) => {
    expect((await probeText(text)).isSorted).toBe(false);
  });

  test('never more than 64 reads, whatever the file holds', async () => {
    const file = spyOnText('x'.repeat(20 * MAX_LINE_BYTES));
    await probeTimes(file.read, file.size);
    expect(file.reads).toBeLessThanOrEqual(64);
    expect(file.widest).toBeLessThanOrEqual(64 * KIB);
  });
});

describe('the offset of a time', () => {
  test('0 when nothing is older, nothing is readable, or the times make no sense', async () => {
    const text = steadyLog(20_000);
    expect(await seek(text, START - 1000)).toBe(0);
    expect(await seek(text, START + 120)).toBe(0);
    expect(await seek(text, -Infinity)).toBe(0);
    expect(await seek(text, NaN)).toBe(0);
    expect(await seek('', START)).toBe(0);
    expect(await seek('no log\n'.repeat(100_000), START)).toBe(0);
    expect(await seek('x'.repeat(5 * MAX_LINE_BYTES), START)).toBe(0);
    expect(await seek(steadyLog(20_000, 1, START + 86_400) + text, START + 90_000)).toBe(0);
  });

  test('a time after the last line leads close to the end', async () => {
    const text = steadyLog(20_000);
    expect(await seek(text, Infinity)).toBeGreaterThan(text.length - 65 * KIB);
  });

  test('lines with prefixes of log shippers are found, and half a prefix is not taken for a line', async () => {
    const text = steadyLog(20_000).replaceAll(/^(?=.)/gm, `${'web-'.repeat(60)}1  | `);
    for (let second = 1000; second < 20_000; second += 500) {
      const offset = await seek(text, START + second);
      expect(offset === 0 || text[offset - 1] === '\n').toBe(true);
      expect(offset).toBeGreaterThan((text.length * (second - 120)) / 20_000 - 70 * KIB);
    }
  });

  test('stray lines from an hour ago do not mislead', async () => {
    // Two lines in ten are stray, never all lines of a probe.
    const text = steadyLog(20_000).replaceAll(/.*\/item\/\d*[07] .*\n/g, (line, at: number) =>
      at === 0 ? line : logLine(START - 3600 + (at % 50)),
    );
    for (let second = 500; second < 20_000; second += 500) {
      const offset = await seek(text, START + second);
      const wanted = text.indexOf(timeLocal(START + second + 1));
      expect(offset).toBeLessThan(wanted);
      expect(offset).toBeGreaterThan(wanted - 100 * KIB);
    }
  });

  test('lines of a megabyte do not hide the lines after them', async () => {
    let text = '';
    for (let i = 0; i < 12; i++) {
      text += `${logLine(START + i * 1000, `/${'a'.repeat(MAX_LINE_BYTES - 4000)}`)}${steadyLog(20, 1, START + i * 1000)}`;
    }
    expect(await seek(text, START + 9000)).toBeGreaterThan(text.length / 2);
  });

  test('never skips a wanted line, and begins at the start of a line', async () => {
    const property = fc.asyncProperty(
      fc.record({
        seed: fc.integer(),
        lines: fc.integer({ min: 1, max: 4000 }),
        jitter: fc.constantFrom(0, 1, 30, 120),
        stepSeconds: fc.constantFrom(0, 0.05, 1, 40, 4000),
        junkShare: fc.constantFrom(0, 0, 0.05, 0.6, 0.99),
        longShare: fc.constantFrom(0, 0, 0.002, 0.01),
        ending: fc.constantFrom('\n', '\r\n'),
        isTorn: fc.boolean(),
        at: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
      }),
      async (shape) => {
        const random = randomFrom(shape.seed);
        const starts: { readonly start: number; readonly seconds: number }[] = [];
        const parts: string[] = [];
        let size = 0;
        let base = START;
        for (let i = 0; i < shape.lines; i++) {
          base += random() * 2 * shape.stepSeconds;
          let line = junkLine(random);
          if (random() >= shape.junkShare) {
            const seconds = Math.floor(base) + Math.floor(random() * (shape.jitter + 1));
            const long = random() < shape.longShare ? Math.floor(random() * MAX_LINE_BYTES) : random() * 300;
            // A time inside the request is not the time of the line.
            line = logLine(seconds, `/[${timeLocal(START - 1e6)}]/${'a'.repeat(long)}`).trimEnd();
            starts.push({ start: size, seconds });
          }
          line += shape.isTorn && i === shape.lines - 1 ? '' : shape.ending;
          size += line.length;
          parts.push(line);
        }
        const text = parts.join('');
        const file = spyOnText(text);
        const wanted = Math.floor(START + (base - START) * shape.at);
        const offset = await offsetOfTime(file.read, size, wanted);
        expect(offset === 0 || text[offset - 1] === '\n').toBe(true);
        expect(starts.filter((line) => line.start < offset && line.seconds >= wanted)).toEqual([]);
        expect((await probeTimes(file.read, size)).isSorted).toBe(true);
        if (shape.junkShare > 0 || shape.longShare > 0 || shape.jitter > 0) return;
        // In a clean file, the offset is at most one probe too early.
        const ideal = starts.find((line) => line.seconds >= wanted - 120)?.start ?? size;
        expect(ideal - offset).toBeLessThan(65 * KIB);
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });
});

function junkLine(random: () => number): string {
  const kinds = ['', ' \t', 'tail of a line" 200 5', '{"status":499}', '\0'.repeat(100), `[${timeLocal(START + 1e7)}]`];
  return kinds[Math.floor(random() * kinds.length)] ?? 'b'.repeat(70_000);
}
