// Packs bytes as zstd without making them shorter, for tests on versions of Node that cannot pack zstd.

/** A frame of stored blocks (RFC 8878, 3.1.1), with a window of 128 KiB and without checksum. */
export function storedZstd(bytes: Buffer | string): Buffer {
  const text = Buffer.from(bytes as string);
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38])];
  const most = 128 * 1024;
  for (let at = 0; at === 0 || at < text.length; at += most) {
    const block = text.subarray(at, at + most);
    const head = Buffer.alloc(3);
    head.writeUIntLE((block.length << 3) | Number(at + most >= text.length), 0, 3);
    parts.push(head, block);
  }
  return Buffer.concat(parts);
}
