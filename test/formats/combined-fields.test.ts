// Readers of log formats that are not combined.
import { expect, test } from 'vitest';
import { FieldReader } from '../../src/formats/combined-fields.ts';

test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])('a variable may be called $%s', (name) => {
  const reader = new FieldReader(`$host "$${name}" $status`, ['status']);
  expect(reader.read('a.example "GET /" 499')).toBeUndefined();
  expect([0, 1, 2].map((i) => reader.value(i))).toEqual(['a.example', 'GET /', '499']);
  expect(reader.end).toBe('a.example "GET /" 499'.length);
});
