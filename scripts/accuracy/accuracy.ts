// npm run accuracy [-- --write]: scores the findings world by world, and fails when a figure is below its bar.
//
// It reads the logs of real nginx in fixtures/ and draws two sets of worlds: from the seeds of this release for the score, and from
// other seeds for the table of probabilities, src/judge/measured.ts. It prints the text of ACCURACY.md. With --write it also writes that
// file and the table; without, it fails if the table is older than the rules.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Confidence } from '../../src/judge/catalogue.ts';
import type { Probabilities } from '../../src/judge/confidence.ts';
import { MEASURED } from '../../src/judge/measured.ts';
import { accuracyPage, BARS, type Results } from './accuracy-page.ts';
import { drawnLogs, FORMS, type LabelledLog, readLabels, realLogs } from './labelled-logs.ts';
import { measure, type Words, wordsFor } from './measure.ts';
import { score, spreadOf, wordsOf, worldsOf } from './score.ts';
import { type ScoredHit, scoreHits } from './scored-hits.ts';

const TABLE = 'src/judge/measured.ts';
/** Seeds of the worlds that the table is measured on, and that rules may be tuned on. */
const TUNING = { first: 1000, count: 150 } as const;
const SCORING_WORLDS = 200;

const labels = readLabels();
/** What was drawn for each world. */
const about = new Map<string, string>();

/** Scores logs one after another, so that only one is in memory, and notes what was drawn for each. */
function scoreAll(logs: Iterable<LabelledLog>): ScoredHit[] {
  const hits: ScoredHit[] = [];
  for (const log of logs) {
    about.set(log.world, log.about);
    hits.push(...scoreHits(log, labels));
  }
  return hits;
}

/** The seeds of the worlds that are scored: each release has its own, far from those for tuning. */
function firstScoringSeed(): number {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return 1_000_000 * (1 + major) + 10_000 * minor + 500 * patch;
}

/** Worlds that count as one, because one run made them: all logs of browsers. */
function groupOf(world: string): string {
  return /chromium|firefox/.test(world) ? 'browsers' : world;
}

/** The words for hits of real nginx, each from a table that was measured without the hit's own world. */
function wordsWithoutOwnWorld(real: readonly ScoredHit[], tuning: readonly ScoredHit[]): Map<ScoredHit, Words> {
  const words = new Map<ScoredHit, Words>();
  for (const group of new Set(real.map(({ world }) => groupOf(world)))) {
    const table = measure(
      real.filter(({ world }) => groupOf(world) !== group),
      tuning,
    );
    for (const hit of real) if (groupOf(hit.world) === group) words.set(hit, wordsFor(hit, table));
  }
  return words;
}

function resultsOf(name: string, hits: readonly ScoredHit[], wordOf: (hit: ScoredHit) => Words): Results[] {
  return FORMS.map((form) => {
    const own = hits.filter((hit) => hit.form === form);
    return {
      name,
      form,
      hits: own,
      score: score(own),
      worlds: worldsOf(own),
      words: wordsOf(
        own,
        (hit) => wordOf(hit).cause,
        (hit) => hit.isRight,
      ),
      verdictWords: wordsOf(
        own,
        (hit) => wordOf(hit).verdict,
        (hit) => hit.isVerdictRight,
      ),
    };
  });
}

function missed({ name, form, score: all, worlds, words, verdictWords }: Results): string[] {
  const bars = BARS[name]![form];
  const out: string[] = [];
  const need = (what: string, value: number, bar: number | undefined): void => {
    if (bar !== undefined && value < bar) out.push(`${name}, ${form}: ${what} ${value.toFixed(4)} is below ${bar}`);
  };
  need('cause', all.cause, bars.cause);
  need('verdict', all.verdict, bars.verdict);
  need('macro F1', all.macroF1, bars.macroF1);
  const { mean, worstTenth } = spreadOf(worlds);
  need('mean over worlds', mean, bars.mean);
  need('mean of the worst tenth', worstTenth, bars.worstTenth);
  need('worst world', worlds[0]?.score.cause ?? 1, bars.worst);
  for (const [what, counts] of [
    ['cause', words],
    ['verdict', verdictWords],
  ] as const)
    for (const [word, { right, hits }] of Object.entries(counts))
      if (hits > 0) need(`"${word}" of the ${what}`, right / hits, bars[word as Confidence]);
  return out;
}

function moduleOf(table: Probabilities): string {
  const lines = Object.entries(table).map(([key, value]) => `  '${key}': ${value},\n`);
  return `// Made by \`npm run accuracy -- --write\` from labelled logs; do not edit.

/** How often each case and each verdict is right, by the names of judge/confidence.ts. */
export const MEASURED: Readonly<Record<string, number>> = {
${lines.join('')}};
`;
}

const real = scoreAll(realLogs());
const tuning = scoreAll(drawnLogs(TUNING.first, TUNING.count));
const scoring = scoreAll(drawnLogs(firstScoringSeed(), SCORING_WORLDS));
const table = measure(real, tuning);
const realWords = wordsWithoutOwnWorld(real, tuning);
const results = [
  ...resultsOf('real', real, (hit) => realWords.get(hit)!),
  ...resultsOf('drawn', scoring, (hit) => wordsFor(hit, table)),
];
const text = accuracyPage(results, about);
process.stdout.write(`${text}\n`);
const complaints = results.flatMap((one) => missed(one));
if (process.argv.includes('--write')) {
  writeFileSync('ACCURACY.md', text);
  writeFileSync(TABLE, moduleOf(table));
} else if (JSON.stringify(table) !== JSON.stringify(MEASURED)) {
  complaints.push(`${TABLE} is older than the rules: npm run accuracy -- --write`);
}
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
if (complaints.length > 0) process.exitCode = 1;
