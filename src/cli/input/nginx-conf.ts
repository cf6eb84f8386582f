// --nginx-conf: reads the configuration that wrote the logs, and takes the logs from it if the user named none.
import { NginxConfError } from '../../formats/nginx-conf/conf-error.ts';
import { ConfiguredLogs } from '../../sources/configured-logs.ts';
import { readNginxConf } from '../../sources/files/nginx-conf-file.ts';
import type { Options } from '../arguments/options.ts';
import { UsageError } from '../errors.ts';
import type { Host } from '../host.ts';
import { remarkOn } from './remarks.ts';

/** How many problems of a configuration stderr names, and how many of its logs that are not read. */
const REMARKS_KEPT = 8;

/**
 * Reads the configuration of --nginx-conf. stderr names what could not be included.
 * @param name a file, or `-` for standard input; undefined without the flag
 * @throws UsageError if it cannot be read, or if nginx would refuse it
 */
export async function readConfiguredLogs(name: string | undefined, host: Host): Promise<ConfiguredLogs | undefined> {
  if (name === undefined) return undefined;
  let configured: ConfiguredLogs;
  try {
    configured = new ConfiguredLogs(await readNginxConf(name, host.stdin));
  } catch (error) {
    if (!(error instanceof NginxConfError)) throw error;
    const advice =
      error.line === undefined ? 'name nginx.conf, or a file with the output of nginx -T' : 'nginx -t checks it';
    throw new UsageError(`--nginx-conf: ${error.message}; ${advice}.`);
  }
  say(configured, configured.problems, host);
  return configured;
}

/**
 * The options with the logs that the configuration names, if the user named none. stderr says which logs are not read.
 * @throws UsageError if none of the logs is here
 */
export function withNamedFiles(options: Options, configured: ConfiguredLogs, host: Host): Options {
  if (options.files.length > 0 || !options.readsConfigured) return options;
  const { files, remarks } = configured.namedFiles();
  say(configured, remarks, host);
  if (files.length > 0) return { ...options, files };
  throw new UsageError(`--nginx-conf: no access log of ${configured.name} is here; name the log files.`);
}

function say({ name }: ConfiguredLogs, texts: readonly string[], host: Host): void {
  const remark = remarkOn(host);
  for (const text of texts.slice(0, REMARKS_KEPT)) remark(name, text);
  const more = texts.length - REMARKS_KEPT;
  if (more > 0) remark(name, `and ${more} more such remarks`);
}
