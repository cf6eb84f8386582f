// Finds inputs that are the same file, or files with the same content, so that no line is counted twice.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Beginning, beginningOf } from './beginnings.ts';
import { isFileError } from './file-error.ts';
import { STDIN_NAME } from './open.ts';
import { unpackFile } from './packings.ts';
import { chunksOf, READ_AT_ONCE } from './positions.ts';
import { hasPacking, withoutPacking } from './rotated-names.ts';

/** Files whose first bytes are the same are compared as a whole. */
const HEAD_BYTES = 1024;

/** Called with an input that is left out, and why. */
export type Remark = (file: string, text: string) => void;

interface Input extends Omit<Beginning, 'bytes'> {
  readonly file: string;
  readonly head: string;
}

/** Leaves out names that stand for the same path as an earlier one. */
export function withoutSameNames(files: readonly string[], remark: Remark): readonly string[] {
  const known = new Set<string>();
  return files.filter((file) => {
    const path = file === STDIN_NAME ? file : resolve(file);
    if (known.has(path)) remark(file, 'it is named twice, and read once');
    if (known.has(path)) return false;
    known.add(path);
    return true;
  });
}

/**
 * Leaves out inputs that are the same file as an earlier one, also through a link, or that have the same text, also packed. A file
 * is compared with another one only if both begin with the same KiB.
 * @param signal ends the comparison early; files that were not compared stay
 */
export async function withoutCopies(
  files: readonly string[],
  remark: Remark,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (files.length < 2) return files;
  const byId = new Map<string, string>();
  const byHead = new Map<string, Input[]>();
  const left = new Set<Input>();
  const inputs: Input[] = [];
  for (const file of files) {
    const { bytes, ...beginning } = await beginningOf(file, HEAD_BYTES);
    const input: Input = { ...beginning, file, head: bytes.toString('latin1') };
    inputs.push(input);
    const known = input.id === undefined ? undefined : byId.get(input.id);
    if (known !== undefined) {
      left.add(input);
      remark(
        file,
        file === known ? 'it is named twice, and read once' : `it is the same file as "${known}", and read once`,
      );
      continue;
    }
    if (input.id !== undefined) byId.set(input.id, file);
    const alike = byHead.get(input.head);
    if (alike !== undefined) alike.push(input);
    else if (input.head !== '') byHead.set(input.head, [input]);
  }
  const byName = new Map(inputs.filter((input) => !left.has(input)).map((input) => [input.file, input]));
  for (const input of byName.values()) {
    const source = hasPacking(input.file) ? byName.get(withoutPacking(input.file)) : undefined;
    if (source === undefined || !(await isUnfinished(input, source, signal))) continue;
    left.add(input);
    remark(input.file, `it is not packed to its end yet, so only "${source.file}" is read`);
  }
  for (const alike of byHead.values()) await compare(alike, left, remark, signal);
  return inputs.filter((input) => !left.has(input)).map(({ file }) => file);
}

// Whether a packed file is a part of its source, which is still there: gzip writes the one before it removes the other.
async function isUnfinished(packed: Input, source: Input, signal: AbortSignal): Promise<boolean> {
  if (packed.kind !== 'file' || source.kind !== 'file' || !source.head.startsWith(packed.head)) return false;
  if (packed.size === 0 && source.size > 0) return true;
  if (!packed.isPacked) return false;
  return (await digestOf(packed, signal)) === undefined && !signal.aborted;
}

// Compares files that begin with the same bytes. Plain files of different sizes need no look at their content.
async function compare(alike: readonly Input[], left: Set<Input>, remark: Remark, signal: AbortSignal): Promise<void> {
  const files = alike.filter((input) => input.kind === 'file' && !left.has(input));
  const isPacked = files.some((one) => one.isPacked);
  const sizes = new Map<number, number>();
  for (const { size } of files) sizes.set(size, (sizes.get(size) ?? 0) + 1);
  const known = new Map<string, string>();
  for (const input of files) {
    if (files.length < 2 || (!isPacked && sizes.get(input.size) === 1)) continue;
    const digest = await digestOf(input, signal);
    if (digest === undefined) continue;
    const other = known.get(digest);
    if (other === undefined) known.set(digest, input.file);
    else {
      left.add(input);
      remark(input.file, `it has the same lines as "${other}", and is not read again`);
    }
  }
}

// A hash of the whole text; undefined if it cannot be read to its end.
async function digestOf({ file, isPacked }: Input, signal: AbortSignal): Promise<string | undefined> {
  try {
    const handle = await open(file, READ_AT_ONCE);
    try {
      const hash = createHash('sha256');
      for await (const chunk of isPacked ? unpackFile(handle) : chunksOf(handle)) {
        if (signal.aborted) return undefined;
        hash.update(chunk);
      }
      return hash.digest('base64');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    return undefined;
  }
}
