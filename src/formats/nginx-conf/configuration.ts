// What the report and the judge ask a configuration: which blocks may have served a line, and where a directive stands.
import type { ExtraFields } from '../entry.ts';
import type { AccessLog } from './access-logs.ts';
import type { Context } from './contexts.ts';
import type { Directive } from './tree.ts';

/** A configuration, and the logs of a run that it wrote. */
export interface Configuration {
  /**
   * The blocks whose requests a line may be: servers and what is in them. If the line has `$server_name` or `$host`, or `$server_port`,
   * only those of its servers; otherwise those of all servers that write to its file. Equal answers are the same list.
   * @param file the name of the input, as the source gives it
   * @param extra the fields of the line beyond combined
   */
  blocksOf(file: string, extra: ExtraFields): Blocks;
  /** The access logs that write a file, in the order of the configuration; none if that is not known. */
  logsOf(file: string): readonly AccessLog[];
  /** The name of the file of a directive, as messages show it: relative to the folder of the main file (latin1). */
  nameOf(directive: Pick<Directive, 'file'>): string;
  /** False if a file could not be included, or a directive was left out: a setting that is nowhere may be there. */
  readonly isComplete: boolean;
}

/** Blocks of a configuration. */
export interface Blocks {
  readonly contexts: readonly Context[];
  /** Servers that may take the place of those in {@link contexts} until nginx knows the host: the default servers of their ports. */
  readonly defaultServers: readonly Context[];
  /** Whether they have a port with TLS. `ssl` counts for all servers of an address, whichever of them sets it. */
  readonly hasTlsPort: boolean;
}
