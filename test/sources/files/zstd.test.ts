// zstd: every form of a frame is unpacked, and damaged data gives an error after all text before it.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unzstd } from '../../../src/sources/files/zstd/frames.ts';
import { Checksum } from '../../../src/sources/files/zstd/xxhash64.ts';

const SEEDS = 'fixtures/fuzz/zstd';
// Seeds of the fuzzer have no text that looks like a foreign address.
const LOG = Buffer.from(
  readFileSync('fixtures/logs/2008-thread.log', 'latin1').replaceAll('1.9.0.4', '1.9.0-4'),
  'latin1',
);
const MARK = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Headers of frames without checksum and size; the window is 1 KiB, 128 KiB, 8 MiB, or a little more. */
const [SMALL, USUAL, LARGEST, TOO_LARGE] = [0, 0x38, 0x68, 0x69].map((window) =>
  Buffer.concat([MARK, Buffer.of(0, window)]),
);

interface Unpacked {
  readonly text: Buffer;
  readonly code: unknown;
  readonly message: string;
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function unpackBy(bytes: Buffer, size: number, ownDecoder: boolean): Promise<Unpacked> {
  const parts: Buffer[] = [];
  try {
    for await (const chunk of unzstd(pieces(bytes, size), ownDecoder)) parts.push(chunk);
    return { text: Buffer.concat(parts), code: undefined, message: '' };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { text: Buffer.concat(parts), code, message };
  }
}

/** Unpacks with our decoder and, if there is one, with that of Node; expects the same of both. */
async function unpack(bytes: Buffer, size = 50_000): Promise<Unpacked> {
  const own = await unpackBy(bytes, size, true);
  const other = await unpackBy(bytes, size, false);
  expect([other.code, other.text.length]).toEqual([own.code, own.text.length]);
  expect(other.text.equals(own.text)).toBe(true);
  return own;
}

function block(kind: 0 | 1 | 2 | 3, bytes: Buffer, isLast = true, size = bytes.length): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE((size << 3) | (kind << 1) | Number(isLast), 0, 3);
  return Buffer.concat([head, bytes]);
}

const seed = (name: string): Buffer => readFileSync(`${SEEDS}/${name}`);

describe('a frame', () => {
  test.each<[string, Buffer]>([
    ['log', LOG],
    ['log-at-level-19', LOG],
    ['log-in-small-blocks', LOG.subarray(0, 12_000)],
    ['two-frames-and-a-skippable-one', LOG.subarray(0, 12_000)],
    ['one-byte-repeated', Buffer.alloc(300_000, 'a')],
    ['empty', Buffer.alloc(0)],
  ])('%s, as zstd writes it', async (name, text) => {
    for (const size of [1, 999, 50_000]) {
      const unpacked = await unpack(seed(name), size);
      expect(unpacked.code).toBeUndefined();
      expect(unpacked.text.equals(text)).toBe(true);
    }
  });

  test('of stored bytes', async () => {
    const { text, code } = await unpack(seed('stored'));
    expect([text.length, code]).toEqual([700, undefined]);
  });

  test('with the largest window is unpacked, although its text is much longer', async () => {
    const blocks = Array.from({ length: 200 }, (_, i) => block(1, Buffer.of(i), i === 199, 128 * 1024));
    const { text, code } = await unpack(Buffer.concat([LARGEST!, ...blocks]));
    expect([text.length, text[0], text.at(-1), code]).toEqual([200 * 128 * 1024, 0, 199, undefined]);
  });

  test('very many small frames and blocks take time in proportion to their number', async () => {
    const small = Buffer.concat([LARGEST!, block(1, Buffer.of(97))]);
    const before = performance.now();
    const { text } = await unpackBy(Buffer.concat(Array.from({ length: 20_000 }, () => small)), 50_000, true);
    const tiny = Array.from({ length: 20_000 }, () => block(1, Buffer.of(97), false, 1));
    const frame = Buffer.concat([LARGEST!, ...tiny, block(0, Buffer.alloc(0))]);
    expect([text.length, (await unpackBy(frame, 50_000, true)).text.length]).toEqual([20_000, 20_000]);
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  test('no bytes at all give no text', async () => {
    expect(await unpack(Buffer.alloc(0))).toEqual({ text: Buffer.alloc(0), code: undefined, message: '' });
  });
});

describe('data that cannot be unpacked', () => {
  test('needs a window above 8 MiB: the error says what to type', async () => {
    const { code, message } = await unpack(Buffer.concat([TOO_LARGE!, block(0, Buffer.from('text'))]));
    expect([code, message]).toEqual([
      'UNREADABLE',
      'unpacking it needs a zstd window of 9 MiB, and logscan uses at most 8 MiB; unpack it first: zstdcat --long=31 FILE | logscan',
    ]);
  });

  test('needs a dictionary: the error says what to type', async () => {
    const { code, message } = await unpack(Buffer.concat([MARK, Buffer.of(1, 0, 7), block(0, Buffer.from('text'))]));
    expect([code, message]).toEqual(['UNREADABLE', expect.stringContaining('zstdcat -D DICTIONARY FILE | logscan')]);
  });

  test.each<[string, Buffer, string]>([
    [
      'a reserved kind of block',
      Buffer.concat([SMALL!, block(0, Buffer.from('one'), false), block(3, Buffer.of(1))]),
      'one',
    ],
    ['a block that is longer than the window', Buffer.concat([SMALL!, block(1, Buffer.of(97), true, 1025)]), ''],
    ['other data after a frame', Buffer.concat([SMALL!, block(0, Buffer.from('one')), Buffer.from('text')]), 'one'],
    ['no end', Buffer.concat([SMALL!, block(0, Buffer.from('one'), false)]), 'one'],
    ['half a header', MARK, ''],
    ['half a skippable frame', Buffer.from('532a4d1805000000aa', 'hex'), ''],
    ['another size than its header says', Buffer.concat([MARK, Buffer.of(32, 9), block(0, Buffer.from('one'))]), 'one'],
    // A table with one state of no bits: a decoder that waits for the bits to run out never ends.
    [
      'weights without bits',
      Buffer.concat([USUAL!, Buffer.from('cd000026ee7103f63a71567ef50cb120a3182564eeaf3ea9a2651552', 'hex')]),
      '',
    ],
  ])('has %s', async (_what, bytes, before) => {
    const { text, code } = await unpackBy(bytes, 50_000, true);
    expect([text.toString(), code]).toEqual([before, 'ZSTD_DATA_ERROR']);
    expect((await unpackBy(bytes, 1, true)).text.toString()).toBe(before);
  });

  test('is cut anywhere: the text before the cut is kept', async () => {
    const whole = seed('log-in-small-blocks');
    let most = 0;
    for (let end = 1; end < whole.length; end += 13) {
      const { text, code } = await unpack(whole.subarray(0, end));
      expect(code).toBe('ZSTD_DATA_ERROR');
      expect(LOG.subarray(0, text.length).equals(text)).toBe(true);
      most = Math.max(most, text.length);
    }
    expect(most).toBeGreaterThan(11_000);
  });

  test('has one wrong bit: the checksum finds it', async () => {
    const whole = seed('log');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
        const damaged = Buffer.from(whole);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        const { text, code } = await unpackBy(damaged, 50_000, true);
        // The bit may say only that there is no checksum, or stand in the unused bit of the header.
        if (code === undefined) expect(text.equals(LOG)).toBe(true);
        else expect(['ZSTD_DATA_ERROR', 'UNREADABLE']).toContain(code);
      }),
      { numRuns: 300 },
    );
  });

  test('blocks of arbitrary bytes give text or an error, in time', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (first, second) => {
        const frame = [USUAL!, block(2, Buffer.from(first), false), block(2, Buffer.from(second))];
        const { code } = await unpackBy(Buffer.concat(frame), 50_000, true);
        expect([undefined, 'ZSTD_DATA_ERROR']).toContain(code);
      }),
      { numRuns: 2000 },
    );
  });
});

test('the checksum of no bytes is that of XXH64', () => {
  expect(new Checksum().value()).toBe(0x51d8_e999);
});

test('the checksum does not depend on the pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(70), { maxLength: 20 }), (bytes, cuts) => {
      const [whole, cut] = [new Checksum(), new Checksum()];
      whole.add(bytes);
      let at = 0;
      for (const length of cuts) cut.add(bytes.subarray(at, (at += length)));
      cut.add(bytes.subarray(at));
      expect(cut.value()).toBe(whole.value());
    }),
  );
});
