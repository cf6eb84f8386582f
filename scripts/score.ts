// Scores logscan's findings on the labelled corpora of fixtures/corpus, for the accuracy report and for tests.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Confidence } from '../src/judge/catalogue.ts';
import type { Finding } from '../src/judge/diagnose.ts';
import { Judge } from '../src/judge/judge.ts';
import { isRelated } from '../src/judge/related.ts';
import { LogText } from '../src/sources/log-text.ts';

const CORPUS = 'fixtures/corpus';

/** Which of the two logs of a corpus is read: `ext` has more fields (rt, us, …) after the combined format. */
export type LogForm = 'combined' | 'ext';

/** labels.json: the causes and verdicts that are accepted for a label. */
interface Labels {
  readonly causes: Readonly<Record<string, { readonly verdict: string; readonly also_verdicts?: readonly string[] }>>;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly undecidable_in_combined: Readonly<Record<string, readonly string[]>>;
}

interface Truth {
  /** 0-based. */
  readonly line: number;
  readonly cause: string;
  readonly status: number;
  readonly also_ok?: readonly string[];
}

/** The number of right lines, and of all lines. */
export interface Ratio {
  right: number;
  lines: number;
}

/** The figures over some corpora. */
export interface Score {
  readonly lines: number;
  readonly missing: number;
  readonly spurious: number;
  /** Shares of labelled lines, 0 to 1. */
  readonly cause: number;
  readonly verdict: number;
  /** Mean F1 over causes, so that rare causes count as much as common causes. */
  readonly macroF1: number;
  readonly confidence: Readonly<Record<Confidence, Ratio>>;
  /** For each expected cause: lines, precision, recall. */
  readonly causes: readonly {
    readonly cause: string;
    readonly lines: number;
    readonly precision: number;
    readonly recall: number;
  }[];
  /** Each wrong `label -> cause` and its number of lines, most lines first. */
  readonly confusions: readonly { readonly pair: string; readonly lines: number }[];
}

/** Names of the corpora in the repository. */
export function corpora(): string[] {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** The findings on a log of a corpus. */
export function diagnoseCorpus(name: string, form: LogForm): Finding[] {
  return diagnoseText(readCorpusFile(name, form === 'ext' ? 'access.ext.log' : 'access.log'));
}

/**
 * The findings on a log that is held in memory (latin1).
 * @param withRelated whether the findings of related lines (000, 408, 494-497) are included
 */
export function diagnoseText(text: string, withRelated = false): Finding[] {
  const findings: Finding[] = [];
  const judge = new Judge((finding) => void ((withRelated || !isRelated(finding)) && findings.push(finding)));
  new LogText(text).runSync(judge);
  return findings;
}

/** The score over some corpora together, by the method in ACCURACY.md. */
export function score(names: readonly string[], form: LogForm): Score {
  const spec = JSON.parse(readFileSync(`${CORPUS}/labels.json`, 'utf8')) as Labels;
  const confidence: Record<Confidence, Ratio> = {
    certain: { right: 0, lines: 0 },
    likely: { right: 0, lines: 0 },
    possible: { right: 0, lines: 0 },
  };
  const right = new Map<string, number>();
  const wrong = new Map<string, number>();
  const lost = new Map<string, number>();
  const confusions = new Map<string, number>();
  const bump = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  let [lines, missing, spurious, causeRight, verdictRight] = [0, 0, 0, 0, 0];
  for (const name of names) {
    const findings = new Map(diagnoseCorpus(name, form).map((finding) => [finding.line - 1, finding]));
    const truth = readCorpusFile(name, 'truth.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Truth);
    const text = readCorpusFile(name, form === 'ext' ? 'access.ext.log' : 'access.log').split('\n');
    const answered = answeredClients(text);
    for (const line of findings.keys()) if (!/" (?:400|499) /.test(text[line] ?? '')) spurious++;
    for (const label of truth) {
      lines++;
      const accepted = [label.cause, ...(label.also_ok ?? [])].flatMap((one) => spec.labels[one] ?? []);
      if (form === 'combined') accepted.push(...(spec.undecidable_in_combined[label.cause] ?? []));
      const aim = accepted[0] ?? 'unexplained';
      const finding = findings.get(label.line);
      if (finding === undefined || finding.entry.status !== label.status) {
        missing++;
        bump(lost, aim);
        continue;
      }
      const isRight = accepted.includes(finding.cause);
      const verdicts = accepted.flatMap((one) => [
        spec.causes[one]?.verdict,
        ...(spec.causes[one]?.also_verdicts ?? []),
      ]);
      // If a client was never answered, the log does not show that it is a person. So `unknown` and `hostile` are right, too.
      const isStranger = label.status === 400 && !answered.has(clientIn(text[label.line] ?? ''));
      if (isStranger) verdicts.push('unknown', 'hostile');
      causeRight += Number(isRight);
      verdictRight += Number(verdicts.includes(finding.verdict));
      confidence[finding.confidence].lines++;
      confidence[finding.confidence].right += Number(isRight);
      if (isRight) {
        bump(right, aim);
      } else {
        bump(lost, aim);
        bump(wrong, finding.cause);
        bump(confusions, `${label.cause} -> ${finding.cause}`);
      }
    }
  }
  const causes = [...new Set([...right.keys(), ...lost.keys()])].sort().map((cause) => {
    const hit = right.get(cause) ?? 0;
    const all = hit + (lost.get(cause) ?? 0);
    const said = hit + (wrong.get(cause) ?? 0);
    return { cause, lines: all, precision: said === 0 ? 0 : hit / said, recall: all === 0 ? 0 : hit / all };
  });
  const f1 = causes.map(({ precision, recall }) =>
    precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  );
  return {
    lines,
    missing,
    spurious,
    cause: causeRight / lines,
    verdict: verdictRight / lines,
    macroF1: f1.reduce((sum, value) => sum + value, 0) / f1.length,
    confidence,
    causes,
    confusions: [...confusions].sort((a, b) => b[1] - a[1]).map(([pair, count]) => ({ pair, lines: count })),
  };
}

/** A file of a corpus, unpacked, as latin1. */
export function readCorpusFile(name: string, file: string): string {
  return gunzipSync(readFileSync(`${CORPUS}/${name}/${file}.gz`)).toString('latin1');
}

// Clients with a 2xx or 3xx somewhere in the log.
function answeredClients(text: readonly string[]): ReadonlySet<string> {
  return new Set(text.filter((line) => /\] "(?:[^"\\]|\\.)*" [23]\d\d /.test(line)).map((line) => clientIn(line)));
}

function clientIn(line: string): string {
  return line.slice(0, line.indexOf(' '));
}
