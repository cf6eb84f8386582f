// Blocks of a file on disk: every line is read once, whole and at its offset, wherever the borders of blocks are.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { MAX_LINE_BYTES } from '../../../src/formats/line.ts';
import { CODE } from '../../../src/sources/engine/columns.ts';
import { FileBlocks } from '../../../src/sources/engine/file-blocks.ts';
import { ScanMemory } from '../../../src/sources/engine/memory.ts';
import { layoutFor, SLOT_BYTES, slotAddress, type MemoryLayout } from '../../../src/sources/engine/memory-layout.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';

const MIB = 1024 * 1024;
const folder = newFolder();
const path = join(folder, 'log');
afterAll(() => removeFolder(folder));

interface Read {
  /** Each line's text, and the byte of the file at which it starts. */
  readonly lines: (readonly [offset: number, text: string])[];
  readonly blocks: {
    readonly bytes: number;
    readonly cut: number;
    readonly lines: number;
    readonly endsLong: boolean;
  }[];
}

const LAYOUT: MemoryLayout = { ...layoutFor(), slots: 1 };
const memory = new ScanMemory(LAYOUT);

async function collect(
  into: Read,
  descriptor: number,
  size: number,
  offset: number,
  blocks: FileBlocks,
): Promise<void> {
  let at = offset;
  for await (const { block, cut } of blocks.read(descriptor, offset, size)) {
    const { starts } = memory.columns;
    for (let i = 0; i < block.lines; i++) {
      into.lines.push([at + starts[i]! - starts[0]!, memory.bytes.latin1Slice(starts[i], starts[i + 1]! - 1)]);
    }
    at += block.bytes + cut;
    into.blocks.push({ bytes: block.bytes, cut, lines: block.lines, endsLong: block.endsLong });
  }
}

async function readBack(text: string, offset = 0): Promise<Read> {
  writeFileSync(path, text, 'latin1');
  const descriptor = openSync(path, 'r');
  const read: Read = { lines: [], blocks: [] };
  try {
    const blocks = new FileBlocks(memory, () => slotAddress(0));
    await collect(read, descriptor, text.length, offset, blocks);
  } finally {
    closeSync(descriptor);
  }
  return read;
}

function expectedLines(text: string, offset = 0): Read['lines'] {
  const lines: [number, string][] = [];
  for (let at = offset; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    lines.push([at, text.slice(at, Math.min(end, at + MAX_LINE_BYTES))]);
    at = end + 1;
  }
  return lines;
}

/** Reads a text from a file and compares every line with it; returns the blocks. */
async function check(text: string, offset = 0): Promise<Read['blocks']> {
  const { lines, blocks } = await readBack(text, offset);
  const expected = expectedLines(text, offset);
  const wrong = expected.findIndex(([at, line], i) => lines[i]?.[0] !== at || lines[i][1] !== line);
  expect(shortened(lines[wrong])).toEqual(shortened(expected[wrong]));
  expect(lines).toHaveLength(expected.length);
  expect(blocks.reduce((sum, { bytes, cut }) => sum + bytes + cut, 0)).toBe(text.length - offset);
  const tooLong = text
    .slice(offset)
    .split('\n')
    .filter((line) => line.length > MAX_LINE_BYTES);
  expect(blocks.flatMap(({ cut }) => (cut > 0 ? [cut] : []))).toEqual(
    tooLong.map((line) => line.length - MAX_LINE_BYTES),
  );
  const atMost = text.slice(offset).split('\n');
  expect(blocks.filter(({ endsLong }) => endsLong)).toHaveLength(
    atMost.filter((line) => line.length >= MAX_LINE_BYTES).length,
  );
  return blocks;
}

// The line, short enough for an error message.
function shortened(line: Read['lines'][number] | undefined): readonly [number, string, number] | undefined {
  return line && [line[0], line[1].slice(0, 40), line[1].length];
}

// Numbered lines of 64 bytes, line feed included.
function rows(bytes: number, mark = 'row'): string {
  return Array.from({ length: Math.ceil(bytes / 64) }, (_, i) => `${mark} ${i} `.padEnd(63, '.') + '\n')
    .join('')
    .slice(0, bytes);
}

test('cache lines of the memory and of the file are aligned, which makes copying fast', async () => {
  const line = `${'x'.repeat(98)}\n`;
  const text = line.repeat(Math.ceil((3 * SLOT_BYTES) / line.length));
  writeFileSync(path, text, 'latin1');
  const descriptor = openSync(path, 'r');
  try {
    for (const offset of [0, 10 * line.length, 99 * line.length]) {
      let at = offset;
      for await (const { block } of new FileBlocks(memory, () => slotAddress(0)).read(
        descriptor,
        offset,
        text.length,
      )) {
        expect(memory.columns.starts[0]! % 64).toBe(at % 64);
        at += block.bytes;
      }
      expect(at).toBe(text.length);
    }
  } finally {
    closeSync(descriptor);
  }
});

describe('every line is read once', () => {
  test('blocks have the size that these tests expect', () => {
    expect([SLOT_BYTES, MAX_LINE_BYTES]).toEqual([MIB, MIB]);
  });

  test.for([1, 2, 3])('from a file of exactly %i MiB, with and without a line feed at its end', async (mebibytes) => {
    const text = rows(mebibytes * MIB);
    expect(text.endsWith('\n')).toBe(true);
    expect(await check(text)).toHaveLength(mebibytes);
    await check(`${text.slice(0, -1)}.`);
    await check(text.slice(0, -1));
    await check(`${text}\n`);
    await check(`${text}x`);
  });

  test('from a file without a line feed', async () => {
    expect(await check('')).toEqual([]);
    expect(await check('x')).toEqual([{ bytes: 1, cut: 0, lines: 1, endsLong: false }]);
    expect(await check('\n')).toEqual([{ bytes: 1, cut: 0, lines: 1, endsLong: false }]);
  });

  test('when a line starts at the border, or up to three bytes before or after it', async () => {
    for (let by = -3; by <= 3; by++) {
      const head = rows(MIB).slice(0, MIB + Math.min(0, by) - 1) + 'x'.repeat(Math.max(0, by));
      const text = `${head}\nat the border\n${rows(MIB, 'after')}`;
      expect(text.indexOf('at the border')).toBe(MIB + by);
      await check(text);
    }
  });

  test('when all lines are blank', async () => {
    const blocks = await check('\n'.repeat(2 * MIB + 17));
    expect(blocks.map(({ lines }) => lines)).toEqual([MIB, MIB, 17]);
  });

  test('when all lines are the shortest lines with details', async () => {
    const line = ':: -  [22/Nov/2026:15:04:05 +0000] "" 400 - "" "x"\n';
    await check(line.repeat(Math.floor((2.5 * MIB) / line.length)));
    expect(memory.columns.codes[0]! & CODE.hasDetail).not.toBe(0);
  });

  test('when reading starts at a line in the middle of the file', async () => {
    const text = rows(3 * MIB);
    for (const offset of [64, 64 * 1000, MIB, MIB + 64, 2 * MIB - 64, 3 * MIB - 64]) await check(text, offset);
    expect(await check(text, text.length)).toEqual([]);
  });

  test('whatever the lengths of the lines', async () => {
    const piece = fc.oneof(
      fc.nat({ max: 300 }),
      fc.constantFrom(0, 1, 16 * 1024, 100_000, MIB - 1, MIB, MIB + 1, 2 * MIB, (5 * MIB) / 2),
      fc.nat({ max: 1_500_000 }),
    );
    const lengths = fc.array(piece, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.boolean(), async (all, isWhole) => {
        const text = all.map((length, i) => String(i % 10).repeat(length)).join('\n');
        await check(isWhole ? `${text}\n` : text);
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});

describe('a line of about the maximal length', () => {
  const line = (bytes: number): string => 'x'.repeat(bytes);

  test.for([-1, 0, 1, 2, 64, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, MIB, 2 * MIB + 7])(
    'is cut from the maximal length on: %i bytes longer, at any place in its block',
    async (more) => {
      const long = line(MAX_LINE_BYTES + more);
      for (const before of [0, 64, MIB / 2, MIB - 16 * 1024, MIB - 64, MIB])
        for (const after of ['', '\n', `\n${rows(640)}`]) await check(rows(before) + long + after);
    },
  );

  test('two of them, with blank lines between', async () => {
    await check(`${line(MIB)}\n\n${line(MIB + 1)}\n${line(3 * MIB)}\n\n\nend`);
  });
});

describe('an error', () => {
  test('comes after the blocks before it', async () => {
    const text = rows(3 * MIB);
    writeFileSync(path, text, 'latin1');
    const descriptor = openSync(path, 'r');
    const blocks = new FileBlocks(memory, () => slotAddress(0));
    const reading = blocks.read(descriptor, 0, text.length);
    const first = await reading.next();
    expect(first.value).toMatchObject({ block: { bytes: MIB }, cut: 0 });
    closeSync(descriptor);
    await expect(reading.next()).rejects.toMatchObject({ code: 'EBADF' });
    // The same column buffers serve the next file.
    expect((await readBack(rows(2 * MIB))).blocks).toHaveLength(2);
  });

  test('does not occur when a file became shorter: reading stops at its new end', async () => {
    const text = rows(MIB + 640);
    writeFileSync(path, text, 'latin1');
    const descriptor = openSync(path, 'r');
    const read: Read = { lines: [], blocks: [] };
    await collect(read, descriptor, 3 * MIB, 0, new FileBlocks(memory, () => slotAddress(0)));
    closeSync(descriptor);
    expect(read.lines).toEqual(expectedLines(text));
  });
});

test('a caller that leaves early frees the columns for the next file', async () => {
  const text = rows(2 * MIB);
  writeFileSync(path, text, 'latin1');
  const descriptor = openSync(path, 'r');
  const blocks = new FileBlocks(memory, () => slotAddress(0));
  for await (const { block } of blocks.read(descriptor, 0, text.length)) if (block.lines > 0) break;
  const read: Read = { lines: [], blocks: [] };
  await collect(read, descriptor, text.length, 0, blocks);
  closeSync(descriptor);
  expect(read.lines).toEqual(expectedLines(text));
});
