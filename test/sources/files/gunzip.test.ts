// Damaged gzip data: all text before the damage is unpacked, and then the error is thrown.
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gunzip } from '../../../src/sources/files/gunzip.ts';

// Text that packs to a third of its size, as logs do; the same in every run.
function textOf(bytes: number, seed = 1): Buffer {
  let state = seed;
  const lines: string[] = [];
  for (let length = 0; length < bytes;) {
    state = (state * 48_271) % 2_147_483_647;
    const line = `192.0.2.${state % 256} - - [22/Nov/2026:15:00:00 +0000] "GET /${state.toString(36)}"\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join('').slice(0, bytes));
}

async function* pieces(bytes: Buffer, size: number, from = 0): AsyncGenerator<Buffer> {
  for (let at = from; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

interface Unpacked {
  readonly text: Buffer;
  readonly code: unknown;
}

async function unpack(chunks: AsyncGenerator<Buffer>): Promise<Unpacked> {
  const parts: Buffer[] = [];
  try {
    for await (const chunk of chunks) parts.push(Buffer.from(chunk));
    return { text: Buffer.concat(parts), code: undefined };
  } catch (error) {
    return { text: Buffer.concat(parts), code: (error as NodeJS.ErrnoException).code };
  }
}

/** Unpacks as a stream and as a file, in pieces of a size, and expects the same of both. */
async function unpackBoth(bytes: Buffer, size = 50_000): Promise<Unpacked> {
  const stream = await unpack(gunzip(pieces(bytes, size)));
  const file = await unpack(gunzip(pieces(bytes, size), (position) => pieces(bytes, size + 1, position)));
  expect(file.text.equals(stream.text)).toBe(true);
  expect(file.code).toBe(stream.code);
  return stream;
}

function damage(bytes: Buffer, at: number, length = 40): Buffer {
  const copy = Buffer.from(bytes);
  return copy.fill(0xff, at, at + length);
}

/** The text that the first bytes of a member alone give. */
function textBefore(bytes: Buffer, at: number): Buffer {
  return gunzipSync(bytes.subarray(0, at), { finishFlush: constants.Z_SYNC_FLUSH });
}

describe('a damaged part', () => {
  const text = textOf(3_000_000);
  const packed = gzipSync(text);

  test.each([0.01, 0.37, 0.5, 0.77])('at %f of the data', async (share) => {
    const at = Math.floor(packed.length * share);
    const { text: before, code } = await unpackBoth(damage(packed, at));
    const sure = textBefore(packed, at);
    expect(code).toBe('Z_DATA_ERROR');
    expect(before.length).toBeGreaterThanOrEqual(sure.length);
    expect(before.subarray(0, sure.length).equals(text.subarray(0, sure.length))).toBe(true);
  });

  test('in the first piece, in a later member, and where pieces end', async () => {
    const small = gzipSync(textOf(20_000, 7));
    const second = Buffer.concat([small, gzipSync(textOf(1000, 8)), damage(packed, packed.length - 300_000)]);
    const { text: before, code } = await unpackBoth(second);
    const sure = Buffer.concat([textOf(20_000, 7), textOf(1000, 8), textBefore(packed, packed.length - 300_000)]);
    expect(code).toBe('Z_DATA_ERROR');
    expect(before.subarray(0, sure.length).equals(sure)).toBe(true);
    for (const at of [40, 49_999, 50_000, 65_535 + 10, 65_536 + 10]) {
      const one = await unpackBoth(damage(packed, at));
      const known = textBefore(packed, at);
      expect(one.text.subarray(0, known.length).equals(known)).toBe(true);
    }
  });

  // One packed byte can give a thousand bytes of repeated text, so one piece gives more than one chunk of output.
  test('after text that packs to almost nothing', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.alloc(40_000_000, 'a'), textOf(100_000)]));
    const at = bomb.length - 5000;
    const { text: before, code } = await unpackBoth(damage(bomb, at), 3000);
    expect(code).toBe('Z_DATA_ERROR');
    const sure = textBefore(bomb, at);
    expect(before.subarray(0, sure.length).equals(sure)).toBe(true);
    expect(before.length - sure.length).toBeLessThan(100_000);
  });

  test('in the checksum alone: all text is yielded, and then the error is thrown', async () => {
    const header = Buffer.from(packed.subarray(0, 10));
    const other = Buffer.concat([header, deflateRawSync(text), Buffer.from(packed.subarray(-8))]);
    expect((await unpackBoth(other)).code).toBeUndefined();
    other[other.length - 5]! ^= 1;
    const { text: all, code } = await unpackBoth(other);
    expect([all.equals(text), code]).toEqual([true, 'Z_DATA_ERROR']);
  });
});

describe('data that is cut', () => {
  const text = textOf(500_000);
  const packed = gzipSync(text);

  test.each([0, 1, 9, 10, 11, 65_545, 65_546, 65_547, packed.length - 9, packed.length - 8, packed.length - 1])(
    'after %i bytes',
    async (at) => {
      const { text: before, code } = await unpackBoth(packed.subarray(0, at));
      expect(code).toBe(at === 0 ? undefined : 'Z_DATA_ERROR');
      const sure = at < 18 ? Buffer.alloc(0) : textBefore(packed, Math.min(at, packed.length - 8));
      expect(before.equals(sure)).toBe(true);
    },
  );
});

test('whole members are unpacked, and zeros after them are padding', async () => {
  const parts = [textOf(10, 2), textOf(0), textOf(3000, 3), textOf(1, 4)];
  const packed = Buffer.concat([...parts.map((part) => gzipSync(part)), Buffer.alloc(1000)]);
  for (const size of [1, 7, 500, 10_000_000]) {
    const { text, code } = await unpackBoth(packed, size);
    expect([text.equals(Buffer.concat(parts)), code]).toEqual([true, undefined]);
  }
});
