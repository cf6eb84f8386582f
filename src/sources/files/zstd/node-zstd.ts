// Unpacks a zstd frame with Node's own zstd, which is faster than ours; Node has it from 22.15 and 23.8 on.
import zlib, { type Zlib } from 'node:zlib';
import type { Transform } from 'node:stream';
import { damaged, type FrameDecoder } from './frame-decoder.ts';

type Zstd = Transform & Zlib;
/** What the types of Node 20 lack. */
interface WithZstd {
  readonly createZstdDecompress?: () => Zstd;
}

/**
 * A decoder for one frame; undefined if this Node has no zstd.
 * @param header the mark and the header of the frame
 */
export function decodeByNode(header: Buffer): FrameDecoder | undefined {
  const stream = (zlib as WithZstd).createZstdDecompress?.();
  if (stream === undefined) return undefined;
  let ready: Buffer[] = [];
  let hasFailed = false;
  stream.on('data', (chunk: Buffer) => ready.push(chunk));
  stream.on('error', () => (hasFailed = true));
  const write = async (bytes: Buffer): Promise<Buffer> => {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stream.off('error', done);
        resolve();
      };
      stream.on('error', done);
      stream.write(bytes, done);
    });
    const text = Buffer.concat(ready);
    ready = [];
    if (hasFailed) throw damaged();
    return text;
  };
  let begin: Buffer | undefined = header;
  return {
    async unpack(whole) {
      const bytes = begin === undefined ? whole : Buffer.concat([begin, whole]);
      begin = undefined;
      return await write(bytes);
    },
    async end(checksum) {
      if (checksum.length > 0) await write(checksum);
    },
    close: () => void stream.destroy(),
  };
}
