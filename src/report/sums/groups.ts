// Sums of findings by a key that the user chose, such as the host or the server: how many, which verdicts and causes, and when.
import { networkOf } from '../../formats/address.ts';
import { detached } from '../../formats/detached.ts';
import { statusText } from '../../formats/entry.ts';
import { parseRequest } from '../../formats/request.ts';
import { formatIso8601 } from '../../formats/time-local.ts';
import { parseUserAgent } from '../../formats/user-agent.ts';
import { hashText } from '../../hits/hash.ts';
import type { CauseId, Verdict } from '../../judge/catalogue.ts';
import type { Finding } from '../../judge/diagnose.ts';
import { isRelated } from '../../judge/related.ts';
import { DistinctCount } from '../counters/distinct.ts';
import type { Room } from '../counters/room.ts';
import type { GroupKey } from '../shape/grouping.ts';

/** Capacity in values of a key. The findings of further values are summed up together. */
const VALUES_KEPT = 5000;
/** The first values are kept even when the memory budget is used up. */
const FIRST_VALUES_KEPT = 64;
/** Characters of a value; a path may have a million. */
const CHARACTERS_KEPT = 200;

/** The sum of the findings with one value of the key. */
export interface Group {
  hits: number;
  status400: number;
  status499: number;
  /** Related lines, which are not hits. */
  related: number;
  readonly verdicts: Map<Verdict, number>;
  readonly causes: Map<CauseId, number>;
  /** Times of its first and last hit, in seconds since the epoch; infinite without hits. */
  begin: number;
  end: number;
}

/** Where a value of the key is found. `logOf` gives the log of an input. `-` stands for a value that the line does not have. */
const VALUES: Readonly<Record<GroupKey, (finding: Finding, logOf: (file: string) => string) => string>> = {
  host: ({ entry }) => entry.extra.host ?? '-',
  server: ({ file }, logOf) => logOf(file),
  cause: ({ cause }) => cause,
  client: ({ entry }) => entry.client,
  network: ({ entry }) => networkOf(entry.client),
  uri: ({ entry }) => parseRequest(entry.request).path || '-',
  agent: ({ entry }) => parseUserAgent(entry.http_user_agent).family,
  status: ({ entry }) => statusText(entry.status),
  hour: ({ entry }) => formatIso8601(entry.time, entry.utcOffsetMinutes).slice(0, 13),
  day: ({ entry }) => formatIso8601(entry.time, entry.utcOffsetMinutes).slice(0, 10),
};

/** Every key, in the order in which messages name them. */
export const GROUP_KEYS: readonly GroupKey[] = Object.keys(VALUES) as GroupKey[];

/** A group without findings. */
export function newGroup(): Group {
  return {
    hits: 0,
    status400: 0,
    status499: 0,
    related: 0,
    verdicts: new Map(),
    causes: new Map(),
    begin: Infinity,
    end: -Infinity,
  };
}

/** The sums of findings by one key. */
export class Groups {
  readonly key: GroupKey;
  readonly #room: Room;
  readonly #logOf: (file: string) => string;
  #groups = new Map<string, Group>();
  /** The findings whose values found no place. */
  rest: Group = newGroup();
  #restValues: DistinctCount;

  /**
   * @param room the memory budget that all lists of the report share
   * @param logOf gives the name of the log that an input is a part of
   */
  constructor(key: GroupKey, room: Room, logOf: (file: string) => string) {
    this.key = key;
    this.#room = room;
    this.#logOf = logOf;
    this.#restValues = new DistinctCount(room);
  }

  /** Adds a finding, of a hit or of a related line. */
  add(finding: Finding): void {
    addTo(this.#groupOf(VALUES[this.key](finding, this.#logOf).slice(0, CHARACTERS_KEPT)), finding);
  }

  /** The groups by value, in the order of their first findings. */
  get groups(): ReadonlyMap<string, Group> {
    return this.#groups;
  }

  /** How many values {@link rest} has; an estimate if they are many. */
  get restValues(): number {
    return this.#restValues.size;
  }

  /**
   * A copy that changes independently.
   * @param room the memory budget of the copies
   */
  copy(room: Room): Groups {
    const copy = new Groups(this.key, room, this.#logOf);
    copy.#groups = new Map([...this.#groups].map(([value, group]) => [value, copyOf(group)]));
    copy.rest = copyOf(this.rest);
    copy.#restValues = this.#restValues.copy(room);
    return copy;
  }

  #groupOf(value: string): Group {
    const known = this.#groups.get(value);
    if (known !== undefined) return known;
    const { size } = this.#groups;
    if (size >= FIRST_VALUES_KEPT && (size >= VALUES_KEPT || !this.#room.take(value.length))) {
      this.#restValues.add(hashText(value));
      return this.rest;
    }
    const group = newGroup();
    this.#groups.set(detached(value), group);
    return group;
  }
}

function addTo(group: Group, finding: Finding): void {
  if (isRelated(finding)) {
    group.related++;
    return;
  }
  const { entry, cause, verdict } = finding;
  group.hits++;
  if (entry.status === 400) group.status400++;
  else group.status499++;
  group.verdicts.set(verdict, (group.verdicts.get(verdict) ?? 0) + 1);
  group.causes.set(cause, (group.causes.get(cause) ?? 0) + 1);
  group.begin = Math.min(group.begin, entry.time);
  group.end = Math.max(group.end, entry.time);
}

function copyOf(group: Group): Group {
  return { ...group, verdicts: new Map(group.verdicts), causes: new Map(group.causes) };
}
