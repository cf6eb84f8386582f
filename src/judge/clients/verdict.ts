// The verdict depends on the client that was refused: a refused scanner must not wake an operator.
import { CATALOGUE, type CauseId, type Confidence, type Verdict } from '../catalogue.ts';
import { type ClientKind, KIND_CLAUSES, type Sender } from './who.ts';

/** Causes whose verdict depends on the client: nginx or the application refused a request that any client can send. */
export const DEPEND_ON_CLIENT: ReadonlySet<CauseId> = new Set<CauseId>([
  'plain-http-to-tls-port',
  'application-400',
  'configured-response',
  'upload-cut-short',
  'cookie-or-header-too-large',
  'invalid-header',
  'invalid-request-line',
  'invalid-body',
  'invalid-http2-request',
  'body-leftover',
  'http2-to-http1-port',
  'port-scan',
  'tls-to-plain-port',
  'open-proxy-probe',
]);

/** What the operator's own people and programs do by mistake, where the default verdict is hostile. */
export const VERDICT_OF_OWN: Partial<Readonly<Record<CauseId, Verdict>>> = {
  'tls-to-plain-port': 'fix',
  'open-proxy-probe': 'client',
};

/** A verdict, and how sure it is. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
}

/** What counts for the verdict about each kind of client, as long as it is not measured. */
export const SURENESS: Readonly<Record<ClientKind, Confidence>> = {
  person: 'certain',
  program: 'likely',
  monitor: 'likely',
  crawler: 'possible',
  proxy: 'possible',
  scanner: 'likely',
  stranger: 'possible',
};

/**
 * The verdict of a cause that depends on the client.
 * @param own the verdict that the cause gives the line, before the client is considered
 */
export function verdictFor(
  { kind, wasAnswered, isInside }: Pick<Sender, 'kind' | 'wasAnswered' | 'isInside'>,
  own: Verdict,
  cause: CauseId,
): Judgement {
  const confidence = SURENESS[kind];
  // Some scanners are answered so often that they look like a known program.
  const isOwn = kind === 'proxy' ? cause === 'tls-to-plain-port' : isInside || kind === 'person';
  const usual = (isOwn ? VERDICT_OF_OWN[cause] : undefined) ?? CATALOGUE[cause].verdict;
  switch (kind) {
    case 'scanner':
      return { verdict: own === 'harmless' ? own : 'hostile', confidence };
    case 'person':
    case 'program':
    case 'monitor':
    case 'proxy':
      // A client that is known here and sends a bad request is not an attacker.
      return { verdict: own === 'hostile' && usual !== 'hostile' ? usual : own, confidence };
    case 'crawler':
    case 'stranger': {
      // Any client can name itself a crawler. It counts as a crawler only if it was answered before.
      if (kind === 'crawler' && wasAnswered) return { verdict: own, confidence };
      const stays = (own === 'hostile' && !isInside) || own === 'harmless' || (own === 'client' && wasAnswered);
      return { verdict: stays ? own : 'unknown', confidence };
    }
  }
}

/** How a verdict depends on the client: sentences for the text of a cause. */
export const CLIENT_SENTENCES: readonly string[] = [
  'The verdict also depends on the client. It stays as it is for a person, a program that is known here, a monitor, or somebody behind a proxy of yours. These clients are not attackers: for them, hostile becomes the default verdict of the cause, or, if that is hostile and the client is a person, has a private address or is behind a proxy of yours, fix for TLS and client for a proxy request (but not behind a proxy of yours). The verdict also stays for a crawler that was answered before. It is unsure for a crawler and for somebody behind a proxy. For a scanner it is hostile. For a stranger, or a crawler that was never answered, fix and client become unknown, but client stays for a stranger that was answered before. Hostile becomes unknown for a stranger with a private address.',
  `A client is a person if ${KIND_CLAUSES.person}.`,
  `A client is a program that is known here if ${KIND_CLAUSES.program}.`,
  `A client is a scanner if ${KIND_CLAUSES.scanner}.`,
  `Somebody is behind a proxy of yours if ${KIND_CLAUSES.proxy}.`,
];
