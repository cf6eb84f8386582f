// Spreads hashes over the slots of a table, so that clients, who write the texts that are hashed, cannot choose the slots.

// Secrets of this run. They decide only in which slot a table keeps a key, so no finding depends on them.
const FIRST = secret();
const SECOND = secret();
const THIRD = secret();

/** Maps a hash of up to 53 bits to 32 bits. Every bit of the hash counts, and each run gives different numbers. */
export function spread(hash: number): number {
  const low = hash | 0;
  let mixed = Math.imul(low, FIRST);
  mixed ^= mixed >>> 16;
  // Most tables use hashes of 32 bits, which have no upper part.
  if (low !== hash) mixed ^= Math.imul((hash / 0x1_0000_0000) | 0, SECOND);
  mixed = Math.imul(mixed, THIRD);
  return mixed ^ (mixed >>> 15);
}

// An odd number: multiplying by it modulo 2^32 loses no information.
function secret(): number {
  return (Math.random() * 0x1_0000_0000) | 1;
}
