// The sum of the findings of one fix: where they were, and what happened to their clients afterwards.
import type { Blocks } from '../../formats/nginx-conf/configuration.ts';
import { parseRequest } from '../../formats/request.ts';
import { parseUserAgent } from '../../formats/user-agent.ts';
import { hashText } from '../../hits/hash.ts';
import { CONFIDENCES, type CauseId, type Confidence, type Facts } from '../../judge/catalogue.ts';
import type { Finding } from '../../judge/diagnose.ts';
import { isRelated } from '../../judge/related.ts';
import { DistinctCount } from '../counters/distinct.ts';
import type { Room } from '../counters/room.ts';
import { Tops } from '../counters/tops.ts';
import { emptySum, type Sum } from '../sums/cause-sums.ts';
import { betterSample, type RankedSample } from './sample-line.ts';

/** The most clients whose refusals are counted. */
const REFUSED_KEPT = 50_000;
/** The refusals of the first clients are counted even when the memory budget is used up. */
const FIRST_REFUSED_KEPT = 64;
/** How many lists of blocks of the configuration are kept; hosts with the same servers have one list. */
const BLOCKS_KEPT = 64;
const PATH_CHARACTERS_KEPT = 200;
/** Clients that are named as locked out. */
const LOCKED_OUT_NAMES_KEPT = 5;
/** A client is locked out after this many refusals in a row, unless an answer follows. */
const LOCKED_OUT_AFTER = 3;
/** A fix is constant when its findings cover at least this share of the log's period … */
const CONSTANT_SHARE = 0.6;
/** … and are at least this many. */
const CONSTANT_HITS = 3;

/** How often a client was refused since its last answer near by, and when last, in seconds since the epoch. */
interface Refused {
  readonly times: number;
  readonly at: number;
}

/** Whether a client (a hash) was answered after a time, in seconds since the epoch. */
export type AnsweredSince = (client: number, time: number) => boolean;

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
  /** Facts of the last finding; if findings have a `lost_percent`, those of the largest. */
  evidence: Facts = {};
  /** A line that shows it; undefined before the first finding. */
  sample: RankedSample | undefined;
  /** The blocks of the configuration that may have served its lines. */
  readonly blocks: Set<Blocks>;
  readonly uris: Tops;
  readonly addresses: Tops;
  readonly userAgents: Tops;
  /** Clients that asked again after an abort and got their answer. */
  readonly recovered: DistinctCount;
  /** Clients that sent the same form again after an abort. */
  readonly sentTwice: DistinctCount;
  // By client (a hash).
  readonly #refused: Map<number, Refused>;

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
    this.sample = from?.sample;
    this.blocks = new Set(from?.blocks);
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
   * @param blocks the blocks of the configuration that may have served its line; undefined without a configuration
   */
  add(finding: Finding, client: number, blocks?: Blocks): void {
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
    if (lostIn(evidence) >= lostIn(this.evidence)) this.evidence = evidence;
    this.sample = betterSample(this.sample, finding);
    if (blocks !== undefined && this.blocks.size < BLOCKS_KEPT) this.blocks.add(blocks);
    if (evidence['recovered_after_seconds'] !== undefined) this.recovered.add(client);
    if (evidence['sent_twice'] === true) this.sentTwice.add(client);
    const { answered_after } = evidence;
    if (typeof answered_after === 'number' || isOther)
      this.#noteRefusal(client, entry.time, typeof answered_after === 'number' && answered_after > 0);
    const { path } = parseRequest(entry.request);
    if (path !== '') this.uris.add(path.slice(0, PATH_CHARACTERS_KEPT));
    this.addresses.add(entry.client);
    this.userAgents.add(family);
  }

  /** Clients whose last requests were all refused. */
  lockedOut(answeredSince: AnsweredSince): number {
    return [...this.#refused.keys()].filter((client) => this.#isLockedOut(client, answeredSince)).length;
  }

  /** Addresses of locked-out clients, those with the most lines first. */
  lockedOutNames(answeredSince: AnsweredSince): string[] {
    const isLockedOut = (client: string): boolean => this.#isLockedOut(hashText(client), answeredSince);
    return this.addresses
      .most(Infinity)
      .map(({ value }) => value)
      .filter(isLockedOut)
      .slice(0, LOCKED_OUT_NAMES_KEPT);
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

  #isLockedOut(client: number, answeredSince: AnsweredSince): boolean {
    const refused = this.#refused.get(client);
    return refused !== undefined && refused.times >= LOCKED_OUT_AFTER && !answeredSince(client, refused.at);
  }

  #noteRefusal(client: number, at: number, wasAnswered: boolean): void {
    const { size } = this.#refused;
    const isNew = !this.#refused.has(client);
    if (isNew && (size >= REFUSED_KEPT || (size >= FIRST_REFUSED_KEPT && !this.#room.take()))) return;
    this.#refused.set(client, { times: wasAnswered ? 0 : (this.#refused.get(client)?.times ?? 0) + 1, at });
  }
}

// An outage is named by its worst time. Facts without a lost share count less than any that have one.
function lostIn({ lost_percent }: Facts): number {
  return typeof lost_percent === 'number' ? lost_percent : -1;
}

/** The most frequent confidence; if several are equally frequent, the strongest of them. */
export function commonest(counts: Readonly<Record<Confidence, number>>): Confidence {
  return CONFIDENCES.reduce((best, one) => (counts[one] > counts[best] ? one : best));
}
