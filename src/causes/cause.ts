// What a cause is: meta above, one pure function below.
//
// To add a cause:
//   1. its id, family and default verdict here (FAMILY, VERDICT); the compiler then lists what is missing;
//   2. causes/<id>.ts, after the pattern of its neighbours;
//   3. one line in causes/index.ts, at its place in the order of precedence;
//   4. fixtures/causes/<id>.log: a positive, a near miss and a hostile line.
import type { Tables } from '../tables/tables.ts';
import type { HitView, Shape } from '../evidence/view.ts';

/** Who should act: nobody, you, the owner of a client, nobody (a scan was refused), or the log cannot tell. */
export type Verdict = 'harmless' | 'fix' | 'client' | 'hostile' | 'unknown';

/** A promise measured on the labelled corpora: right at least 99 %, 90 %, 60 % of the time. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Every cause, with its family and its default verdict. Ids are a public contract: never renamed. */
export const CATALOGUE = {
  'unused-connection': { family: 'preconnect-and-close', verdict: 'harmless' },
  'spare-closed-after-error': { family: 'preconnect-and-close', verdict: 'harmless' },
  'tls-handshake-failed': { family: 'preconnect-and-close', verdict: 'fix' },
  'tcp-health-check': { family: 'health-check', verdict: 'harmless' },
  'request-cut-short': { family: 'aborted-request', verdict: 'harmless' },
  'upload-cut-short': { family: 'aborted-request', verdict: 'fix' },
  stopped: { family: 'aborted-request', verdict: 'harmless' },
  'navigated-away': { family: 'aborted-request', verdict: 'harmless' },
  retried: { family: 'aborted-request', verdict: 'harmless' },
  superseded: { family: 'aborted-request', verdict: 'harmless' },
  'media-seek': { family: 'aborted-request', verdict: 'harmless' },
  'fire-and-forget': { family: 'aborted-request', verdict: 'harmless' },
  'long-poll-closed': { family: 'aborted-request', verdict: 'harmless' },
  'bot-gave-up': { family: 'aborted-request', verdict: 'harmless' },
  'half-close': { family: 'aborted-request', verdict: 'fix' },
  'cookie-or-header-too-large': { family: 'cookie-or-header-error', verdict: 'fix' },
  'invalid-header': { family: 'cookie-or-header-error', verdict: 'client' },
  'client-timeout': { family: 'timeout', verdict: 'fix' },
  'balancer-timeout': { family: 'timeout', verdict: 'fix' },
  'monitor-timeout': { family: 'timeout', verdict: 'fix' },
  'slow-upstream': { family: 'slow-server', verdict: 'fix' },
  'held-by-nginx': { family: 'slow-server', verdict: 'fix' },
  'tls-to-plain-port': { family: 'protocol-mismatch', verdict: 'hostile' },
  'plain-http-to-tls-port': { family: 'protocol-mismatch', verdict: 'fix' },
  'http2-to-http1-port': { family: 'protocol-mismatch', verdict: 'client' },
  'proxy-protocol-mismatch': { family: 'protocol-mismatch', verdict: 'fix' },
  'client-certificate-missing': { family: 'client-certificate', verdict: 'fix' },
  'client-certificate-invalid': { family: 'client-certificate', verdict: 'fix' },
  'invalid-request-line': { family: 'malformed-request', verdict: 'client' },
  'invalid-body': { family: 'malformed-request', verdict: 'client' },
  'invalid-http2-request': { family: 'malformed-request', verdict: 'client' },
  'body-leftover': { family: 'malformed-request', verdict: 'client' },
  'blank-request': { family: 'malformed-request', verdict: 'harmless' },
  'foreign-protocol': { family: 'probe', verdict: 'hostile' },
  'open-proxy-probe': { family: 'probe', verdict: 'hostile' },
  'path-traversal': { family: 'probe', verdict: 'hostile' },
  'port-scan': { family: 'probe', verdict: 'hostile' },
  'application-400': { family: 'application', verdict: 'fix' },
  'application-499': { family: 'application', verdict: 'fix' },
  'configured-response': { family: 'application', verdict: 'fix' },
  unexplained: { family: 'unexplained', verdict: 'unknown' },
} as const;

/** Id of a cause. */
export type CauseId = keyof typeof CATALOGUE;

/** Id of a family of causes. */
export type Family = (typeof CATALOGUE)[CauseId]['family'];

/** Named facts behind a finding: numbers and log text (hostile), never a sentence. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** What a cause says of a hit it recognises. */
export interface Evidence {
  readonly confidence: Confidence;
  /** Where the evidence changes who should act. */
  readonly verdict?: Verdict;
  readonly facts: Facts;
}

/** Findings of one cause that need one action. */
export interface FixGroup {
  readonly hits: number;
  readonly clients: number;
  /** From its first to its last finding. */
  readonly seconds: number;
  /** Facts of its last finding. */
  readonly facts: Facts;
}

/** A cause: when it applies, and what a person needs to know about it. */
export interface Cause {
  readonly id: CauseId;
  readonly shapes: readonly Shape[];
  /** What is happening, in a few words. */
  readonly title: string;
  /** One paragraph that a tired engineer understands. */
  readonly why: string;
  /** What to change, or why nothing need be, in the light of a finding's facts (empty for the general case). */
  advice(facts: Facts): string;
  /** What happened in the world, for a group of findings that need one action; {@link title} where it is not given. */
  headline?(group: FixGroup): string;
  /** How findings of this cause are grouped into things to fix: all together, by client, or by incident. Default: all. */
  readonly fixedBy?: 'cause' | 'client' | 'incident';
  /** What would settle a doubt: a log_format variable or another log. */
  readonly settledBy: string;
  /** Which nginx versions log it so; facts from nginx's source and change log. */
  readonly since: string;
  /** nginx documentation. */
  readonly see: readonly string[];
  /** The evidence, or nothing when the hit is something else. */
  match(hit: HitView, tables: Tables): Evidence | undefined;
}
