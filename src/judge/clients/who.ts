// Who a client is, from all that it did in this log so far: one of the kinds in {@link CLIENT_KINDS}.
import type { Entry } from '../../formats/entry.ts';
import { NO_VALUE } from '../../formats/extra-fields.ts';
import { hashText } from '../../hits/hash.ts';
import { parseRequest } from '../../formats/request.ts';
import { type Agent, isDisguised, parseUserAgent, saysNoUserAgent } from '../../formats/user-agent.ts';
import type { Observation } from '../../hits/source.ts';
import type { CauseId } from '../catalogue.ts';
import { carriesAttack } from '../evidence/attack.ts';
import type { HitView } from '../evidence/view.ts';
import { type ClientHistory, visitorHash } from '../tables/clients/clients.ts';
import type { Tables } from '../tables/tables.ts';

/** Every kind of client, in the order in which texts list them. */
export const CLIENT_KINDS = ['person', 'program', 'monitor', 'crawler', 'proxy', 'scanner', 'stranger'] as const;

/**
 * Who a client is. `person`: loaded a page and its parts, or followed a link of this site. `program`: known here, because it was
 * often answered, wrote something, or repeats its request from a private address. `monitor` and `crawler`: name themselves.
 * `proxy`: somebody behind a private address that many people share. `scanner`: sends attacks, or was never answered and looks
 * like a scan. `stranger`: the log shows too little of it.
 */
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** A client that was answered at least this many times is known here. */
export const LEAST_ANSWERS: number = 3;
/** Its answers make a client known only if its first and its last line are at least this many seconds apart. */
export const LEAST_KNOWN_SECONDS: number = 60;
/** A client that was never answered is a scanner if at least this many different requests of it were refused. */
export const LEAST_REFUSALS: number = 3;
/** A private address that repeats its request this often is a program of the operator. So is a client where nobody was answered. */
export const LEAST_REPEATS: number = 2;
/** A client without user agent that was never answered is no scanner if it repeats its only request at least this often. */
export const LEAST_REPEATS_OF_ONE: number = 3;
/** A path is the target of a botnet if this many clients were refused there and no client was ever answered. */
export const LEAST_CLIENTS_REFUSED: number = 3;

/** What makes a client one of each kind: clauses that follow "if" in texts. */
export const KIND_CLAUSES: Readonly<Record<ClientKind, string>> = {
  person:
    'it has the user agent of a browser or an app, and it did one of two things: it loaded a page and its styles, scripts or pictures, or it followed a link of this site. A browser is also a person if its cookies or headers are too large, or if its upload breaks off and has a referer of this site',
  program: `one of these is true: it was answered ${LEAST_ANSWERS} times or more over ${LEAST_KNOWN_SECONDS} s or more, and more often than refused; something that it sent was accepted; it has a private address and repeats its request ${LEAST_REPEATS} times or more; the application refused it at a path where others were answered; the application refused the same request of it again ${LEAST_REPEATS} times or more, and so far the log shows no answer to anyone`,
  monitor: 'its user agent is that of a monitor or health check',
  crawler: 'its user agent names a crawler',
  proxy:
    'nothing else is known of the client, and one of these is true: many people share its address, which is private; its address is private, and the application refused it; it sent TLS or a proxy request, many people share its address, and nginx answered other requests of the address near by',
  scanner: `it sends attack text or names itself a scanner. A client that was never answered is also a scanner if one of these is true: it has no user agent (one request with headers that are too large does not count: nginx stops before it has read them all; nor does one request that it repeats ${LEAST_REPEATS_OF_ONE} times or more, and nothing else); its user agent begins like a browser's, but no browser sends it; it was refused ${LEAST_REFUSALS} times or more for different requests; it asks for a path where no client was ever answered and ${LEAST_CLIENTS_REFUSED} clients or more were refused`,
  stranger: 'the log shows too little of it, or names no client',
};

// Not requests of this site, or not HTTP at all.
const OTHER_PROTOCOLS: ReadonlySet<CauseId> = new Set<CauseId>(['tls-to-plain-port', 'open-proxy-probe']);

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
  /** Its line or a line near by carries attack text or the name of a scanner. Also false if that was not checked. */
  readonly attacks: boolean;
  /** Its address is private: it is inside the operator's network, or behind something that hides addresses. */
  readonly isInside: boolean;
}

/**
 * Decides who sent a hit, from the tables as they are now.
 * @param cause the cause of the hit: some causes show by themselves that a person sent it
 */
export function whoSent(hit: HitView, cause: CauseId, tables: Tables): Sender {
  const { entry, history, visitor: client } = hit;
  if (entry.client === NO_VALUE) return nobodyKnown(client, isAttacker(entry));
  const wasAnswered = history.answered > 0;
  // The cheap signs come first. They are enough for most hits of a scan.
  // nginx stops at a header that is too large, so it may never have seen the user agent: alone this is no sign of a scanner.
  const isCut = cause === 'cookie-or-header-too-large' && history.refused - history.repeated <= 1;
  const isBare = saysNoUserAgent(entry) && hit.shape !== 'empty' && hit.shape !== 'blank' && !isCut;
  const isInside = PRIVATE.test(entry.remote_addr);
  if (isBare && !wasAnswered && !isInside && !repeatsOneRequest(history) && !isBehindProxy(hit, cause))
    return { kind: 'scanner', client, wasAnswered, attacks: false, isInside };
  // On a shared address, another client with the same user agent may have sent the attack.
  const attacks =
    history.attacked || isAttacker(entry) || (!hit.sharesAddress && hit.around.some((one) => isAttacker(one)));
  return { kind: kindOfSender(hit, attacks, cause, tables), client, wasAnswered, attacks, isInside };
}

// The log names no client, so that all lines seem to come from one.
function nobodyKnown(client: number, attacks: boolean): Sender {
  return { kind: attacks ? 'scanner' : 'stranger', client, wasAnswered: false, attacks, isInside: false };
}

// Scanners try one thing after another. A device or a program sends its one request again and again.
function repeatsOneRequest({ refused, repeated }: ClientHistory): boolean {
  return repeated >= LEAST_REPEATS_OF_ONE && refused - repeated <= 1;
}

// nginx reads no user agent from a request that is not HTTP. An address with ordinary traffic of many people, whose requests nginx
// answers, is a balancer or CDN of the operator.
function isBehindProxy(hit: HitView, cause: CauseId): boolean {
  return (
    OTHER_PROTOCOLS.has(cause) && hit.isAddressShared && hit.around.some(({ status }) => status >= 200 && status < 400)
  );
}

function kindOfSender(hit: HitView, attacks: boolean, cause: CauseId, tables: Tables): ClientKind {
  const { entry, agent, history } = hit;
  const kind = kindOf(history, agent, attacks);
  if (kind !== 'stranger') return kind;
  if (isBehindProxy(hit, cause)) return 'proxy';
  if (PRIVATE.test(entry.remote_addr)) return kindInside(hit, cause);
  if (agent.kind === 'browser' && !isDisguised(entry.http_user_agent)) {
    // A browser's cookies grow only on a site that it has visited before.
    if (cause === 'cookie-or-header-too-large') return 'person';
    if (cause === 'upload-cut-short' && tables.clients.hosts.isOfSite(entry.http_referer, hit.request.path))
      return 'person';
  }
  // A program is a user of the application if it asks for a path where other clients were answered.
  const pathHash = hashText(hit.request.path);
  const isUser = cause === 'application-400' && hit.request.path !== '/' && tables.clients.paths.isAnswered(pathHash);
  if (isUser && agent.kind !== 'browser' && agent.kind !== 'none') return 'program';
  if (history.answered > 0) return 'stranger';
  if (isDisguised(entry.http_user_agent)) return 'scanner';
  if (history.refused - history.repeated >= LEAST_REFUSALS) return 'scanner';
  if (isOfBotnet(cause, hit.request.path, tables)) return 'scanner';
  // An application that refuses everybody hides its users: one of them is who asks for the same thing again and again.
  const isRefusedUser = cause === 'application-400' && !tables.clients.hasAnswers && history.repeated >= LEAST_REPEATS;
  return isRefusedUser && agent.kind !== 'none' && agent.kind !== 'crawler' ? 'program' : 'stranger';
}

// A private address proves nothing about people, but a scanner rarely has one.
function kindInside({ sharesAddress, history }: HitView, cause: CauseId): ClientKind {
  if (sharesAddress) return 'proxy';
  if (history.repeated >= LEAST_REPEATS) return 'program';
  // The application got the request, and the operator's own people and programs come from inside.
  if (cause === 'application-400') return 'proxy';
  // Scanners that come through an address translation try one protocol after another.
  const triesMany = history.answered === 0 && history.refused - history.repeated >= LEAST_REFUSALS;
  return OTHER_PROTOCOLS.has(cause) && triesMany ? 'scanner' : 'stranger';
}

// Whether the client has a private address and repeats its request.
function isOwnProgram({ remote_addr }: Entry, history: ClientHistory): boolean {
  return PRIVATE.test(remote_addr) && history.repeated >= LEAST_REPEATS;
}

// Whether several clients were refused at a path and no client was ever answered there. The front page does not count. Neither
// does a path with `return 400` in the configuration, because it refuses every client.
function isOfBotnet(cause: CauseId, path: string, tables: Tables): boolean {
  if (path === '/' || cause === 'configured-response') return false;
  return tables.clients.paths.refusedEverybody(hashText(path)) >= LEAST_CLIENTS_REFUSED;
}

// The kind that a client's history and its user agent show, without the rest of the line.
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
  if (line.entry.client === NO_VALUE) return nobodyKnown(client, isAttacker(line.entry));
  const history = tables.clients.of(client, []);
  const attacks = history.attacked || parseUserAgent(line.entry.http_user_agent).isScanner;
  const kind = kindOfLine(line, history, attacks, cause, tables);
  return { kind, client, wasAnswered: history.answered > 0, attacks, isInside: PRIVATE.test(line.entry.remote_addr) };
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
  if (saysNoUserAgent(line.entry) || isDisguised(http_user_agent)) return 'scanner';
  return cause === 'cookie-or-header-too-large' && agent.kind === 'browser' ? 'person' : 'stranger';
}

/**
 * Decides again who a client is, from all that the log has shown by now.
 * @param then its kind when the line was judged
 * @param client its key in the table of clients
 */
export function turnedOut(then: ClientKind, client: number, entry: Entry, cause: CauseId, tables: Tables): Sender {
  if (entry.client === NO_VALUE) return nobodyKnown(client, isAttacker(entry));
  const history = tables.clients.of(client, []);
  const attacks = history.attacked || isAttacker(entry);
  const wasAnswered = history.answered > 0;
  const known = kindOf(history, parseUserAgent(entry.http_user_agent), attacks);
  const kind = known === 'stranger' ? then : known;
  return {
    kind: kind === 'stranger' ? kindOfStranger() : kind,
    client,
    wasAnswered,
    attacks,
    isInside: PRIVATE.test(entry.remote_addr),
  };

  function kindOfStranger(): ClientKind {
    if (isOwnProgram(entry, history)) return 'program';
    const isScan = !wasAnswered && isOfBotnet(cause, parseRequest(entry.request).path, tables);
    return isScan ? 'scanner' : 'stranger';
  }
}
