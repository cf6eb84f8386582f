// The message when Node is too old.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const { tooOld } = createRequire(import.meta.url)('../bin/too-old.js') as {
  tooOld: (running: string) => string | undefined;
};
const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
const needed = engines.node.replace('>=', '');
const [major = 0, minor = 0] = needed.split('.').map(Number);

test.each([
  `${major}.${minor}.0`,
  `${major}.${minor}.1`,
  `${major}.${minor + 1}.0`,
  `${major + 1}.0.0`,
  `${major + 80}.0.0-nightly`,
])('Node %s is new enough', (running) => {
  expect(tooOld(running)).toBeUndefined();
});

test.each([`${major}.${minor - 1}.9`, '18.19.1', '12.22.12', '9.11.2'])('Node %s is too old', (running) => {
  expect(tooOld(running)).toBe(`logscan needs Node ${needed} or newer, and this is Node ${running}.`);
});

test('the files that an old Node reads have no syntax newer than async functions', () => {
  for (const path of ['bin/logscan.js', 'bin/too-old.js']) {
    const code = readFileSync(path, 'utf8').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
    expect(code, path).not.toMatch(/\?\?|\?\.|^import |^export /m);
  }
});
