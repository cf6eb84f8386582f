// What each client did in this log so far: enough to distinguish people and known programs from scanners, in a few bytes per client.
import type { NearbyLine } from '../../../hits/hit.ts';
import type { Observation } from '../../../hits/source.ts';
import { AskedPaths, type SavedPaths } from './asked-paths.ts';
import { ClientRows, COLUMN, type SavedClientRows } from './client-rows.ts';
import { Deeds, DID } from './deeds.ts';
import type { SiteHosts } from './site-hosts.ts';

/** One more bit beside those of {@link DID}: the client has several user agents, each with a row of its own. */
const SEVERAL_AGENTS = 128 as const;
/** Counters stop here: more lines say nothing new. */
const COUNT_CAPACITY = 65_535;

/** What a person does. Once a client has both bits, its lines no longer need to be read. */
const KNOWN = DID.page | DID.followed;

/** What one client (or one user agent of it) did in the log so far. It counts observed lines and neighbours of the hit. */
export class ClientHistory {
  /** Lines that were answered: status 200 to 299, 302, 303 or 304. A 301 or 308 does not count: it only redirects. */
  readonly answered: number;
  /** Lines with a status from 400 to 498. */
  readonly refused: number;
  /** Lines that repeat the request of the client's previous line, or the request of the hit. */
  readonly repeated: number;
  /** Bits of {@link DID}. */
  readonly did: number;
  /** From its first to its last observed line. */
  readonly seconds: number;

  constructor({ answered, refused, repeated, did, seconds }: Omit<ClientHistory, DeedName>) {
    this.answered = answered;
    this.refused = refused;
    this.repeated = repeated;
    this.did = did;
    this.seconds = seconds;
  }

  get gotPage(): boolean {
    return (this.did & DID.page) !== 0;
  }

  get gotPartOfPage(): boolean {
    return (this.did & DID.part) !== 0;
  }

  get followedLink(): boolean {
    return (this.did & DID.followed) !== 0;
  }

  get wrote(): boolean {
    return (this.did & DID.wrote) !== 0;
  }

  get attacked(): boolean {
    return (this.did & DID.attacked) !== 0;
  }
}

type DeedName = 'gotPage' | 'gotPartOfPage' | 'followedLink' | 'wrote' | 'attacked';

/** The table as it is kept between runs. */
export interface SavedClients {
  readonly rows: SavedClientRows;
  readonly paths: SavedPaths;
  readonly hosts: readonly string[];
  readonly hasAnswers: boolean;
}

/** Key of a client on a shared address: its hash and that of its user agent. Two clients with one key (rare) count as one. */
export function visitorHash(clientHash: number, agentHash: number): number {
  return (Math.imul(clientHash, 0x85ebca6b) ^ agentHash) | 0;
}

/** What clients did, from hits, marks, the sample of all traffic, and the neighbours of hits. */
export class Clients {
  /** How paths were answered. */
  readonly paths: AskedPaths;
  readonly #rows: ClientRows;
  readonly #deeds: Deeds;
  #hasAnswers: boolean;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedClients) {
    this.#rows = new ClientRows(saved?.rows);
    this.paths = new AskedPaths(saved?.paths);
    this.#deeds = new Deeds(saved?.hosts);
    this.#hasAnswers = saved?.hasAnswers ?? false;
  }

  /** Any client was ever answered. Where none was, it says nothing about a client that it never was. */
  get hasAnswers(): boolean {
    return this.#hasAnswers;
  }

  /** The hosts that belong to this site. */
  get hosts(): SiteHosts {
    return this.#deeds.hosts;
  }

  /** Everything it knows, for a later run. */
  save(): SavedClients {
    return {
      rows: this.#rows.save(),
      paths: this.paths.save(),
      hosts: this.hosts.save(),
      hasAnswers: this.#hasAnswers,
    };
  }

  /** Adds a line to its client and, if the client has several user agents, to the row of this user agent. */
  observe(line: Observation): void {
    const { status, pathHash } = line;
    const isAnswered = isAnswer(status);
    this.#hasAnswers ||= isAnswered;
    if (pathHash !== 0 && (isAnswered || status === 400)) this.paths.observe(pathHash, line.clientHash, isAnswered);
    const { numbers } = this.#rows;
    const row = this.#rowFor(line.clientHash, line);
    const known = numbers[row + COLUMN.did]!;
    // A client that got a page and followed a link is known, so its further lines need not be read.
    const isKnown = (known & KNOWN) === KNOWN;
    const did = !isAnswered ? 0 : isKnown ? KNOWN : this.#deeds.learn(line);
    // Most clients have one user agent, and need no second row.
    const isOther = numbers[row + COLUMN.agent] !== line.agentHash;
    if (isOther && (known & SEVERAL_AGENTS) === 0) this.#splitByAgent(row, line);
    if (isOther || (known & SEVERAL_AGENTS) !== 0)
      this.#count(this.#rowFor(visitorHash(line.clientHash, line.agentHash), line), line, isAnswered, did);
    this.#count(row, line, isAnswered, did);
  }

  /**
   * Keeps what the neighbours of a hit showed of a client.
   * @param hash of the client, or {@link visitorHash}
   * @param history what {@link of} gave
   * @param attacks the hit or one of its neighbours carries an attack
   */
  learn(hash: number, history: ClientHistory, attacks: boolean): void {
    const row = this.#rows.find(hash);
    if (row >= 0) this.#rows.numbers[row + COLUMN.did]! |= history.did | (attacks ? DID.attacked : 0);
  }

  /**
   * What a client did, including what the neighbours of a hit show. Changes nothing; see {@link learn}.
   * @param hash of the client, or {@link visitorHash}
   * @param near lines of the same client (or of the same client and user agent)
   */
  of(hash: number, near: readonly NearbyLine[]): ClientHistory {
    const row = this.#rows.find(hash);
    const { numbers } = this.#rows;
    let did = row < 0 ? 0 : numbers[row + COLUMN.did]!;
    let answered = 0;
    let refused = 0;
    let repeated = 0;
    for (const line of near) {
      if (line.hasRequestOfHit) repeated++;
      const { status } = line;
      if (isAnswer(status)) {
        answered++;
        did |= DID.answered;
        if ((did & KNOWN) !== KNOWN) did |= this.#deeds.of(line);
      } else if (isRefusal(status)) {
        refused++;
      }
    }
    if ((did & DID.answered) !== 0) answered = Math.max(answered, 1);
    if (row < 0) return new ClientHistory({ answered, refused, repeated, did, seconds: 0 });
    return new ClientHistory({
      answered: Math.max(answered, numbers[row + COLUMN.answered]!),
      refused: Math.max(refused, numbers[row + COLUMN.refused]!),
      repeated: Math.max(repeated, numbers[row + COLUMN.repeated]!),
      did,
      seconds: (numbers[row + COLUMN.end]! - numbers[row + COLUMN.begin]!) | 0,
    });
  }

  /**
   * Whether a client was answered after a second, as far as the sample of all traffic shows it.
   * @param hash of the client
   * @param time in seconds since the epoch
   */
  answeredSince(hash: number, time: number): boolean {
    const row = this.#rows.find(hash);
    if (row < 0 || this.#rows.numbers[row + COLUMN.answered] === 0) return false;
    return ((this.#rows.numbers[row + COLUMN.answeredAt]! - Math.floor(time)) | 0) > 0;
  }

  // A client has a second user agent. So far all its lines had the first one, so the row of the first one begins as a copy.
  #splitByAgent(row: number, { clientHash }: Observation): void {
    const { numbers } = this.#rows;
    numbers[row + COLUMN.did]! |= SEVERAL_AGENTS;
    const first = this.#rows.touch(visitorHash(clientHash, numbers[row + COLUMN.agent]!));
    if (this.#rows.isNew) numbers.copyWithin(first + COLUMN.did, row + COLUMN.did, row + COLUMN.size);
  }

  // The row of a client or visitor; a new one gets its user agent and its first time.
  #rowFor(hash: number, { time, agentHash }: Observation): number {
    const row = this.#rows.touch(hash);
    if (!this.#rows.isNew) return row;
    this.#rows.numbers[row + COLUMN.agent] = agentHash;
    this.#rows.numbers[row + COLUMN.begin] = Math.floor(time);
    return row;
  }

  #count(row: number, { status, time, requestHash }: Observation, isAnswered: boolean, did: number): void {
    const { numbers } = this.#rows;
    if (numbers[row + COLUMN.request] === requestHash) this.#increase(row + COLUMN.repeated);
    numbers[row + COLUMN.request] = requestHash;
    numbers[row + COLUMN.end] = Math.floor(time);
    if (isAnswered) {
      this.#increase(row + COLUMN.answered);
      numbers[row + COLUMN.answeredAt] = Math.floor(time);
      numbers[row + COLUMN.did]! |= did;
    } else if (isRefusal(status)) {
      this.#increase(row + COLUMN.refused);
    }
  }

  #increase(at: number): void {
    const count = this.#rows.numbers[at]!;
    if (count < COUNT_CAPACITY) this.#rows.numbers[at] = count + 1;
  }
}

function isAnswer(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 302 && status <= 304);
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 499;
}
