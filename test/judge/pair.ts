// The pair of samples that tests a numeric bound of a rule: one just inside it, one just outside.
import { test } from 'vitest';

/** Two samples: one just inside a bound and one just outside it. */
export interface Pair {
  /** Asserts the result just inside the bound. */
  readonly inside: () => void | Promise<void>;
  /** Asserts the result one smallest step outside it. */
  readonly outside: () => void | Promise<void>;
}

/**
 * Tests a bound from both sides.
 * @param module file name of the module that has the constant, without its ending
 * @param constant name of the constant; test/judge/rules.test.ts demands a pair for each
 */
export function pair(module: string, constant: string, { inside, outside }: Pair): void {
  test(`${module}: just inside ${constant}`, inside);
  test(`${module}: just outside ${constant}`, outside);
}
