// The figures of the lab, as lines of text: by form, by stage, by label, by word, and each wrong finding.
import { CONFIDENCES } from '../../src/judge/catalogue.ts';
import { type Score, score, wordsOf } from '../accuracy/score.ts';
import type { ScoredLine } from './scored-lines.ts';

/** What must be reached, as shares of lines from 0 to 1. */
export interface Bars {
  readonly cause: number;
  readonly verdict: number;
}

/** Wrong findings of a kind that are shown with their lines. */
const EXAMPLES = 1;

const percent = (value: number): string => value.toFixed(3);

/** The figures of one form. */
export function figures(all: readonly ScoredLine[]): string[] {
  const [first] = all;
  if (first === undefined) return ['no 400 and no 499'];
  const out = [`${first.form}: ${sharesOf(score(all))}`];
  const words = wordsOf(
    all,
    ({ confidence }) => confidence,
    ({ isRight }) => isRight,
  );
  for (const word of CONFIDENCES) out.push(`  ${word}: ${words[word].right} of ${words[word].hits} right`);
  for (const [stage, some] of groupsOf(all, ({ world }) => world)) out.push(`  ${stage}: ${sharesOf(score(some))}`);
  const decided = all.filter(({ isLeftOpen }) => !isLeftOpen);
  for (const [label, some] of groupsOf(decided, ({ label: name }) => name)) {
    const right = some.filter(({ isRight }) => isRight).length;
    if (right < some.length) out.push(`  ${label}: ${right} of ${some.length} right`);
  }
  const wrong = decided.filter(({ isRight }) => !isRight);
  for (const [kind, some] of groupsOf(
    wrong,
    (mark) => `${mark.label} -> ${mark.cause}/${mark.case}, ${mark.confidence}`,
  ))
    out.push(`  ${some.length} × ${kind}`, ...some.slice(0, EXAMPLES).map(({ text }) => `      ${text}`));
  return out;
}

/** Which bars a form missed, each as a sentence. */
export function missedBars(all: readonly ScoredLine[], bars: Bars): string[] {
  const form = all[0]?.form ?? 'no form';
  const { cause, verdict } = score(all);
  return [
    ...(cause < bars.cause ? [`${form}: cause ${percent(cause)} is below ${bars.cause}`] : []),
    ...(verdict < bars.verdict ? [`${form}: verdict ${percent(verdict)} is below ${bars.verdict}`] : []),
  ];
}

function sharesOf({ hits, leftOpen, cause, verdict }: Score): string {
  const open = leftOpen === 0 ? '' : `, ${leftOpen} left open`;
  return `${hits} hits, cause ${percent(cause)}, verdict ${percent(verdict)}${open}`;
}

function groupsOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): [string, Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups].toSorted(([, a], [, b]) => b.length - a.length);
}
