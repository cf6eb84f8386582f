// The workflow of GitHub runs .ci/run on each supported version of Node, with the programs that some tests need.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const workflow = readFileSync('.github/workflows/ci.yml', 'utf8');

test('each supported major version of Node', () => {
  const [, supported = ''] =
    /const SUPPORTED = \[([\d, ]+)\]/.exec(readFileSync('scripts/long-tests/nodes.ts', 'utf8')) ?? [];
  expect(supported).toMatch(/^20, /);
  expect(workflow).toContain(`node: [${supported}]`);
  expect(workflow).toMatch(/^ +- run: \.ci\/run$/m);
});

test('the programs that .ci/run would install', () => {
  const [, programs = ''] = /^for program in ([\w ]+);/m.exec(readFileSync('.ci/run', 'utf8')) ?? [];
  expect(programs).not.toBe('');
  for (const program of programs.split(' ')) expect(workflow).toMatch(new RegExp(`apt-get install .*\\b${program}\\b`));
});
