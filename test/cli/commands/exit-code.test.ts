// The exit code of a report: which fact goes before which, and the conditions that stderr names.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { exitCodeOf } from '../../../src/cli/commands/exit-code.ts';
import { parseCondition } from '../../../src/cli/values/fail-on.ts';
import type { Report } from '../../../src/report/report.ts';
import { FakeHost, openStdin } from '../../fake-host.ts';
import { EMPTY } from '../../render/sample-report.ts';

const condition = parseCondition('unparsed > 0');

function codeOf(totals: Partial<Report['totals']>, failures = 0): { code: number; stderr: string } {
  const { stderr } = new FakeHost([]);
  const code = exitCodeOf(stderr, [condition], failures, { ...EMPTY, totals: { ...EMPTY.totals, ...totals } });
  return { code, stderr: stderr.text };
}

test.each([
  ['nothing was found', {}, 0, 0],
  ['some lines are unparsed, and the condition holds', { entries: 1, unparsed: 1 }, 0, 10],
  ['no line could be parsed', { unparsed: 1 }, 0, 3],
  ['an input could not be read', { unparsed: 1 }, 1, 4],
])('%s', (_what, totals, failures, code) => {
  const said = codeOf(totals, failures);
  expect(said.code).toBe(code);
  expect(said.stderr === '').toBe(!('unparsed' in totals));
});

test('a signal goes before them, and the condition is named all the same', async () => {
  const log = readFileSync('fixtures/logs/2008-thread.log');
  const host = new FakeHost(['-', '--fail-on', 'all > 0'], { stdin: openStdin(log) });
  const done = host.run();
  await vi.waitFor(() => expect(host.stdin.readableLength).toBe(0), 15_000);
  setImmediate(() => host.send('SIGTERM'));
  const { code, stderr } = await done;
  expect(code).toBe(143);
  expect(stderr).toMatch(/--fail-on condition holds: all hits 194 > 0/);
});
