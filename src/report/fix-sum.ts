// The sum of the findings of one fix: where they were, and what happened to their clients afterwards.
import { CONFIDENCES, type CauseId, type Confidence, type Facts } from '../judge/catalogue.ts';
import type { Finding } from '../judge/diagnose.ts';
import { isRelated } from '../judge/related.ts';
import { parseRequest } from '../formats/request.ts';
import { parseUserAgent } from '../formats/user-agent.ts';
import { emptySum, type Sum } from './cause-sums.ts';
import { DistinctCount } from './distinct.ts';
import type { Room } from './room.ts';
import { Tops } from './tops.ts';

/** The most clients whose refusals are counted. */
const REFUSED_KEPT = 50_000;
/** The refusals of the first clients are counted even when the memory budget is used up. */
const FIRST_REFUSED_KEPT = 64;
const PATH_CHARACTERS_KEPT = 200;
/** A client is locked out after this many refusals in a row, unless an answer follows. */
const LOCKED_OUT_AFTER = 3;
/** A fix is constant when its findings cover at least this share of the log's period … */
const CONSTANT_SHARE = 0.6;
/** … and are at least this many. */
const CONSTANT_HITS = 3;

/** The sum of one fix. */
export class FixSum implements Sum {
  readonly cause: CauseId;
  hits = 0;
  /** Related lines, which are not hits. */
  related = 0;
  /** Findings of people: their user agent is that of a browser or an app. */
  ofPeople = 0;
  readonly confidence: Record<Confidence, number>;
  /** Hits and related lines, by the confidence of their verdict. */
  readonly verdictConfidence: Record<Confidence, number>;
  /** Distinct clients; undefined if the ledger of all clients counts them. */
  readonly clients: DistinctCount | undefined;
  /** Times of the first and the last finding, in seconds since the epoch. */
  begin: number = Infinity;
  end: number = -Infinity;
  /** Facts of the last finding. */
  evidence: Facts = {};
  readonly uris: Tops;
  readonly addresses: Tops;
  readonly userAgents: Tops;
  /** Clients that asked again after an abort and got their answer. */
  readonly recovered: DistinctCount;
  /** Clients that sent the same form again after an abort. */
  readonly sentTwice: DistinctCount;
  // Client (a hash) → how often it was refused since its last answer.
  readonly #refused: Map<number, number>;

  readonly #room: Room;

  /**
   * @param room the memory budget that all lists of the report share
   * @param from the sum to copy
   */
  constructor(cause: CauseId, clients: DistinctCount | undefined, room: Room, from?: FixSum) {
    this.cause = cause;
    this.clients = clients;
    this.#room = room;
    this.confidence = from === undefined ? emptySum().confidence : { ...from.confidence };
    this.verdictConfidence = from === undefined ? emptySum().confidence : { ...from.verdictConfidence };
    this.uris = from?.uris.copy(room) ?? new Tops(room);
    this.addresses = from?.addresses.copy(room) ?? new Tops(room);
    this.userAgents = from?.userAgents.copy(room) ?? new Tops(room);
    this.recovered = from?.recovered.copy(room) ?? new DistinctCount(room);
    this.sentTwice = from?.sentTwice.copy(room) ?? new DistinctCount(room);
    this.#refused = new Map(from === undefined ? [] : from.#refused);
    if (from === undefined) return;
    this.hits = from.hits;
    this.related = from.related;
    this.ofPeople = from.ofPeople;
    this.begin = from.begin;
    this.end = from.end;
    this.evidence = from.evidence;
  }

  /**
   * Adds a finding.
   * @param client hash of its client, 53 bits
   */
  add(finding: Finding, client: number): void {
    const { entry, evidence } = finding;
    const isOther = isRelated(finding);
    if (isOther) this.related++;
    else this.hits++;
    this.confidence[finding.confidence]++;
    this.verdictConfidence[finding.verdictConfidence]++;
    const { kind, family } = parseUserAgent(entry.http_user_agent);
    if (kind === 'browser' || kind === 'app') this.ofPeople++;
    this.clients?.add(client);
    this.begin = Math.min(this.begin, entry.time);
    this.end = Math.max(this.end, entry.time);
    this.evidence = evidence;
    if (evidence['recovered_after_seconds'] !== undefined) this.recovered.add(client);
    if (evidence['sent_twice'] === true) this.sentTwice.add(client);
    const { answered_after } = evidence;
    if (typeof answered_after === 'number' || isOther)
      this.#noteRefusal(client, typeof answered_after === 'number' && answered_after > 0);
    const { path } = parseRequest(entry.request);
    if (path !== '') this.uris.add(path.slice(0, PATH_CHARACTERS_KEPT));
    this.addresses.add(entry.client);
    this.userAgents.add(family);
  }

  /** Clients whose last requests were all refused. */
  get lockedOut(): number {
    return [...this.#refused.values()].filter((times) => times >= LOCKED_OUT_AFTER).length;
  }

  /** Hits and related lines whose verdict is certain or likely. */
  get sure(): number {
    return this.verdictConfidence.certain + this.verdictConfidence.likely;
  }

  /**
   * True if the findings cover most of the log's period.
   * @param span the period, in seconds
   */
  isConstant(span: number): boolean {
    return this.end - this.begin >= CONSTANT_SHARE * span && this.hits >= CONSTANT_HITS;
  }

  /**
   * A copy that changes independently.
   * @param room the memory budget of the copies
   */
  copy(room: Room): FixSum {
    return new FixSum(this.cause, this.clients?.copy(room), room, this);
  }

  #noteRefusal(client: number, wasAnswered: boolean): void {
    const { size } = this.#refused;
    const isNew = !this.#refused.has(client);
    if (isNew && (size >= REFUSED_KEPT || (size >= FIRST_REFUSED_KEPT && !this.#room.take()))) return;
    this.#refused.set(client, wasAnswered ? 0 : (this.#refused.get(client) ?? 0) + 1);
  }
}

/** The most frequent confidence; if several are equally frequent, the strongest of them. */
export function commonest(counts: Readonly<Record<Confidence, number>>): Confidence {
  return CONFIDENCES.reduce((best, one) => (counts[one] > counts[best] ? one : best));
}
