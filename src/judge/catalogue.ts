// The catalogue: each cause's id, family and default verdict, and the words for confidence. It is a public contract.

/** Every verdict, in the order in which messages and shares of hits list them. */
export const VERDICTS = ['harmless', 'fix', 'client', 'hostile', 'unknown'] as const;

/**
 * Who should act. `harmless`: nothing is wrong; `fix`: you; `client`: the owner of the client; `hostile`: nginx refused a scan or an
 * attack; `unknown`: the log does not show it.
 */
export type Verdict = (typeof VERDICTS)[number];

/** The words for confidence, surest first. */
export const CONFIDENCES = ['certain', 'likely', 'possible'] as const;

/** A promise, measured on the labelled corpora: `certain` is right at least 99 % of the time, `likely` 90 %, `possible` 60 %. */
export type Confidence = (typeof CONFIDENCES)[number];

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

/** A number, a boolean, or log text (hostile). */
export type Fact = string | number | boolean;

/** The evidence of a finding: named facts, never sentences. */
export type Facts = Readonly<Record<string, Fact>>;

/** Every id, in the order of the catalogue. */
export const CAUSE_IDS: readonly CauseId[] = Object.keys(CATALOGUE) as CauseId[];

/** Every family, in the order of the catalogue. */
export const FAMILIES: readonly Family[] = [...new Set(Object.values(CATALOGUE).map(({ family }) => family))];
