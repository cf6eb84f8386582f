// Generated pages say what the code says.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { causesMarkdown } from '../src/render/explain.ts';

test('docs/causes.md is what npm run docs writes', () => {
  expect(readFileSync('docs/causes.md', 'utf8')).toBe(causesMarkdown());
});
