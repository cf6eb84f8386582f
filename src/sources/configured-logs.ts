// The logs of a run and the nginx configuration that wrote them: which access_log wrote a file, and in which formats.
import { basename, dirname, join, resolve } from 'node:path';
import { type AccessLog, type ConfView, viewOf } from '../formats/nginx-conf/access-logs.ts';
import type { ExtraFields } from '../formats/entry.ts';
import type { Blocks, Configuration } from '../formats/nginx-conf/configuration.ts';
import { type Context, isStream } from '../formats/nginx-conf/contexts.ts';
import type { NginxConf } from '../formats/nginx-conf/includes.ts';
import { directiveText, type LogFormat } from '../formats/nginx-conf/log-formats.ts';
import { type LogWriter, logWriters } from '../formats/nginx-conf/log-writers.ts';
import { namedLogs, type Unnamed } from '../formats/nginx-conf/named-logs.ts';
import { folderOf, fullName } from '../formats/nginx-conf/paths.ts';
import { placeOf, shortName } from '../formats/nginx-conf/places.ts';
import { DefaultServers, LogServers } from '../formats/nginx-conf/servers.ts';
import { isThere, latin1, nameIn, nameOf, RealPaths } from './files/configured-paths.ts';
import { STDIN_NAME } from './files/open.ts';
import { logNameOf, withoutPacking } from './files/rotated-names.ts';
import type { KnownFormats } from './known-formats.ts';

/** Folders that packages of nginx were built with (`--prefix`); nginx's own default is the last. */
const PREFIXES: readonly string[] = ['/etc/nginx', '/usr/share/nginx', '/var/lib/nginx', '/usr/local/nginx'];
/** Where packages log to without any directive (`--http-log-path`); relative to the prefix. */
const BUILT_IN_LOGS: readonly string[] = ['logs/access.log', '/var/log/nginx/access.log'];
/** How many formats are tried for a log that no access_log names. */
const FORMATS_TRIED_KEPT = 32;
/** How many places a remark names. */
const PLACES_KEPT = 3;

const WHY_UNNAMED: Readonly<Record<Unnamed, string>> = {
  off: 'these requests are in no log',
  syslog: 'this log is no file',
  variables: 'the path has variables; to read its files, name them',
};

/** Which access logs wrote a file. */
interface Written {
  /**
   * `path`: an access_log has this path. `name`: one has this name in another folder. `perhaps`: one with variables, or with a
   * relative path, may be the file. `none`: no access_log is known to write it.
   */
  readonly by: 'path' | 'name' | 'perhaps' | 'none';
  readonly writers: readonly LogWriter[];
}

/** What {@link ConfiguredLogs.namedFiles} found. */
export interface NamedFiles {
  /** Logs that exist, in the order of the configuration. */
  readonly files: readonly string[];
  /** Logs that cannot be read, with the reason and the place of the directive. They may quote the configuration (latin1). */
  readonly remarks: readonly string[];
}

/** A configuration and the logs that it wrote. All names of files are names as Node takes them. */
export class ConfiguredLogs implements Configuration {
  /** The name of the main file, as messages show it (latin1). */
  readonly name: string;
  readonly view: ConfView;
  readonly #mainFile: string;
  readonly #written = new Map<string, Written>();
  readonly #realPaths = new RealPaths();
  readonly #servers = new Map<readonly LogWriter[], LogServers>();
  readonly #defaultServers: DefaultServers;
  #all: readonly LogWriter[] | undefined;

  constructor(conf: NginxConf) {
    this.#mainFile = conf.file;
    this.name = shortName(conf.file, conf.file);
    this.view = viewOf(conf);
    this.#defaultServers = new DefaultServers(this.view.main);
  }

  /** What nginx would refuse and what could not be included, each with its place (latin1). */
  get problems(): readonly string[] {
    return this.view.problems.map(({ reason, file, line = 1 }) => `${reason} (${this.placeOf({ file, line })})`);
  }

  /** The place of a directive, as messages show it: `conf.d/shop.conf:12` (latin1). */
  placeOf(directive: { readonly file: string; readonly line: number }): string {
    return placeOf(directive, this.#mainFile);
  }

  /** See {@link Configuration.blocksOf}. If no access_log is known to write the file, all servers with a log are possible. */
  blocksOf(file: string, { host, server_name, server_port }: ExtraFields): Blocks {
    const { writers } = this.#writtenTo(file);
    let servers = this.#servers.get(writers);
    if (servers === undefined) {
      servers = new LogServers([...new Set(writers.flatMap(({ contexts }) => contexts))], this.#defaultServers);
      this.#servers.set(writers, servers);
    }
    // $server_name is the server that nginx chose; the client may have sent any host.
    const name = server_name === undefined || server_name === '-' ? host : server_name;
    return servers.blocksOf(name, server_port);
  }

  /** See {@link Configuration.logsOf}. */
  logsOf(file: string): readonly AccessLog[] {
    const { by, writers } = this.#writtenTo(file);
    return by === 'path' || by === 'name' ? writers.map(({ log }) => log) : [];
  }

  /** See {@link Configuration.nameOf}. */
  nameOf({ file }: { readonly file: string }): string {
    return shortName(file, this.#mainFile);
  }

  /** See {@link Configuration.isComplete}. */
  get isComplete(): boolean {
    return this.view.problems.length === 0;
  }

  /** The formats to try first for a file; undefined if the configuration has none. */
  readonly knownFormats = (file: string): KnownFormats | undefined => {
    const { by, writers } = this.#writtenTo(file);
    const isExpected = by === 'path' || by === 'name';
    const written = new Set(writers.flatMap(({ log }) => log.format ?? []));
    const all = isExpected ? [...written] : this.#candidates(written);
    if (all.length === 0) return undefined;
    const note = by === 'name' ? `of the access_log with this name (${this.#placesOf(writers)})` : undefined;
    return {
      formats: all.map((format) => {
        const { name, directive } = format;
        const place = directive === undefined ? undefined : this.placeOf(directive);
        return { name, directive: directiveText(format), place };
      }),
      note,
      isExpected,
      isObvious: by === 'path' && all.length === 1,
    };
  };

  // For a log that no access_log is known to write: those of all logs, then those that no log has. Combined is tried anyway.
  #candidates(first: ReadonlySet<LogFormat>): readonly LogFormat[] {
    const others = this.#allWriters().flatMap(({ log }) => log.format ?? []);
    const all = new Set([...first, ...others, ...this.view.logFormats]);
    return [...all].filter((format) => directiveText(format) !== undefined).slice(0, FORMATS_TRIED_KEPT);
  }

  /**
   * The logs that the configuration names. A relative path is relative to nginx's prefix, which no configuration shows: the
   * prefixes of known packages are tried.
   */
  namedFiles(): NamedFiles {
    const { files, others } = namedLogs(this.view);
    const found = new Set<string>();
    const remarks: string[] = [];
    for (const { path, logs } of files) {
      const tried = this.#placesToLook(path);
      const file = tried.find(isThere);
      const name = file === undefined ? undefined : nameOf(file);
      if (name !== undefined) found.add(name);
      else remarks.push(this.#missing(path, logs, file !== undefined));
    }
    for (const { reason, directive } of others)
      remarks.push(`access_log ${directive.args[0]} (${this.placeOf(directive)}): ${WHY_UNNAMED[reason]}`);
    return { files: [...found], remarks };
  }

  #missing(path: string | undefined, logs: readonly AccessLog[], exists: boolean): string {
    if (path === undefined) return 'some requests go to the log that was set when nginx was built; name it to read it';
    const places = this.#listOf(logs.flatMap(({ directive }) => (directive ? [this.placeOf(directive)] : [])));
    const why = path.startsWith('/')
      ? 'no regular file is there'
      : "the path is relative to nginx's prefix, which is unknown; to read the log, name it";
    return `access_log ${path} (${places}): ${exists ? 'the name is not UTF-8, so logscan cannot read it' : why}`;
  }

  #placesToLook(path: string | undefined): readonly string[] {
    const prefixes = [...this.#prefix(), ...PREFIXES];
    const names = path === undefined ? BUILT_IN_LOGS : [path];
    return names.flatMap((name) => (name.startsWith('/') ? [name] : prefixes.map((one) => fullName(name, one))));
  }

  // With nginx's own layout, the main file is in the folder conf of the prefix.
  #prefix(): readonly string[] {
    const folder = folderOf(this.#mainFile);
    return folder.endsWith('/conf/') ? [folder.slice(0, -'conf/'.length)] : [];
  }

  #writtenTo(file: string): Written {
    let written = this.#written.get(file);
    if (written === undefined) this.#written.set(file, (written = this.#findWriters(file)));
    return written;
  }

  #findWriters(file: string): Written {
    if (file === STDIN_NAME) return { by: 'none', writers: this.#allWriters() };
    const [prefix] = this.#prefix();
    const places = { realPath: this.#realPaths.of, ...(prefix === undefined ? {} : { prefix }) };
    const path = resolve(file);
    const names = [...new Set([basename(path), withoutPacking(basename(path)), logNameOf(basename(path))])];
    let uncertain: readonly LogWriter[] = [];
    for (const name of names) {
      const writers = logWriters(this.view, latin1(join(dirname(path), name)), places).filter(isOfHttp);
      const certain = writers.filter(({ isCertain }) => isCertain);
      if (certain.length > 0) return { by: 'path', writers: certain };
      if (uncertain.length === 0) uncertain = writers;
    }
    const all = this.#allWriters();
    const byName = all.filter(({ log: { target } }) => target.kind === 'file' && names.includes(nameIn(target.path)));
    const paths = new Set(byName.map(({ log: { target } }) => (target.kind === 'file' ? target.path : '')));
    if (paths.size === 1) return { by: 'name', writers: byName };
    return uncertain.length > 0 ? { by: 'perhaps', writers: uncertain } : { by: 'none', writers: all };
  }

  #allWriters(): readonly LogWriter[] {
    return (this.#all ??= this.#findAllWriters());
  }

  #findAllWriters(): readonly LogWriter[] {
    const contexts = new Map<AccessLog, Context[]>();
    for (const [context, logs] of this.view.logsInForce) {
      if (isStream(context)) continue;
      for (const log of logs) {
        // No request is served outside of a server, so nothing may be written to the log that was built in.
        if (log.directive === undefined && (context.kind === 'http' || context.kind === 'main')) continue;
        const known = contexts.get(log);
        if (known === undefined) contexts.set(log, [context]);
        else known.push(context);
      }
    }
    return [...contexts].map(([log, all]) => ({ log, contexts: all, isCertain: false }));
  }

  #placesOf(writers: readonly LogWriter[]): string {
    return this.#listOf(writers.flatMap(({ log: { directive } }) => (directive ? [this.placeOf(directive)] : [])));
  }

  #listOf(texts: readonly string[]): string {
    const more = texts.length - PLACES_KEPT;
    return texts.slice(0, PLACES_KEPT).join(', ') + (more > 0 ? ` and ${more} more` : '');
  }
}

function isOfHttp({ contexts }: LogWriter): boolean {
  return contexts.some((context) => !isStream(context));
}
