// The facts of a remark in words.
import type { Facts } from '../../judge/catalogue.ts';
import { percent, plural } from './numbers.ts';

/** A fact that is a count, in words; empty if there is none. */
export function countIn(facts: Facts, name: string, say: (count: number) => string): string {
  const value = facts[name];
  return typeof value === 'number' ? say(value) : '';
}

/** `3 lines`. */
export function linesIn(facts: Facts): string {
  return countIn(facts, 'lines', (n) => plural(n, 'line')) || 'Some lines';
}

/** `3 hits`. */
export function hitsIn(facts: Facts): string {
  return countIn(facts, 'hits', (n) => plural(n, 'hit')) || 'some hits';
}

/** `12 %`. */
export function shareIn(facts: Facts, otherwise: string): string {
  return countIn(facts, 'share', percent) || otherwise;
}

/** The name of an input. */
export function inputIn(facts: Facts): string {
  const file = textIn(facts, 'file', 'an input');
  return file === '-' ? 'standard input' : file;
}

/** The name of the first input, and how many others there are. */
export function inputsIn(facts: Facts): string {
  return inputIn(facts) + countIn(facts, 'other_files', (n) => ` and ${plural(n, 'other input')}`);
}

/** A fact that is a text. */
export function textIn(facts: Facts, name: string, otherwise: string): string {
  const value = facts[name];
  return value === undefined ? otherwise : String(value);
}
