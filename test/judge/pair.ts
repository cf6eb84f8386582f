// The pair of samples that holds a numeric bound of a rule: one just inside of it, one just outside.
import { test } from 'vitest';

/** Two samples that differ in nothing but on which side of a bound they lie. */
export interface Pair {
  /** Asserts what is said just inside of the bound. */
  readonly inside: () => void | Promise<void>;
  /** Asserts what is said one smallest step outside of it. */
  readonly outside: () => void | Promise<void>;
}

/**
 * Holds a bound by two tests.
 * @param module file name of the module that has the constant, without its ending
 * @param constant name of the constant; test/judge/rules.test.ts demands a pair for each
 */
export function pair(module: string, constant: string, { inside, outside }: Pair): void {
  test(`${module}: just inside ${constant}`, inside);
  test(`${module}: just outside ${constant}`, outside);
}
