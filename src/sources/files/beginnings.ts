// Looks at the first unpacked bytes of a file. Pipes and other streams are never opened, because their bytes can be read only once.
import type { BigIntStats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { STDIN_NAME } from './open.ts';
import { isPackedHead, MAGIC_BYTES, packingOf, unpackFile } from './packings.ts';
import { READ_AT_ONCE, readAt } from './positions.ts';
import { idOf } from './siblings.ts';

/** What is found under a name. */
export interface Beginning {
  /** `stream`: standard input, a pipe, a device; `none`: nothing that the system can find. */
  readonly kind: 'file' | 'folder' | 'stream' | 'none';
  /** Device and inode; undefined if nothing is there. */
  readonly id: string | undefined;
  /** Size on disk, in bytes; 0 for everything but a file. */
  readonly size: number;
  /** The file is packed, and logscan can unpack it. */
  readonly isPacked: boolean;
  /** The file is packed in a way that logscan cannot read. */
  readonly isForeign: boolean;
  /** The first unpacked bytes of a file; fewer if it is shorter or cannot be read further. */
  readonly bytes: Buffer;
  /** Why the file cannot be found, opened or read up to there; undefined if it can. */
  readonly failure: unknown;
}

const NO_FILE = { size: 0, isPacked: false, isForeign: false, bytes: Buffer.alloc(0), failure: undefined };

/**
 * Looks at a file. Never throws.
 * @param most how many unpacked bytes to read
 */
export async function beginningOf(name: string, most: number): Promise<Beginning> {
  let info: BigIntStats;
  try {
    info = await stat(name === STDIN_NAME ? '/dev/stdin' : name, { bigint: true });
  } catch (failure) {
    return { ...NO_FILE, kind: name === STDIN_NAME ? 'stream' : 'none', id: undefined, failure };
  }
  const id = idOf(info);
  if (name === STDIN_NAME) return { ...NO_FILE, kind: 'stream', id };
  if (!info.isFile()) return { ...NO_FILE, kind: info.isDirectory() ? 'folder' : 'stream', id };
  return { ...(await readFile(name, most)), kind: 'file', id, size: Number(info.size) };
}

async function readFile(
  path: string,
  most: number,
): Promise<Pick<Beginning, 'isPacked' | 'isForeign' | 'bytes' | 'failure'>> {
  let bytes: Buffer = Buffer.alloc(0);
  const found = { isPacked: false, isForeign: false, failure: undefined as unknown };
  try {
    const handle = await open(path, READ_AT_ONCE);
    try {
      const magic = await readAt(handle, 0, MAGIC_BYTES);
      found.isForeign = packingOf(magic) !== undefined;
      found.isPacked = isPackedHead(magic);
      if (!found.isPacked) bytes = await readAt(handle, 0, most);
      else
        for await (const chunk of unpackFile(handle)) {
          bytes = Buffer.concat([bytes, chunk.subarray(0, most - bytes.length)]);
          if (bytes.length === most) break;
        }
    } finally {
      await handle.close();
    }
  } catch (failure) {
    found.failure = failure;
  }
  return { ...found, bytes };
}
