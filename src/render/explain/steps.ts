// Which causes were considered for a line, and why one of them won: items for `logscan explain FILE:LINE`.
import type { CauseId, Facts } from '../../judge/catalogue.ts';
import { declaredOf, measuredAs } from '../../judge/confidence.ts';
import type { Finding, Step, Trace } from '../../judge/diagnose.ts';
import { wholePercent } from '../../report/words/numbers.ts';
import { safeText } from '../escape.ts';

/** A fact may be text that a client sent. It is cut to this many columns. */
const WIDEST_FACT = 120;

/** What a line is, by its shape. */
export const SHAPE_WORDS: Readonly<Record<Trace['shape'], string>> = {
  empty: 'a connection without a request',
  blank: 'a request that is only a line end',
  headless: 'an answer to a request whose line nginx did not read, as over HTTP/2',
  foreign: 'bytes that are not HTTP',
  partial: 'a request line that is cut short',
  broken: 'a request line that nginx refuses',
  whole: 'a whole request with status 400',
  abort: 'a request with status 499',
};

/** An item of the list of causes. */
export interface StepItem {
  /** The cause that begins the text; undefined if the item is about several causes. */
  readonly cause: CauseId | undefined;
  readonly text: string;
}

/** What became of each cause: those with evidence one by one, the others together. */
export function stepItems({ finding, steps }: Pick<Trace, 'finding' | 'steps'>): StepItem[] {
  const named = (outcome: Step['outcome'], says: string): StepItem[] => {
    const names = steps.filter((step) => step.outcome === outcome).map(({ cause }) => cause.id);
    return names.length === 0 ? [] : [{ cause: undefined, text: `${says}: ${names.join(', ')}` }];
  };
  return [
    ...steps.flatMap(({ cause, evidence }) => {
      if (evidence === undefined) return [];
      const { case: caseId } = evidence;
      // The finding also says what the client did next.
      const facts = cause.id === finding.cause ? finding.evidence : evidence.facts;
      const says = `has evidence: its case ${caseId} is declared ${declaredOf(cause, caseId)} if ${cause.cases[caseId]!.when}`;
      return [{ cause: cause.id, text: `${cause.id} ${says}${factsText(facts)}` }];
    }),
    ...named('silent', 'found no evidence'),
    ...named('gave-way', 'not asked, because a narrower cause had evidence'),
    ...named('not-asked', 'not asked, because the line was already explained'),
  ];
}

/** Why the cause of the finding won, in a sentence. */
export function whyItWon({ finding, steps }: Trace): string {
  const matched = steps.filter(({ evidence }) => evidence !== undefined);
  const strengthOf = ({ cause, evidence }: Step): string => declaredOf(cause, evidence?.case ?? '');
  const winner = matched.find(({ cause }) => cause.id === finding.cause);
  const others = matched.filter((step) => step !== winner);
  if (winner === undefined) return '';
  if (finding.cause === 'unexplained') return 'No other cause has evidence, so the line stays unexplained.';
  if (strengthOf(winner) === 'certain')
    return `${finding.cause} is certain by its own rule, so no later cause was asked.`;
  if (others.length === 0) return `Only ${finding.cause} has evidence.`;
  const namesOf = (isEqual: boolean): string =>
    others
      .filter((step) => (strengthOf(step) === strengthOf(winner)) === isEqual)
      .map(({ cause }) => cause.id)
      .join(' and ');
  const [equal, weaker] = [namesOf(true), namesOf(false)];
  return [
    ...(weaker === '' ? [] : [`${finding.cause} won against ${weaker}: its evidence is stronger.`]),
    ...(equal === ''
      ? []
      : [
          `${finding.cause} won against ${equal}: the evidence is equally strong, and it comes first in the order of causes.`,
        ]),
  ].join(' ');
}

/** How sure the cause is, and where the number comes from. */
export function surenessText({ cause, case: caseId, confidence, probability, circumstances }: Finding): string {
  const name = measuredAs(cause, caseId, circumstances);
  const share = wholePercent(probability);
  if (name === undefined)
    return `The cause is ${confidence}: about ${share}. This is what its rule declares, because no labelled log has enough of such lines.`;
  const { sharesAddress, hasTimes, alternative } = circumstances;
  const where = [
    ...(hasTimes ? ['lines with $request_time'] : []),
    ...(sharesAddress ? ['an address that many people share'] : []),
    ...(alternative === undefined ? [] : [`evidence for ${alternative}, too`]),
  ];
  const here = where.length === 0 ? '' : ` The circumstances here: ${where.join(', ')}.`;
  return `The cause is ${confidence}: ${share} of such findings were right in labelled logs, of a real nginx and of drawn worlds.${here}`;
}

/** Facts by their names in NDJSON, as a clause; empty without facts. */
function factsText(facts: Facts): string {
  const list = Object.entries(facts).map(([name, value]) => `${name} ${safeText(String(value), WIDEST_FACT)}`);
  return list.length === 0 ? '' : `. Here: ${list.join(', ')}`;
}
