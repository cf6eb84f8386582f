// The text of ACCURACY.md: the figures world by world, worst first.
import { readFileSync } from 'node:fs';
import { CONFIDENCES, type Confidence } from '../../src/judge/catalogue.ts';
import { LEAST_PROBABILITY } from '../../src/judge/confidence.ts';
import type { LogForm } from './labelled-logs.ts';
import { type ByWord, causesOf, confusionsOf, type Score, spreadOf } from './score.ts';
import type { ScoredHit } from './scored-hits.ts';

/** The figures of one set of worlds in one form. */
export interface Results {
  /** `real` or `drawn`. */
  readonly name: string;
  readonly form: LogForm;
  readonly hits: readonly ScoredHit[];
  readonly score: Score;
  /** Worst first. */
  readonly worlds: readonly { readonly world: string; readonly score: Score }[];
  readonly words: ByWord;
  readonly verdictWords: ByWord;
}

/** The least that each figure must be, 0 to 1. */
export type Bars = Partial<
  Record<'cause' | 'verdict' | 'macroF1' | 'mean' | 'worstTenth' | 'worst' | Confidence, number>
>;

const WORDS: Bars = { certain: 0.99, likely: 0.92, possible: 0.6 };

/** The bars of each set of worlds. */
export const BARS: Readonly<Record<string, Readonly<Record<LogForm, Bars>>>> = {
  real: {
    combined: { ...WORDS, cause: 0.93, verdict: 0.965, macroF1: 0.94, worst: 0.8 },
    ext: { ...WORDS, cause: 0.95, verdict: 0.965, macroF1: 0.955, worst: 0.84 },
  },
  drawn: {
    combined: { ...WORDS, mean: 0.94, worstTenth: 0.74 },
    ext: { ...WORDS, mean: 0.95, worstTenth: 0.8 },
  },
};

const TITLES: Readonly<Record<string, string>> = {
  'real combined': 'Logs of real nginx, combined format',
  'real ext': 'Logs of real nginx, with $request_time, $upstream_status and the like',
  'drawn combined': 'Drawn worlds, combined format',
  'drawn ext': 'Drawn worlds, with $request_time, $upstream_status and the like',
};
/** Rows of the table of worlds, if the worlds are drawn. */
const WORST_DRAWN = 20;
const MOST_CONFUSIONS = 20;

const fixed = (value: number): string => value.toFixed(3);

/**
 * The page.
 * @param about what was drawn for each world
 */
export function accuracyPage(results: readonly Results[], about: ReadonlyMap<string, string>): string {
  const head = readFileSync('scripts/accuracy/accuracy-head.md', 'utf8').trimEnd();
  return `${[head, summary(results), ...results.map((one) => section(one, about))].join('\n\n')}\n`;
}

function summary(results: readonly Results[]): string {
  const rows = results.map(({ name, form, score, worlds, words }) => {
    const { mean, worstTenth } = spreadOf(worlds);
    const said = CONFIDENCES.map((word) => rightOf(words, word)).join(' / ');
    return `| ${name}, ${form} | ${worlds.length} | ${score.hits} | ${fixed(mean)} | ${fixed(worstTenth)} | ${fixed(score.cause)} | ${fixed(score.verdict)} | ${fixed(score.macroF1)} | ${said} |`;
  });
  return [
    '## All figures',
    '',
    '| worlds | number | hits | cause, mean over worlds | worst tenth | cause, all hits | verdict | macro F1 | certain / likely / possible |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function section(
  { name, form, hits, score, worlds, words, verdictWords }: Results,
  about: ReadonlyMap<string, string>,
): string {
  const isDrawn = name === 'drawn';
  const shown = isDrawn ? worlds.slice(0, WORST_DRAWN) : worlds;
  return [
    `## ${TITLES[`${name} ${form}`]!}`,
    '',
    ...(score.leftOpen === 0
      ? []
      : [`${score.leftOpen} 499s that came through a few addresses are left open: only a time could decide them.`, '']),
    isDrawn ? `The worst ${WORST_DRAWN} of ${worlds.length} worlds:` : 'Each world, worst first:',
    '',
    `| world | hits | cause | verdict |${isDrawn ? ' what was drawn |' : ' left open |'}`,
    '|---|---|---|---|---|',
    ...shown.map(
      ({ world, score: own }) =>
        `| ${world} | ${own.hits} | ${fixed(own.cause)} | ${fixed(own.verdict)} | ${isDrawn ? (about.get(world) ?? '') : own.leftOpen} |`,
    ),
    '',
    '| word | of the cause: hits | right | of the verdict: hits | right | each case is right at least |',
    '|---|---|---|---|---|---|',
    ...CONFIDENCES.map(
      (word) =>
        `| ${word} | ${words[word].hits} | ${rightOf(words, word)} | ${verdictWords[word].hits} | ${rightOf(verdictWords, word)} | ${LEAST_PROBABILITY[word]} |`,
    ),
    '',
    '| cause | hits | precision | recall |',
    '|---|---|---|---|',
    ...causesOf(hits).map(
      ({ cause, hits: own, precision, recall }) => `| \`${cause}\` | ${own} | ${fixed(precision)} | ${fixed(recall)} |`,
    ),
    '',
    'Confusions (label → cause found):',
    '',
    ...confusionsOf(hits)
      .slice(0, MOST_CONFUSIONS)
      .map(({ pair, hits: own }) => `- ${own} × ${pair}`),
  ].join('\n');
}

function rightOf(words: ByWord, word: Confidence): string {
  const { right, hits } = words[word];
  return hits === 0 ? '–' : fixed(right / hits);
}
