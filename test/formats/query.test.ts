// Two queries of one script have the same hash of names; long texts are compared by their beginnings and ends.
import { describe, expect, test } from 'vitest';
import { beginsWith, endsWith } from '../../src/formats/long-texts.ts';
import { namesOf } from '../../src/formats/query.ts';

describe('queries with the same names in the same order', () => {
  test.each([
    ['a=1&b=2', 'a=3&b=4'],
    ['a', 'a=1'],
    ['a=1=2&b', 'a=&b=7'],
    ['&&', '&=1&'],
    ['', '=1'],
  ])('%s and %s', (one, other) => expect(namesOf(one)).toBe(namesOf(other)));
});

describe('queries with other names', () => {
  test.each([
    ['a=1&b=2', 'b=1&a=2'],
    ['a=1', 'a=1&b=2'],
    ['a&', 'a'],
    ['ab', 'a&b'],
    ['&&', '&'],
  ])('%s and %s', (one, other) => expect(namesOf(one)).not.toBe(namesOf(other)));
});

test.each([1, 63, 64, 65, 1000])(
  'a text begins and ends with %i characters of its own, and with no others',
  (length) => {
    const part = `${'a'.repeat(length - 1)}b`;
    expect(beginsWith(`${part}c`, part)).toBe(true);
    expect(beginsWith(`c${part}`, part)).toBe(false);
    expect(endsWith(`c${part}`, part)).toBe(true);
    expect(endsWith(`${part}c`, part)).toBe(false);
    expect(beginsWith(part.slice(1), part)).toBe(false);
    expect(endsWith(part.slice(1), part)).toBe(false);
  },
);
