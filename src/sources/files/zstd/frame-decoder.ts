// What the two decoders of zstd frames have in common: their form, and the error for damaged data.

/** Unpacks the blocks of one frame. */
export interface FrameDecoder {
  /**
   * Unpacks a block, given with its header of three bytes and without it.
   * @param kind 0: stored, 1: one byte again and again, 2: packed
   * @param size the size in the block's header: packed bytes, or how often the one byte is repeated
   * @throws Error with code ZSTD_DATA_ERROR
   */
  unpack(whole: Buffer, kind: number, packed: Buffer, size: number): Promise<Buffer> | Buffer;
  /**
   * Checks the checksum; empty if the frame has none.
   * @throws Error with code ZSTD_DATA_ERROR if it is wrong
   */
  end(checksum: Buffer): Promise<void> | void;
  /** Releases what the decoder holds. */
  close?(): void;
}

/** An error with code ZSTD_DATA_ERROR. */
export function damaged(): Error {
  return Object.assign(new Error('the zstd data is damaged or incomplete'), { code: 'ZSTD_DATA_ERROR' });
}
