// Who a client is, from all that it did in this log so far: a person, a known program, a crawler, a monitor, a scanner or a stranger.
import type { Entry } from '../../formats/entry.ts';
import { hashText } from '../../hits/hash.ts';
import { parseRequest } from '../../formats/request.ts';
import { type Agent, isDisguised, parseUserAgent } from '../../formats/user-agent.ts';
import type { Observation } from '../../hits/source.ts';
import type { CauseId } from '../catalogue.ts';
import { carriesAttack } from '../evidence/attack.ts';
import type { HitView } from '../evidence/view.ts';
import { type ClientHistory, visitorHash } from '../tables/clients.ts';
import type { Tables } from '../tables/tables.ts';

/** Every kind of client, in the order in which texts list them. */
export const CLIENT_KINDS = ['person', 'program', 'monitor', 'crawler', 'proxy', 'scanner', 'stranger'] as const;

/**
 * Who a client is. `person`: loaded a page and its parts, or followed a link of this site. `program`: known here, because it was
 * often answered, wrote something, or repeats its request from a private address. `monitor` and `crawler`: name themselves.
 * `proxy`: somebody behind a private address that many people share. `scanner`: sends attacks, or was never answered and asks for
 * what nobody gets. `stranger`: too little was seen of it.
 */
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** A client is known here by its answers once it has this many. */
export const LEAST_ANSWERS: number = 3;
/** A client is known by its answers only if at least this many seconds lie between its first and its last line. */
export const LEAST_KNOWN_SECONDS: number = 60;
/** A client that was never answered is a scanner once this many of its different requests were refused. */
export const LEAST_REFUSALS: number = 3;
/** A private address that repeats its request this often is a program of the operator. */
export const LEAST_REPEATS: number = 2;
/** A botnet asks for a path if this many clients were refused there and nobody was ever answered. */
export const LEAST_CLIENTS_REFUSED: number = 3;

/** When a client is of each kind: clauses for texts. */
export const KIND_CLAUSES: Readonly<Record<ClientKind, string>> = {
  person:
    'it has the user agent of a browser or an app, and it loaded a page and its styles, scripts or pictures, or followed a link of this site. A browser is a person, too, if its cookies or headers are too large, or if its upload breaks off and has a referer of this site',
  program: `it was answered ${LEAST_ANSWERS} times or more over ${LEAST_KNOWN_SECONDS} s or more and more often than refused, or something that it sent was accepted, or it calls from a private address and repeats its call ${LEAST_REPEATS} times or more, or the application refused it at a path where others were answered`,
  monitor: 'its user agent is that of a monitor or health check',
  crawler: 'its user agent names a crawler',
  proxy: 'many people share its address, the address is private, and nothing else is known of it',
  scanner: `it sends attack text or names itself a scanner, or it was never answered and has no user agent, or has a user agent that no browser sends, or was refused ${LEAST_REFUSALS} times or more for different requests, or asks for a path where nobody was ever answered and ${LEAST_CLIENTS_REFUSED} clients or more were refused`,
  stranger: 'the log shows too little of it',
};

/** RFC 1918, RFC 6598, RFC 4193, loopback and link-local addresses. */
const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|127\.|169\.254\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i;

/** Whether a line carries attack text or the name of a scanner. */
export function isAttacker({ request, http_user_agent }: Pick<Entry, 'request' | 'http_user_agent'>): boolean {
  return carriesAttack(request) || parseUserAgent(http_user_agent).isScanner;
}

/** Who sent a line, and its key in the table of clients. */
export interface Sender {
  readonly kind: ClientKind;
  /** Key of the client in the table of clients (a hash). */
  readonly client: number;
  /** It was answered, as far as the log shows. */
  readonly wasAnswered: boolean;
  /** Its line or a line near by carries attack text or the name of a scanner; false where that was not checked. */
  readonly attacks: boolean;
}

/**
 * Who sent a hit, with the tables as they stand.
 * @param cause the cause of the hit: some causes show by themselves that a person sent it
 */
export function whoSent(hit: HitView, cause: CauseId, tables: Tables): Sender {
  const { entry, agent, history, visitor: client } = hit;
  const wasAnswered = history.answered > 0;
  // Cheap signs first: most hits of a scan need no more.
  const isBare = agent.kind === 'none' && hit.shape !== 'empty' && hit.shape !== 'blank';
  if (isBare && !wasAnswered && !PRIVATE.test(entry.remote_addr))
    return { kind: 'scanner', client, wasAnswered, attacks: false };
  // On a shared address the attack may be of somebody else with the same user agent.
  const attacks =
    history.attacked || isAttacker(entry) || (!hit.sharesAddress && hit.around.some((one) => isAttacker(one)));
  return { kind: kindOfSender(hit, attacks, cause, tables), client, wasAnswered, attacks };
}

function kindOfSender(hit: HitView, attacks: boolean, cause: CauseId, tables: Tables): ClientKind {
  const { entry, agent, history } = hit;
  const kind = kindOf(history, agent, attacks);
  if (kind !== 'stranger') return kind;
  // A private address proves nothing about people, but a scanner rarely has one.
  if (PRIVATE.test(entry.remote_addr)) {
    if (hit.sharesAddress) return 'proxy';
    return isOwnProgram(entry, history) ? 'program' : 'stranger';
  }
  if (agent.kind === 'browser' && !isDisguised(entry.http_user_agent)) {
    // Only a site that was visited before makes a browser's cookies grow.
    if (cause === 'cookie-or-header-too-large') return 'person';
    if (cause === 'upload-cut-short' && tables.clients.hosts.isOfSite(entry.http_referer, hit.request.path))
      return 'person';
  }
  // A program that asks the application for what others get from it is one of its users.
  const pathHash = hashText(hit.request.path);
  const isUser = cause === 'application-400' && hit.request.path !== '/' && tables.clients.paths.isAnswered(pathHash);
  if (isUser && agent.kind !== 'browser' && agent.kind !== 'none') return 'program';
  if (history.answered > 0) return 'stranger';
  if (isDisguised(entry.http_user_agent)) return 'scanner';
  if (history.refused - history.repeated >= LEAST_REFUSALS) return 'scanner';
  return isOfBotnet(cause, hit.request.path, tables) ? 'scanner' : 'stranger';
}

// Whether the client has a private address and repeats its request.
function isOwnProgram({ remote_addr }: Entry, history: ClientHistory): boolean {
  return PRIVATE.test(remote_addr) && history.repeated >= LEAST_REPEATS;
}

// Whether nobody was ever answered at a path and several clients were refused there. The front page does not count, and where
// the configuration says `return 400`, everybody is refused anyway.
function isOfBotnet(cause: CauseId, path: string, tables: Tables): boolean {
  if (path === '/' || cause === 'configured-response') return false;
  return tables.clients.paths.refusedEverybody(hashText(path)) >= LEAST_CLIENTS_REFUSED;
}

// The kind that a history and a user agent alone show; used for a hit, a related line and the whole log.
function kindOf(history: ClientHistory, agent: Agent, attacks: boolean): ClientKind {
  const isOfPerson = agent.kind === 'browser' || agent.kind === 'app';
  const isPerson = isOfPerson && (history.followedLink || (history.gotPage && history.gotPartOfPage));
  if (attacks) return isPerson && history.answered > history.refused ? 'person' : 'scanner';
  if (agent.kind === 'monitor') return 'monitor';
  if (isPerson) return 'person';
  if (agent.kind === 'crawler') return 'crawler';
  if (history.wrote) return 'program';
  const isKnown = history.answered >= LEAST_ANSWERS && history.seconds >= LEAST_KNOWN_SECONDS;
  return isKnown && history.answered > history.refused ? 'program' : 'stranger';
}

/** Who sent a related line, which has no neighbours. */
export function whoSentLine(line: Observation, cause: CauseId, tables: Tables): Sender {
  const client = tables.hidesClient(line) ? visitorHash(line.clientHash, line.agentHash) : line.clientHash;
  const history = tables.clients.of(client, []);
  const attacks = history.attacked || parseUserAgent(line.entry.http_user_agent).isScanner;
  const kind = kindOfLine(line, history, attacks, cause, tables);
  return { kind, client, wasAnswered: history.answered > 0, attacks };
}

function kindOfLine(
  line: Observation,
  history: ClientHistory,
  attacks: boolean,
  cause: CauseId,
  tables: Tables,
): ClientKind {
  const { http_user_agent, remote_addr } = line.entry;
  const agent = parseUserAgent(http_user_agent);
  const kind = kindOf(history, agent, attacks);
  if (kind !== 'stranger') return kind;
  if (PRIVATE.test(remote_addr)) return tables.sharedAddresses.isShared(line.addressHash) ? 'proxy' : 'stranger';
  if (agent.kind === 'none' || isDisguised(http_user_agent)) return 'scanner';
  return cause === 'cookie-or-header-too-large' && agent.kind === 'browser' ? 'person' : 'stranger';
}

/**
 * Who a client turned out to be, with all that the log shows by now.
 * @param then its kind when the line was judged
 * @param client its key in the table of clients
 */
export function turnedOut(then: ClientKind, client: number, entry: Entry, cause: CauseId, tables: Tables): Sender {
  const history = tables.clients.of(client, []);
  const attacks = history.attacked || isAttacker(entry);
  const wasAnswered = history.answered > 0;
  const known = kindOf(history, parseUserAgent(entry.http_user_agent), attacks);
  const kind = known === 'stranger' ? then : known;
  return { kind: kind === 'stranger' ? kindOfStranger() : kind, client, wasAnswered, attacks };

  function kindOfStranger(): ClientKind {
    if (isOwnProgram(entry, history)) return 'program';
    const isScan = !wasAnswered && isOfBotnet(cause, parseRequest(entry.request).path, tables);
    return isScan ? 'scanner' : 'stranger';
  }
}
