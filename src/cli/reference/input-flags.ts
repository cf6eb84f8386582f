// The flags about the input: which lines to read, and what the lines mean.
import { PRESETS } from '../../formats/presets.ts';
import type { Flag } from './flag.ts';

/** Which lines to read. */
export const LINES: readonly Flag[] = [
  {
    long: '--follow',
    short: '-f',
    group: 'lines',
    isPerRun: true,
    says: 'keep reading as the logs grow, through rotation, until stopped',
    more: 'The logs must be named, or come from `--nginx-conf`. It does not work with `--state`.',
  },
  {
    long: '--since',
    value: 'time',
    group: 'lines',
    isPerRun: true,
    says: 'only lines from this time on: `03:00`, `2h`, `yesterday`, `2026-11-22T15:04`',
    more: '`logscan help times` lists all forms.',
  },
  {
    long: '--until',
    value: 'time',
    group: 'lines',
    isPerRun: true,
    says: 'only lines up to this time',
  },
  {
    long: '--state',
    value: 'file',
    group: 'lines',
    isPerRun: true,
    says: 'read only what is new since the last run; the file remembers where that run ended',
    more: 'The logs must be named, or come from `--nginx-conf`. It does not work with `-f`, `--since` and `--until`.',
    values: 'file',
  },
  {
    long: '--rotated',
    value: 'folder',
    group: 'lines',
    isPerRun: true,
    says: 'also read the rotated files of the logs in this folder',
    more: 'It does not work with `-f`.',
    isRepeatable: true,
    values: 'folder',
  },
];

/** What the lines mean. */
export const MEANING: readonly Flag[] = [
  {
    long: '--log-format',
    value: 'format',
    group: 'meaning',
    says: 'the log_format of the logs, as it stands in nginx.conf, or a name that `logscan formats` lists',
    more: 'logscan then does not look for the format.',
    values: PRESETS.map(({ name }) => name),
  },
  {
    long: '--field',
    value: 'variable=key',
    group: 'meaning',
    says: 'which field of JSON, LTSV or key=value is which variable: `status=resp.code`',
    more: 'It is needed where name and values of a field do not show it.',
    isRepeatable: true,
  },
  {
    long: '--client-field',
    value: 'variable',
    group: 'meaning',
    says: 'the variable that has the address of the client, such as `http_x_forwarded_for`',
    more: 'Others are `http_cf_connecting_ip` and `realip_remote_addr`. Of a list, the first address is taken.',
    values: ['http_x_forwarded_for', 'http_cf_connecting_ip', 'http_x_real_ip', 'realip_remote_addr'],
  },
  {
    long: '--trusted-proxy',
    value: 'network',
    group: 'meaning',
    says: 'a proxy or a network of proxies: the client is the last address that is not one of them',
    more: 'The client is `remote_addr` where that is no trusted proxy.',
    isRepeatable: true,
  },
  {
    long: '--nginx-conf',
    value: 'file',
    group: 'meaning',
    says: 'the configuration of nginx, or the output of `nginx -T`: its log_formats and settings are used; without files, its logs are read',
    more: '`-` is standard input.',
    values: 'file',
  },
  {
    long: '--nginx-version',
    value: 'version',
    group: 'meaning',
    says: 'the version of nginx that wrote the log, such as `1.22.1`, if the log does not show it',
  },
  {
    long: '--clock',
    value: 'name=offset',
    group: 'meaning',
    isPerRun: true,
    says: 'add this to the times of an input whose clock is wrong: `web2=-1s`',
    isRepeatable: true,
  },
];
