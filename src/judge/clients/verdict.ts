// The verdict depends on the client that was refused: nobody should be woken for a scanner.
import type { CauseId, Confidence, Verdict } from '../catalogue.ts';
import { type ClientKind, KIND_CLAUSES, type Sender } from './who.ts';

/** Causes whose verdict depends on the client: nginx or the application refused a request that anybody can send. */
export const HANG_ON_CLIENT: ReadonlySet<CauseId> = new Set<CauseId>([
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
]);

/** A verdict, and how sure it is. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
}

/** How sure the verdict is for each kind of client. */
const SURENESS: Readonly<Record<ClientKind, Confidence>> = {
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
 * @param own the verdict of the cause for the line alone
 * @param usual the default verdict of the cause
 */
export function verdictFor(
  { kind, wasAnswered }: Pick<Sender, 'kind' | 'wasAnswered'>,
  own: Verdict,
  usual: Verdict,
): Judgement {
  const confidence = SURENESS[kind];
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
      // Anybody can claim to be a crawler, so only one that was answered before counts as one.
      if (kind === 'crawler' && wasAnswered) return { verdict: own, confidence };
      const stays = own === 'hostile' || own === 'harmless' || (own === 'client' && wasAnswered);
      return { verdict: stays ? own : 'unknown', confidence };
    }
  }
}

/** How a verdict depends on the client: sentences for the text of a cause. */
export const CLIENT_SENTENCES: readonly string[] = [
  'The verdict also depends on the client. It stays as it is for a person, a program that is known here, a monitor, a crawler that was answered before, and somebody behind a proxy of yours; the last two are unsure. For a scanner it is hostile. For a stranger it is unknown, or client if it was answered before.',
  `A client is a person if ${KIND_CLAUSES.person}. It is a program that is known here if ${KIND_CLAUSES.program}. It is a scanner if ${KIND_CLAUSES.scanner}. Somebody is behind a proxy of yours if ${KIND_CLAUSES.proxy}.`,
];
