// Fuzz target: columns. The kernel, plain columns and the parser read the same lines and must agree.
import assert from 'node:assert/strict';
import { parseLine } from '../../src/formats/line.ts';
import { hash32 } from '../../src/hits/hash.ts';
import { BlockReader } from '../../src/sources/engine/block.ts';
import { CODE, DETAIL } from '../../src/sources/engine/columns.ts';
import { EntryMemory } from '../../src/sources/engine/entry-memory.ts';
import { LazyEntry } from '../../src/sources/engine/lazy-entry.ts';
import { ScanMemory } from '../../src/sources/engine/memory.ts';
import { layoutFor, SLOT_BYTES, slotAddress } from '../../src/sources/engine/memory-layout.ts';
import { ObservedLine } from '../../src/sources/engine/observed-line.ts';
import { LineFeedColumns } from '../../src/sources/engine/line-feed-columns.ts';
import { PlainColumns } from '../../test/sources/engine/plain-columns.ts';
import { Choices } from './choices.ts';

/** The columns of a line. */
interface Line {
  readonly start: number;
  readonly text: string;
  readonly code: number;
  readonly hash?: number | undefined;
  readonly time?: number | undefined;
  readonly utcOffsetMinutes?: number | undefined;
  readonly detail?: Int32Array | undefined;
}

interface Reading {
  readonly memory: ScanMemory;
  readonly blocks: BlockReader;
}

const LAYOUT = { ...layoutFor(), slots: 1 };
const ROOM = 64;
/** Offsets where inputs begin: the sample of all traffic gets thinner after 1 MiB and after 16 MiB. */
const OFFSETS: readonly number[] = [0, 2 ** 20 - 200, 2 ** 20, 2 ** 24 - 200, 2 ** 24, 5_000_000_000];
// Only the upper 21 bits of the second half of a path hash are used.
const PATH_BITS = -(2 ** 11);
// Columns keep 31 bits of a size.
const MOST_BYTES = 2 ** 31 - 1;
const noEntries = {
  entry(): never {
    throw new Error('only numbers are compared, so no entry is needed');
  },
};

const kernel = readingIn(new ScanMemory(LAYOUT));
const plain = readingIn(new ScanMemory(LAYOUT, undefined, (memory) => new PlainColumns(memory)));

/** Whether this machine has the kernel; without it the oracle is compared with the parser alone. */
export const hasKernel: boolean = !(kernel.memory.reader instanceof LineFeedColumns);

function readingIn(memory: ScanMemory): Reading {
  return { memory, blocks: new BlockReader(memory) };
}

/** Reads some lines in all three ways. The first two bytes decide where in memory and in the input the lines begin. */
export function fuzz(data: Buffer): void {
  const choices = new Choices(data);
  const shift = choices.below(ROOM);
  const offset = OFFSETS[choices.below(OFFSETS.length)]!;
  const bytes = Buffer.concat([choices.rest(), Buffer.from('\n')]);
  if (bytes.length > SLOT_BYTES) return;
  // The bytes around the text in memory must not matter, so they differ.
  const lines = linesOf(hasKernel ? kernel : plain, bytes, shift, offset, 0x20);
  assert.deepEqual(linesOf(plain, bytes, shift, offset, 0x22), lines);
  assert.equal(lines.map(({ text }) => `${text}\n`).join(''), bytes.toString('latin1'), 'the lines have all bytes');
  let start = offset;
  for (const line of lines) {
    assert.equal(line.start, start);
    start += line.text.length + 1;
    checkLine(line);
  }
}

function linesOf({ memory, blocks }: Reading, bytes: Buffer, shift: number, offset: number, around: number): Line[] {
  const columns = memory.columns;
  const first = slotAddress(0) + ROOM + shift;
  const to = first + bytes.length;
  memory.bytes.fill(around, first - shift - ROOM, first);
  bytes.copy(memory.bytes, first);
  memory.bytes.fill(around, to, to + ROOM);
  const lines: Line[] = [];
  for (let next = first; next < to;) {
    const block = blocks.read(next, to, offset + next - first);
    let details = 0;
    for (let i = 0; i < block.lines; i++) {
      const [begin, end] = [columns.starts[i]!, columns.starts[i + 1]! - 1];
      const code = columns.codes[i]!;
      const isPlain = (code & CODE.what) < CODE.blank;
      const detail = (code & CODE.hasDetail) === 0 ? undefined : columns.details.slice(details, details + DETAIL.size);
      if (detail !== undefined) {
        details += DETAIL.size;
        detail[DETAIL.pathHashB]! &= PATH_BITS;
      }
      const text = memory.bytes.latin1Slice(begin, end);
      checkLazy(memory, begin, end, text);
      const zone = block.zones.findLast(({ line }) => line <= i);
      lines.push({
        start: offset + begin - first,
        text,
        code,
        detail,
        ...(isPlain
          ? { hash: columns.hashes[i], time: columns.times[i], utcOffsetMinutes: zone?.utcOffsetMinutes }
          : {}),
      });
    }
    next += block.bytes;
  }
  return lines;
}

// A LazyEntry, which reads its fields from memory on demand, must equal the parser's entry.
function checkLazy(memory: ScanMemory, begin: number, end: number, text: string): void {
  const entry = parseLine(text);
  if (typeof entry === 'string') return;
  const lazy = new LazyEntry(new EntryMemory(memory));
  lazy.use(begin, begin, end, entry.time);
  const { status, request, http_user_agent, http_referer, body_bytes_sent, remote_addr, client, extra } = lazy;
  const fields = { status, request, http_user_agent, http_referer, body_bytes_sent, remote_addr, client, extra };
  assert.deepEqual({ ...entry, ...fields }, entry);
  assert.deepEqual(lazy.whole, entry);
}

function checkLine(line: Line): void {
  const what = line.code & CODE.what;
  if (what === CODE.blank) return assert.match(line.text, /^[\t-\r ]*$/);
  if (what === CODE.needsParser) return;
  const entry = parseLine(line.text);
  assert.ok(typeof entry !== 'string', 'columns only read lines that the parser can read');
  const { time, utcOffsetMinutes, client } = entry;
  assert.deepEqual(
    { what, time: line.time, utcOffsetMinutes: line.utcOffsetMinutes, hash: line.hash },
    { what: entry.status, time, utcOffsetMinutes, hash: hash32(client) },
  );
  if (line.detail === undefined) return;
  const [byColumns, byParser] = [new ObservedLine(noEntries), new ObservedLine(noEntries)];
  const one = { starts: new Uint32Array(2), hashes: Int32Array.of(line.hash!), times: Float64Array.of(time) };
  byColumns.fromColumns(0, { ...one, codes: Uint16Array.of(line.code), details: line.detail }, 0, 0);
  byParser.fromEntry(0, entry, hash32(client));
  assert.deepEqual(numbersOf(byColumns), numbersOf(byParser));
}

function numbersOf(line: ObservedLine): Record<string, unknown> {
  const { time, status, clientHash, addressHash, agentHash, refererHash, requestHash, pathHash, flags, hasExtra } =
    line;
  const bodyBytesSent = Math.min(line.bodyBytesSent, MOST_BYTES);
  return {
    time,
    status,
    clientHash,
    addressHash,
    agentHash,
    refererHash,
    requestHash,
    pathHash,
    flags,
    hasExtra,
    bodyBytesSent,
  };
}
