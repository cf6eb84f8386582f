// Fuzz target: zstd. Unpacks, in pieces of two sizes, arbitrary frames and frames with a block of arbitrary bytes.
import assert from 'node:assert/strict';
import { unzstd } from '../../src/sources/files/zstd/frames.ts';
import { Choices } from './choices.ts';

/** A frame of a few KiB may hold many MiB, so text after this many bytes is not checked. */
const MOST_BYTES = 8 * 1024 * 1024;
const MARK = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** The header of a frame with a window of 128 KiB (RFC 8878, 3.1.1.1). */
const HEADER = Buffer.from([0, 0x38]);
const CODES: ReadonlySet<unknown> = new Set(['ZSTD_DATA_ERROR', 'UNREADABLE']);

/** Unpacks bytes in two ways; both must give the same text and the same error. */
export async function fuzz(data: Buffer): Promise<void> {
  const packed = data.subarray(0, MARK.length).equals(MARK) ? data : frameOf(new Choices(data));
  const one = await unpack(packed, 7);
  const other = await unpack(packed, packed.length + 1);
  assert.equal(other.code, one.code, 'damage does not depend on the pieces');
  assert.ok(other.text.equals(one.text), 'no byte depends on the pieces');
  // Node's own decoder, if it has one (from 22.15 on), accepts a little more, such as packed blocks without a byte.
  if (one.code !== undefined) return;
  const node = await unpack(packed, packed.length + 1, false);
  assert.equal(node.code, undefined, 'Node finds no damage either');
  assert.ok(node.text.equals(one.text), 'Node unpacks the same bytes');
}

// Two packed blocks of arbitrary bytes. The second one may use the tables of the first one.
function frameOf(choices: Choices): Buffer {
  const size = choices.below(256);
  const rest = choices.rest();
  return Buffer.concat([MARK, HEADER, block(rest.subarray(0, size), false), block(rest.subarray(size), true)]);
}

function block(bytes: Buffer, isLast: boolean): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE((bytes.length << 3) | (2 << 1) | Number(isLast), 0, 3);
  return Buffer.concat([head, bytes]);
}

async function unpack(packed: Buffer, size: number, ownDecoder = true): Promise<{ text: Buffer; code: unknown }> {
  const pieces: Buffer[] = [];
  let length = 0;
  let code: unknown;
  try {
    for await (const piece of unzstd(piecesOf(packed, size), ownDecoder)) {
      if (length < MOST_BYTES) pieces.push(Buffer.from(piece));
      length += piece.length;
    }
  } catch (error) {
    ({ code } = error as NodeJS.ErrnoException);
    assert.ok(CODES.has(code), String(error));
  }
  return { text: Buffer.concat(pieces).subarray(0, MOST_BYTES), code };
}

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}
