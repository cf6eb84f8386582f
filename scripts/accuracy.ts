// npm run accuracy [-- --write]: scores the findings on the labelled corpora, and fails when a figure is below its bar.
//
// It prints the text of ACCURACY.md; with --write it also writes that file, unless a figure is below its bar.
import { readFileSync, writeFileSync } from 'node:fs';
import { corpora, type LogForm, type Score, score } from './score.ts';

interface Bars {
  readonly macroF1: number;
  readonly cause: number;
  readonly verdict: number;
}

const BARS: Readonly<Record<LogForm, Bars>> = {
  combined: { macroF1: 0.97, cause: 0.98, verdict: 0.985 },
  ext: { macroF1: 0.975, cause: 0.98, verdict: 0.99 },
};
const CALIBRATION = { certain: 0.99, likely: 0.9, possible: 0.6 } as const;
const LEAST_SURE = 0.85;
const TITLES: Readonly<Record<LogForm, string>> = {
  combined: 'Combined format',
  ext: 'With $request_time, $upstream_status and the like',
};

const fixed = (value: number): string => value.toFixed(4);

function missed(form: LogForm, result: Score): string[] {
  const out: string[] = [];
  const need = (name: string, value: number, bar: number): void => {
    if (value < bar) out.push(`${form}: ${name} ${fixed(value)} is below ${bar}`);
  };
  need('macro F1', result.macroF1, BARS[form].macroF1);
  need('cause', result.cause, BARS[form].cause);
  need('verdict', result.verdict, BARS[form].verdict);
  for (const [word, bar] of Object.entries(CALIBRATION)) {
    const { right, lines } = result.confidence[word as keyof typeof CALIBRATION];
    if (lines > 0) need(`"${word}"`, right / lines, bar);
  }
  need('share of certain or likely', sureShare(result), LEAST_SURE);
  if (result.missing + result.spurious > 0) out.push(`${form}: ${result.missing} missing, ${result.spurious} spurious`);
  return out;
}

function sureShare({ confidence, lines }: Score): number {
  return (confidence.certain.lines + confidence.likely.lines) / lines;
}

function markdown(form: LogForm, result: Score): string {
  const words = Object.entries(result.confidence).map(
    ([word, { right, lines }]) =>
      `| ${word} | ${lines} | ${lines === 0 ? '–' : fixed(right / lines)} | ${CALIBRATION[word as 'certain']} |`,
  );
  return [
    `## ${TITLES[form]}`,
    '',
    `| lines | missing | spurious | macro F1 | cause | verdict | certain or likely |`,
    `|---|---|---|---|---|---|---|`,
    `| ${result.lines} | ${result.missing} | ${result.spurious} | ${fixed(result.macroF1)} | ${fixed(result.cause)} | ${fixed(result.verdict)} | ${fixed(sureShare(result))} |`,
    '',
    '| confidence | lines | right | promised |',
    '|---|---|---|---|',
    ...words,
    '',
    '| cause | lines | precision | recall |',
    '|---|---|---|---|',
    ...result.causes.map(
      ({ cause, lines, precision, recall }) =>
        `| \`${cause}\` | ${lines} | ${precision.toFixed(3)} | ${recall.toFixed(3)} |`,
    ),
    '',
    result.confusions.length === 0 ? 'No confusions.' : 'Confusions (label → cause found):',
    '',
    ...result.confusions.slice(0, 20).map(({ pair, lines }) => `- ${lines} × ${pair.replace('->', '→')}`),
    '',
  ].join('\n');
}

const names = corpora();
const forms: readonly LogForm[] = ['combined', 'ext'];
const results = forms.map((form) => ({ form, result: score(names, form) }));
const text = `${readFileSync('scripts/accuracy-head.md', 'utf8').trimEnd()}\n\n${results.map(({ form, result }) => markdown(form, result)).join('\n')}`;
process.stdout.write(`${text}\n`);
const complaints = results.flatMap(({ form, result }) => missed(form, result));
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
if (complaints.length > 0) process.exitCode = 1;
else if (process.argv.includes('--write')) writeFileSync('ACCURACY.md', text);
