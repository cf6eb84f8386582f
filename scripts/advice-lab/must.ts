// What a trial of the advice lab requires.

/** @throws Error with this text if it does not hold */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
