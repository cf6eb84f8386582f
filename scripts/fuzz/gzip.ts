// Fuzz target: gzip. Unpacks, piece by piece, arbitrary bytes and generated gzip members that are whole, cut or damaged.
import assert from 'node:assert/strict';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { gunzip } from '../../src/sources/files/gunzip.ts';
import { Choices } from './choices.ts';

interface Unpacked {
  readonly bytes: Buffer;
  readonly isDamaged: boolean;
}

/** A packed file of a few KiB may hold many MiB, so text after this many bytes is not checked. */
const MOST_BYTES = 8 * 1024 * 1024;
/** The first bytes of a gzip member (RFC 1952); the flags come next. */
const HEAD = Buffer.from([0x1f, 0x8b, 8]);
const ZEROS = Buffer.alloc(64);
const MEMBER_AFTER_ZERO = Buffer.concat([ZEROS.subarray(0, 1), HEAD]);

/** Unpacks bytes in pieces of two sizes; both must give the same text. */
export async function fuzz(data: Buffer): Promise<void> {
  const choices = new Choices(data);
  const kind = choices.below(4);
  const [first, second] = [1 + choices.below(256), 1 + choices.word()];
  if (kind > 1) return await checkMembers(choices, first, second);
  const packed = kind === 0 ? choices.rest() : Buffer.concat([HEAD, choices.rest()]);
  const whole = await unpackTwice(packed, first, second);
  const expected = unpackedByNode(packed);
  if (expected === undefined || whole.isDamaged) return;
  assert.ok(whole.bytes.subarray(0, expected.length).equals(expected), 'Node unpacks the same bytes');
  // Node stops at zeros between two members. logscan reads on, so that no line is lost.
  if (!packed.includes(MEMBER_AFTER_ZERO))
    assert.equal(whole.bytes.length, expected.length, 'Node unpacks as many bytes');
}

async function checkMembers(choices: Choices, first: number, second: number): Promise<void> {
  const cut = choices.below(4) === 0 ? choices.word() : 0;
  const damage = choices.below(4) === 0 ? choices.word() + 1 : 0;
  const padding = ZEROS.subarray(0, choices.below(ZEROS.length));
  const members: Buffer[] = [];
  const texts: Buffer[] = [];
  for (const part of choices.rest().toString('latin1').split('\n')) {
    const text = Buffer.from(part.repeat(1 + (part.length % 7)), 'latin1');
    texts.push(text);
    members.push(
      gzipSync(text, { level: part.length % 10, strategy: part.length % 5 || constants.Z_DEFAULT_STRATEGY }),
    );
  }
  const text = Buffer.concat(texts);
  const packed = Buffer.concat(members);
  if (damage > 0) {
    packed[damage % packed.length]! ^= 1 << (damage % 8);
    await unpackTwice(packed, first, second);
    return;
  }
  const left = packed.length - (cut % packed.length);
  const isCut = left < packed.length;
  const unpacked = await unpackTwice(
    isCut ? packed.subarray(0, left) : Buffer.concat([packed, padding]),
    first,
    second,
  );
  // A cut member gives only text from before the cut.
  assert.ok(text.subarray(0, unpacked.bytes.length).equals(unpacked.bytes), 'the unpacked text is the packed text');
  if (!isCut) assert.deepEqual([unpacked.bytes.length, unpacked.isDamaged], [text.length, false]);
}

async function unpackTwice(packed: Buffer, first: number, second: number): Promise<Unpacked> {
  const one = await unpack(packed, first);
  const other = await unpack(packed, second);
  assert.equal(other.isDamaged, one.isDamaged, 'damage does not depend on the pieces');
  // The pieces decide how much text comes out before the damage, but not which text.
  const common = Math.min(one.bytes.length, other.bytes.length);
  assert.ok(one.isDamaged || other.bytes.length === one.bytes.length, 'undamaged data is unpacked whole');
  assert.ok(other.bytes.subarray(0, common).equals(one.bytes.subarray(0, common)), 'no byte depends on the pieces');
  return one;
}

async function unpack(packed: Buffer, size: number): Promise<Unpacked> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of gunzip(piecesOf(packed, size))) {
      if (length < MOST_BYTES) pieces.push(piece);
      length += piece.length;
    }
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'Z_DATA_ERROR');
    return { bytes: Buffer.concat(pieces), isDamaged: true };
  }
  return { bytes: Buffer.concat(pieces), isDamaged: false };
}

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

function unpackedByNode(packed: Buffer): Buffer | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: MOST_BYTES });
  } catch {
    return undefined;
  }
}
