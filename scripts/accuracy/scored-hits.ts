// Judges a labelled log and says of each 400 and 499 whether its cause and its verdict are right.
import type { Configuration } from '../../src/formats/nginx-conf/configuration.ts';
import type { CauseId, Confidence, Verdict } from '../../src/judge/catalogue.ts';
import type { ClientKind } from '../../src/judge/clients/who.ts';
import type { Circumstances } from '../../src/judge/confidence.ts';
import type { Finding } from '../../src/judge/diagnose.ts';
import { Judge } from '../../src/judge/judge.ts';
import { isRelated } from '../../src/judge/related.ts';
import { LogText } from '../../src/sources/log-text.ts';
import type { LabelledLog, Labels, LogForm } from './labelled-logs.ts';

/** One labelled hit and what was found. */
export interface ScoredHit {
  readonly world: string;
  readonly form: LogForm;
  readonly label: string;
  /** The first cause that is accepted for the label. */
  readonly aim: string;
  readonly cause: CauseId;
  readonly case: string;
  readonly circumstances: Circumstances;
  readonly verdict: Verdict;
  readonly kind: ClientKind | undefined;
  readonly confidence: Confidence;
  readonly verdictConfidence: Confidence;
  readonly isRight: boolean;
  readonly isVerdictRight: boolean;
  /** A 499 that only a time could decide, and that is left unexplained: neither right nor wrong. */
  readonly isLeftOpen: boolean;
}

/** Nearly all traffic comes through few addresses: this share of the lines from at most this many addresses. */
const SHARE_OF_FEW = 0.8;
const FEW = 10;
const STATUS = /\] "(?:[^"\\]|\\.)*" (\d{3}) /;

/**
 * The findings on a log that is held in memory (latin1).
 * @param withRelated whether the findings of related lines (000, 408, 494-497) are included
 * @param configuration the configuration that wrote the log
 */
export function diagnoseText(text: string, withRelated = false, configuration?: Configuration): Finding[] {
  const findings: Finding[] = [];
  const take = (finding: Finding): void => void ((withRelated || !isRelated(finding)) && findings.push(finding));
  const judge = new Judge(take, { configuration });
  new LogText(text).runSync(judge);
  return findings;
}

/**
 * Judges a log and compares its findings with the truth. For a 400 of a client that was never answered, `unknown` and `hostile` are
 * right, too: nothing in the log shows a customer.
 * @throws Error if a labelled line has no finding, or a line of another status has one
 */
export function scoreHits({ world, form, lines, truth }: LabelledLog, labels: Labels): ScoredHit[] {
  const found = new Map(diagnoseText(`${lines.join('\n')}\n`).map((one) => [one.line - 1, one]));
  for (const line of found.keys())
    if (!/^(?:400|499)$/.test(statusIn(lines[line]!))) throw new Error(`${world}: line ${line + 1} is no 400 or 499`);
  const { answered, isBehindFew } = clientsOf(lines);
  return truth.map((one): ScoredHit => {
    const finding = found.get(one.line);
    if (finding === undefined) throw new Error(`${world}: line ${one.line + 1} has no finding`);
    const named = [one.cause, ...(one.also_ok ?? [])].flatMap((label) => labels.labels[label] ?? []);
    const undecided = form === 'combined' ? (labels.undecidable_in_combined[one.cause] ?? []) : [];
    const accepted = [...named, ...undecided];
    const verdicts = accepted.flatMap((cause) => {
      const { verdict, also_verdicts: others = [] } = labels.causes[cause] ?? { verdict: '' };
      return [verdict, ...others];
    });
    if (one.status === 400 && !answered.has(addressIn(lines[one.line]!))) verdicts.push('unknown', 'hostile');
    return {
      world,
      form,
      label: one.cause,
      aim: named[0]!,
      cause: finding.cause,
      case: finding.case,
      circumstances: finding.circumstances,
      verdict: finding.verdict,
      kind: finding.clientKind,
      confidence: finding.confidence,
      verdictConfidence: finding.verdictConfidence,
      isRight: accepted.includes(finding.cause),
      isVerdictRight: verdicts.includes(finding.verdict),
      isLeftOpen: form === 'combined' && isBehindFew && one.status === 499 && finding.cause === 'unexplained',
    };
  });
}

function clientsOf(lines: readonly string[]): { answered: ReadonlySet<string>; isBehindFew: boolean } {
  const traffic = new Map<string, number>();
  const answered = new Set<string>();
  for (const line of lines) {
    const address = addressIn(line);
    traffic.set(address, (traffic.get(address) ?? 0) + 1);
    if (/^[23]/.test(statusIn(line))) answered.add(address);
  }
  const most = [...traffic.values()].toSorted((a, b) => b - a).slice(0, FEW);
  const share = most.reduce((sum, one) => sum + one, 0) / lines.length;
  return { answered, isBehindFew: traffic.size <= FEW || share >= SHARE_OF_FEW };
}

function statusIn(line: string): string {
  return STATUS.exec(line)?.[1] ?? '';
}

function addressIn(line: string): string {
  return line.slice(0, line.indexOf(' '));
}
