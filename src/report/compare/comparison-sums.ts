// Collects what happens before and since a time while a log is read, and compares both at the end.
import type { Configuration } from '../../formats/nginx-conf/configuration.ts';
import { parseRequest, pathPrefix } from '../../formats/request.ts';
import type { Counts } from '../../hits/counts.ts';
import { hashText } from '../../hits/hash.ts';
import type { Observation } from '../../hits/source.ts';
import { CAUSE_IDS, type CauseId } from '../../judge/catalogue.ts';
import type { Finding } from '../../judge/diagnose.ts';
import { isRelated } from '../../judge/related.ts';
import { RecentRows } from '../../judge/tables/bounded.ts';
import { DistinctCount } from '../counters/distinct.ts';
import { Room } from '../counters/room.ts';
import { Tops } from '../counters/tops.ts';
import type { Compared, Comparison } from '../shape/comparison.ts';
import { Tally } from '../tally.ts';
import { sumOf, TimeBins } from '../timeline/timeline.ts';
import { compare, type Series, type Side } from './compare.ts';

/** Spans of the whole log. Twenty minutes of a week are five of them. */
const SPANS_KEPT = 4096;
/** Clients, by what they are counted for, of which it is known when they were counted last. */
const CLIENTS_KEPT = 65_536;
/** A client counts again after this time. It may try again and again, which is no news of the server. */
const AGAIN_SECONDS = 1800;
/** The number of the series of requests. */
const REQUESTS = 0 as const;
const COMPARED: readonly Compared[] = ['all', '400', '499', ...CAUSE_IDS];
/** The number of each other series. */
const SERIES: ReadonlyMap<Compared, number> = new Map(COMPARED.map((what, index) => [what, index + 1]));

/** A function that gives a time in seconds since the epoch, for a log whose clock has an offset from UTC in minutes. */
export type TimeOfLog = (utcOffsetMinutes: number) => number;

/** What is counted on one side. */
interface SideSums {
  readonly tally: Tally;
  readonly statuses: Readonly<Record<'400' | '499', { hits: number; readonly clients: DistinctCount }>>;
  readonly parts: Map<CauseId, Tops>;
  /** Lines of the sample. */
  lines: number;
  oldest: number;
  newest: number;
}

/** The sums of a log before and since a time. */
export class ComparisonSums {
  readonly #timeOf: TimeOfLog;
  readonly #configuration: Configuration | undefined;
  #room = new Room();
  #at: number | undefined;
  #bins = new TimeBins(SPANS_KEPT);
  #sides: readonly [before: SideSums, after: SideSums];
  // When each client was counted last, by what it is counted for.
  #clients = new RecentRows(CLIENTS_KEPT);
  readonly #counted = new Float64Array(CLIENTS_KEPT + 1);

  constructor(timeOf: TimeOfLog, configuration: Configuration | undefined) {
    this.#timeOf = timeOf;
    this.#configuration = configuration;
    const side = (): SideSums => ({
      tally: new Tally({ configuration }),
      statuses: {
        '400': { hits: 0, clients: new DistinctCount(this.#room) },
        '499': { hits: 0, clients: new DistinctCount(this.#room) },
      },
      parts: new Map(),
      lines: 0,
      oldest: Infinity,
      newest: -Infinity,
    });
    this.#sides = [side(), side()];
  }

  /** A copy that changes independently. */
  copy(): ComparisonSums {
    const copy = new ComparisonSums(this.#timeOf, this.#configuration);
    copy.#room = this.#room.copy();
    copy.#at = this.#at;
    copy.#bins = this.#bins.copy();
    const statusOf = ({ hits, clients }: SideSums['statuses']['400']): SideSums['statuses']['400'] => ({
      hits,
      clients: clients.copy(copy.#room),
    });
    const sideOf = (side: SideSums): SideSums => ({
      ...side,
      tally: side.tally.copy(),
      statuses: { '400': statusOf(side.statuses['400']), '499': statusOf(side.statuses['499']) },
      parts: new Map([...side.parts].map(([cause, tops]) => [cause, tops.copy(copy.#room)])),
    });
    copy.#sides = [sideOf(this.#sides[0]), sideOf(this.#sides[1])];
    copy.#clients = new RecentRows(CLIENTS_KEPT, this.#clients.save());
    copy.#counted.set(this.#counted);
    return copy;
  }

  /** Counts the requests that a line of the sample stands for. */
  observe({ time, sampleWeight, entry }: Pick<Observation, 'time' | 'sampleWeight'> & Pick<Finding, 'entry'>): void {
    const at = (this.#at ??= this.#timeOf(entry.utcOffsetMinutes));
    this.#bins.add(time - at, REQUESTS, sampleWeight);
    const side = this.#sides[time < at ? 0 : 1];
    side.lines++;
    side.oldest = Math.min(side.oldest, time);
    side.newest = Math.max(side.newest, time);
  }

  /** Adds a finding, of a hit or of a related line. */
  add(finding: Finding): void {
    const { entry, cause } = finding;
    const at = (this.#at ??= this.#timeOf(entry.utcOffsetMinutes));
    const side = this.#sides[entry.time < at ? 0 : 1];
    side.tally.add(finding);
    if (isRelated(finding)) return;
    const client = hashText(entry.client);
    const status = entry.status === 400 ? '400' : '499';
    side.statuses[status].hits++;
    side.statuses[status].clients.add(client);
    const person = personOf(finding);
    for (const what of ['all', status, cause] as const) this.#countClient(SERIES.get(what)!, person, entry.time - at);
    const { path } = parseRequest(entry.request);
    if (path === '') return;
    let parts = side.parts.get(cause);
    if (parts === undefined) side.parts.set(cause, (parts = new Tops(this.#room)));
    parts.add(pathPrefix(path));
  }

  /**
   * Compares both sides.
   * @param iso a time as the report writes it
   */
  result({ entries, oldest, newest }: Counts, hasTimes: boolean, iso: (seconds: number) => string): Comparison {
    const at = this.#at ?? NaN;
    const requests = this.#bins.aroundZero(REQUESTS);
    const [first, second] = [sumOf(requests.before), sumOf(requests.after)];
    // The sample estimates how the requests are divided; their number is known.
    const scale = entries / Math.max(1, first + second);
    const sideOf = (index: 0 | 1, from: number, to: number): Side => {
      const name = index === 0 ? 'before' : 'after';
      const spanRequests = requests[name];
      const side = this.#sides[index];
      const hasLines = hasTimes && from <= to;
      return {
        begin: hasLines ? iso(from) : null,
        end: hasLines ? iso(to) : null,
        requests: Math.round((index === 0 ? first : second) * scale),
        spanSeconds: this.#bins.width,
        spanRequests: spanRequests.map((count) => count * scale),
        sampleWeight: (index === 0 ? first : second) / Math.max(1, side.lines),
        series: this.#seriesOf(side, (what) => this.#bins.aroundZero(SERIES.get(what)!)[name]),
        fixes: side.tally.fixes({ begin: from, end: to }, (time) => (hasTimes ? iso(time) : null)),
      };
    };
    const [before, after] = this.#sides;
    const sides = [
      sideOf(0, Math.min(before.oldest, oldest), before.newest),
      sideOf(1, after.oldest, Math.max(after.newest, newest)),
    ] as const;
    if (!hasTimes || Number.isNaN(at)) {
      return { ...compare(...sides), too_little: hasTimes || entries === 0 ? 'before' : 'no-times' };
    }
    return compare(...sides, { seconds: at, iso });
  }

  #seriesOf(
    { tally, statuses, parts }: SideSums,
    eventsOf: (what: Compared) => readonly number[],
  ): Map<Compared, Series> {
    const series = new Map<Compared, Series>([
      ['all', { hits: tally.hits, clients: tally.clients, events: eventsOf('all'), part: null }],
    ]);
    for (const status of ['400', '499'] as const) {
      const { hits, clients } = statuses[status];
      if (hits > 0) series.set(status, { hits, clients: clients.size, events: eventsOf(status), part: null });
    }
    for (const { cause, hits, clients } of tally.causes())
      if (hits > 0)
        series.set(cause, { hits, clients, events: eventsOf(cause), part: mainPart(parts.get(cause), hits) });
    return series;
  }

  // A line that is older than the last one that was counted, because lines are out of order, is not counted.
  #countClient(series: number, client: number, time: number): void {
    // 46 bits of the client, and the series.
    const row = this.#clients.touch((client % 2 ** 46) * 2 ** 7 + series);
    if (!this.#clients.isNew && time < this.#counted[row]! + AGAIN_SECONDS) return;
    this.#counted[row] = time;
    this.#bins.add(time, series);
  }
}

// Many people may share an address; then each user agent and request counts as one of them.
function personOf({ entry, circumstances }: Finding): number {
  const { client, http_user_agent, request } = entry;
  return hashText(circumstances.sharesAddress ? `${client} ${http_user_agent} ${request}` : client);
}

function mainPart(parts: Tops | undefined, hits: number): string | null {
  const [first] = parts?.most(1) ?? [];
  return first !== undefined && first.hits * 2 > hits ? first.value : null;
}
