// What the lines of each log show of the nginx that wrote it: several servers may have other versions and other pages.
import type { Observation } from '../../hits/source.ts';
import { touch } from './bounded.ts';
import { Era, type NginxVersion, type SavedEra } from './era.ts';
import { PageSizes, type SavedPageSizes } from './pages/page-size.ts';
import { type SavedWriter, Writer } from './writer.ts';

/** Capacity in logs. The lines of a log that was forgotten are judged by all logs together. */
const LOGS_KEPT = 256;
/** Capacity in inputs whose log is known. A log has an input for each of its rotated files. */
const FILES_KEPT = 4096;
/** Capacity in hosts of all logs together; each log gets an equal share, … */
const LOG_HOSTS_KEPT = 4096;
/** … and at most this many. */
const HOSTS_OF_LOG_KEPT = 256;

/** The tables that depend on the server that wrote a line. */
export interface ServerTables {
  readonly pageSizes: PageSizes;
  readonly era: Era;
  readonly writer: Writer;
}

/** {@link ServerTables} as they are kept between runs. */
interface SavedServer {
  readonly pageSizes: SavedPageSizes;
  readonly era: SavedEra;
  readonly writer: SavedWriter;
}

/** The table as it is kept between runs. */
export interface SavedLogs {
  /** For each input, its log. */
  readonly files: Map<string, string>;
  /** The tables of each log; undefined while there is one log, which all logs together stand for. */
  readonly logs: Map<string, SavedServer | undefined>;
}

/** The tables of each log. While the run has one log, the tables of all logs together are its tables. */
export class Logs {
  readonly #all: ServerTables;
  readonly #given: NginxVersion | undefined;
  readonly #files: Map<string, string>;
  readonly #logs: Map<string, ServerTables>;
  // Lines that were observed before any log began, as in a state of an older version, may be of several logs.
  readonly #isFresh: () => boolean;
  #hasOwnTables = false;

  /**
   * @param all the tables of all logs together
   * @param given the version the user named
   * @param isFresh whether no line was observed yet
   * @param saved what {@link save} gave in an earlier run
   */
  constructor(all: ServerTables, given: NginxVersion | undefined, isFresh: () => boolean, saved?: SavedLogs) {
    this.#all = all;
    this.#given = given;
    this.#isFresh = isFresh;
    this.#files = saved?.files ?? new Map<string, string>();
    this.#logs = new Map(
      [...(saved?.logs ?? [])].map(([log, tables]) => [log, tables === undefined ? all : this.#make(tables)]),
    );
  }

  /** Everything it knows, for a later run. */
  save(): SavedLogs {
    return {
      files: this.#files,
      logs: new Map(
        [...this.#logs].map(([log, tables]) => [log, tables === this.#all ? undefined : savedServer(tables)]),
      ),
    };
  }

  /** An input begins, which is a part of this log. */
  begin(file: string, log: string): void {
    const [first] = this.#logs;
    // All lines so far were lines of the first log, so its own tables begin as a copy.
    if (first !== undefined && first[0] !== log && first[1] === this.#all)
      this.#logs.set(first[0], this.#make(structuredClone(savedServer(this.#all))));
    touch(this.#files, file, FILES_KEPT, () => log);
    touch(this.#logs, log, LOGS_KEPT, () => (first === undefined && this.#isFresh() ? this.#all : this.#make()));
  }

  /** The run has several logs. */
  get areSeveral(): boolean {
    return this.#hasOwnTables;
  }

  /** The log of an input; the input itself if that is not known. */
  nameOf(file: string): string {
    return this.#files.get(file) ?? file;
  }

  /** The tables of the log that an input is a part of; those of all logs together if the log is not known. */
  of(file: string): ServerTables {
    if (!this.#hasOwnTables) return this.#all;
    const log = this.#files.get(file);
    return log === undefined ? this.#all : this.ofLog(log);
  }

  /** The tables of a log; those of all logs together if it has none. */
  ofLog(log: string): ServerTables {
    return this.#logs.get(log) ?? this.#all;
  }

  /** Adds a line that the tables of all logs together have observed. */
  observe(line: Observation): void {
    if (!this.#hasOwnTables) return;
    const own = this.of(line.file);
    if (own === this.#all) return;
    if (line.isHit || line.isMark) own.pageSizes.observe(line);
    own.era.observe(line);
    own.writer.observe(line);
  }

  #make(from?: SavedServer): ServerTables {
    this.#hasOwnTables = true;
    const hostsKept = (): number =>
      Math.min(HOSTS_OF_LOG_KEPT, Math.floor(LOG_HOSTS_KEPT / Math.max(1, this.#logs.size)));
    return {
      pageSizes: new PageSizes(from?.pageSizes, this.#all.pageSizes, hostsKept),
      era: new Era(this.#given, from?.era, this.#all.era),
      writer: new Writer(from?.writer),
    };
  }
}

function savedServer({ pageSizes, era, writer }: ServerTables): SavedServer {
  return { pageSizes: pageSizes.save(), era: era.save(), writer: writer.save() };
}
