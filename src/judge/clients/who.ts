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
 * answered again and again, wrote something, or calls from inside again and again. `monitor` and `crawler`: name themselves.
 * `proxy`: somebody behind a private address that many people share.
 * `scanner`: was never answered and asks for what nobody gets. `stranger`: too little was seen of it.
 */
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** Answers from which on a client is known here. */
export const LEAST_ANSWERS: number = 3;
/** Seconds from its first line to its last one that a client needs to be known by its answers. */
export const LEAST_KNOWN_SECONDS: number = 60;
/** Refused lines of a client without an answer that make it a scanner, if they ask for different things. */
export const LEAST_REFUSALS: number = 3;
/** Repeats of one request that show a program of one's own, if the address is private. */
export const LEAST_REPEATS: number = 2;
/** Clients that were refused at a path where nobody was ever answered: a botnet asks for it. */
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

/** Tells whether a line carries attack text or the name of a scanner. */
export function isAttacker({ request, http_user_agent }: Pick<Entry, 'request' | 'http_user_agent'>): boolean {
  return carriesAttack(request) || parseUserAgent(http_user_agent).isScanner;
}

/** Who sent a line, and what the table of clients knows it by. */
export interface Sender {
  readonly kind: ClientKind;
  /** The client in the table of clients. */
  readonly client: number;
  /** It was answered, as far as the log shows. */
  readonly wasAnswered: boolean;
  /** It or a line near by carries attack text or the name of a scanner, as far as anybody looked. */
  readonly attacks: boolean;
}

/**
 * Who sent a hit, with the tables as they stand.
 * @param cause what the hit is: some causes show a person by themselves
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

// Whether a private address that nobody else shares repeats its call.
function isOwnProgram({ remote_addr }: Entry, history: ClientHistory): boolean {
  return PRIVATE.test(remote_addr) && history.repeated >= LEAST_REPEATS;
}

// Whether nobody was ever answered at a path and several clients were refused there. The front page is nobody's, and a
// `return 400` of the configuration refuses everybody by itself.
function isOfBotnet(cause: CauseId, path: string, tables: Tables): boolean {
  if (path === '/' || cause === 'configured-response') return false;
  return tables.clients.paths.refusedEverybody(hashText(path)) >= LEAST_CLIENTS_REFUSED;
}

// What a history and a user agent alone show, for the whole log as for a hit.
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
 * @param then what it was taken for when its line was judged
 * @param client it, in the table of clients
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
