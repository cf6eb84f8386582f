// Spreads hashes over the slots of a table. Strangers choose the texts that are hashed; they must not choose the slots, too.

// A secret of this run. Only the place in a table hangs on it, and nothing that is told: a table finds the same wherever it looks.
const FIRST = secret();
const SECOND = secret();
const THIRD = secret();

/** A number of 32 bits for a hash of up to 53 bits: every bit of the hash counts, and each run gives other numbers. */
export function spread(hash: number): number {
  const low = hash | 0;
  let mixed = Math.imul(low, FIRST);
  mixed ^= mixed >>> 16;
  // Most tables know hashes of 32 bits.
  if (low !== hash) mixed ^= Math.imul((hash / 0x1_0000_0000) | 0, SECOND);
  mixed = Math.imul(mixed, THIRD);
  return mixed ^ (mixed >>> 15);
}

// An odd number: to multiply by it loses nothing.
function secret(): number {
  return (Math.random() * 0x1_0000_0000) | 1;
}
