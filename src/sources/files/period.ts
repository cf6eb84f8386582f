// Finds out cheaply from when to when the lines of an input are.
import { stat } from 'node:fs/promises';
import type { LineParser } from '../../formats/line-parser.ts';
import { probeEnds } from './bisect.ts';
import { isFileError } from './file-error.ts';
import { openRandomAccess, openSource, STDIN_NAME } from './open.ts';

/** The times of an input's first and last lines, in seconds since the epoch; -Infinity and Infinity if they are not known. */
export interface Period {
  readonly first: number;
  readonly last: number;
}

/** The first line of a packed file is looked for in this many unpacked bytes. */
const HEAD_BYTES = 1024 * 1024;
const UNKNOWN: Period = { first: -Infinity, last: Infinity };

/**
 * The period of an input. Only the beginning and the end of a plain file are read, and only the beginning of a packed file.
 * Nothing is read from a pipe.
 * @returns undefined if the input cannot be read or is so short that all of it was searched, and no line has a time
 */
export async function periodOf(path: string, parser: LineParser): Promise<Period | undefined> {
  if (path === STDIN_NAME) return UNKNOWN;
  try {
    const info = await stat(path);
    if (info.isDirectory()) return undefined;
    if (!info.isFile()) return UNKNOWN;
    const access = await openRandomAccess(path);
    if (access === undefined) return await periodOfPacked(path, parser);
    try {
      const { first, last } = await probeEnds(access.read, access.size, parser);
      if (first === undefined && last === undefined && access.size <= HEAD_BYTES) return undefined;
      return { first: first ?? -Infinity, last: last ?? Infinity };
    } finally {
      await access.close();
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    return undefined;
  }
}

// The period of a packed file. Its last time is at its end, and nobody knows that before it is unpacked.
async function periodOfPacked(path: string, parser: LineParser): Promise<Period | undefined> {
  const { chunks } = await openSource(path, new Map(), new AbortController().signal);
  let head: Buffer = Buffer.alloc(0);
  let isWhole = true;
  try {
    for await (const chunk of chunks) {
      head = Buffer.concat([head, chunk]);
      const { first } = await probeEnds((from, to) => Promise.resolve(head.subarray(from, to)), head.length, parser);
      if (first !== undefined) return { first, last: Infinity };
      isWhole = head.length < HEAD_BYTES;
      if (!isWhole) break;
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
  }
  return isWhole ? undefined : UNKNOWN;
}
