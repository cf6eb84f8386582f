// Every finding of every sample with all of its facts, and the whole reports of some samples. A changed rule shows here as a diff
// to read. How sure a finding is stands not here: it is measured. `npx vitest run test/judge/golden.test.ts -u` writes the files again.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/judge/diagnose.ts';
import { scan } from '../../src/index.ts';
import { fixtureLines, textOf } from '../../scripts/docs/fixtures.ts';

const SAMPLES = readdirSync('fixtures/causes').map((name) => `fixtures/causes/${name}`);
const LOGS = [...SAMPLES, 'fixtures/logs/2008-thread.log'];
/** Logs whose whole reports are kept: an incident, clients that are locked out, a balancer, the thread of 2008. */
const REPORTED = LOGS.filter((path) => /slow-upstream|cookie-or|balancer-timeout|2008/.test(path));

function described(finding: Finding, number: number): string {
  const { entry, cause, case: caseId, verdict, clientKind, evidence } = finding;
  const judged = clientKind === undefined ? verdict : `${verdict} (${clientKind})`;
  return `${number} ${entry.status} ${cause}/${caseId} ${judged} ${JSON.stringify(evidence)}`;
}

function goldenOf(path: string, ending: string): string {
  return `golden/${path.replace(/^.*\/|\.log$/g, '')}.${ending}`;
}

test.each(LOGS)('findings of %s', async (path) => {
  const lines = fixtureLines(path);
  const findings: string[] = [];
  await scan(
    { text: textOf(lines) },
    { onFinding: (one) => void findings.push(described(one, lines[one.line - 1]!.number)) },
  );
  await expect(`${findings.join('\n')}\n`).toMatchFileSnapshot(goldenOf(path, 'txt'));
});

test.each(REPORTED)('report of %s', async (path) => {
  const report = await scan({ text: textOf(fixtureLines(path)) });
  await expect(`${JSON.stringify(report, undefined, 1)}\n`).toMatchFileSnapshot(goldenOf(path, 'json'));
});
