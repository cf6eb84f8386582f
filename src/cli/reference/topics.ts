// What logscan help TOPIC prints, and the man page has as sections: times, filters, input, exit codes, environment.

/** A table of terms, each with its meaning. */
export type Terms = readonly (readonly [term: string, says: string])[];

/** A topic: paragraphs and tables. What a user types stands in backticks. */
export interface Topic {
  readonly name: string;
  readonly title: string;
  readonly body: readonly (string | Terms)[];
}

const INPUT: Topic = {
  name: 'input',
  title: 'Input',
  body: [
    'logscan reads access logs of nginx: plain, gzip or zstd. Give it the whole log and not the output of grep, because it needs the lines around a hit to find the cause.',
    [
      ['access.log access.log.1 old.gz', 'Several files, in any order. Logs of several servers are merged by time.'],
      ['/var/log/nginx', 'All access logs in a folder.'],
      ['"/var/log/nginx/access.log*"', 'A pattern in quotes, which logscan expands.'],
      ['-', 'Standard input, which is the default.'],
    ],
    'The format of each log is found from its lines. If that fails, `--log-format` takes the log_format as it stands in nginx.conf.',
    'Logs of another machine or of a container come through a pipe:',
    [
      ['ssh web1 cat /var/log/nginx/access.log | logscan', 'another machine'],
      ['kubectl logs deploy/ingress-nginx-controller | logscan', 'Kubernetes'],
      ['docker compose logs nginx | logscan', 'Docker'],
    ],
  ],
};

const TIMES: Topic = {
  name: 'times',
  title: 'Times',
  body: [
    '`--since`, `--until` and `--compare-at` take these forms. A time without an offset from UTC is in the zone of the log.',
    [
      ['90s, 15min, 2h, 1h30m, 3d, 1w', 'A span before now. `-15m` and `"1 hour ago"` mean the same.'],
      ['03:00, 03:00:30', 'The last time before now that the clock of the log showed it.'],
      ['"yesterday 03:00", "today 14:30"', 'A time of day on that day.'],
      ['today, yesterday, now', 'The beginning of the day, and this moment.'],
      ['2026-11-22, 2026-11-22T15:04, "2026-11-22 15:04:05+01:00"', 'ISO 8601. A date is its first second.'],
      ['"22/Nov/2026:15:04:05 +0100"', 'A time copied from the log.'],
      ['@1795374245', 'Seconds since 1970.'],
    ],
    'A time of day after `--until` is the first one after `--since`, if the last one before now is earlier. If no line of the log is in these times, stderr says where the log ends or begins.',
  ],
};

const FILTERS: Topic = {
  name: 'filters',
  title: 'Filters',
  body: [
    'Filters choose which hits are counted and printed. All lines are still read, and no finding changes.',
    'Values of one flag are alternatives; different flags must all hold. A flag may be repeated, and takes a list with commas, except `--user-agent`.',
    'A user agent between slashes is a regular expression (RE2, matched in linear time): `--user-agent "/curl|wget/i"`.',
  ],
};

const CONFIG: Topic = {
  name: 'config',
  title: 'Configuration file',
  body: [
    'Values of flags that are the same in each run can stand in a configuration file. The keys are the long flags without dashes, in TOML:',
    [
      ['log-format = "combined"', 'A flag with a value.'],
      ['trusted-proxy = ["10.0.0.0/8", "192.0.2.7"]', 'A flag that may be repeated.'],
      ['no-color = true', 'A flag without a value.'],
    ],
    'A flag on the command line overrules its key. Flags for one run only, such as `--since`, `--follow`, `--state` and `--output`, are no keys. With `nginx-conf` in the file, logs are still named on the command line.',
    [
      ['/etc/logscan.toml', 'For all users.'],
      [
        '$XDG_CONFIG_HOME/logscan/config.toml',
        'For one user; its keys overrule the other file. Without the variable, `~/.config` is taken.',
      ],
      ['--config <file>', 'Instead of both.'],
      ['--no-config', 'None of them.'],
    ],
    'Names of files are relative to the folder of the configuration file.',
  ],
};

const IGNORE: Topic = {
  name: 'ignore',
  title: 'Ignore list',
  body: [
    'Hits that are known and accepted can be ignored: they leave the report, its fixes and `--fail-on`, and the report says how many there were of each. The list is TOML, in the file of `--ignore` or in the configuration file.',
    [
      ['[[ignore]]', 'Begins a rule.'],
      ['reason = "health check of the old balancer"', 'Needed, and shown in the report.'],
      ['cause = "tcp-health-check"', 'The id of a cause, or a list of ids.'],
      ['client = ["192.0.2.10", "10.0.0.0/8"]', 'Addresses or networks.'],
      ['path = "/health*"', 'The path of the request; `*` stands for any text.'],
      ['until = 2026-12-31', 'The last day on which the rule holds, by the clock of the log.'],
    ],
    'All conditions of a rule must hold, and it needs a cause, a client or a path.',
  ],
};

const COMPARE: Topic = {
  name: 'compare',
  title: 'Comparing',
  body: [
    '`--compare-at` compares the lines before a time with those since, and `logscan diff` compares two logs or reports. Both compare rates: hits of 1,000 requests.',
    [
      ['logscan access.log --compare-at 14:30', 'Did the deployment at 14:30 do it?'],
      ['logscan diff access.log.1 access.log', 'The last log and this one.'],
      ['logscan diff monday.json today.json', 'Two reports of `--format json`; one of both may also be a log.'],
    ],
    'A change is named if chance alone makes it less than once in 100 times. Trouble comes in bursts, so logscan counts a client once in half an hour, and shuffles parts of the log with equal numbers of requests to see how often they differ as much. One incident is no change, however large. A log of one day has other people by day than by night, and logscan does not know that.',
    'The words: `new` and `gone` (none before, or none since), `more`, `fewer`, and `perhaps by chance`. `new to fix` is a row of FIX FIRST whose cause was not to fix before on any of its parts of the site.',
    '`--fail-on "new fix"` exits with code 10 if something is new to fix: since the time of `--compare-at`, in the second log of `diff`, or with `--state`, since the runs before. With `--state` the first run fails for nothing.',
  ],
};

const EXIT_CODES: Topic = {
  name: 'exit-codes',
  title: 'Exit codes',
  body: [
    [
      ['0', 'The input was read and reported, even if it was empty.'],
      ['1', 'logscan itself failed, the report could not be written, or Node is too old.'],
      ['2', 'The command line or the configuration file is invalid, or the state file is damaged or in use.'],
      ['3', 'There were lines, but none could be parsed; or the line of `logscan explain FILE:LINE` could not.'],
      ['4', 'Some input could not be read; the rest was reported.'],
      ['10', 'A condition of `--fail-on` holds. Of `logscan diff`, that something is new to fix.'],
      [
        '129, 130, 143',
        'SIGHUP, SIGINT or SIGTERM, after a report on the lines that were read. A second signal ends logscan at once.',
      ],
    ],
    'A run also ends with 0 if the log is empty, if the reader of its output leaves (`| head`), and after the key `q` of `-f`. With 3, stderr names the nearest format, or says what the lines look like. With 4, a log is missing, damaged, or was truncated or replaced meanwhile; if no log could be read at all, there is no report.',
    'If several apply, the first in this order counts: 1, 2, a signal, 4, 3, 10. Without `--fail-on`, findings never change the exit code.',
  ],
};

const ENVIRONMENT: Topic = {
  name: 'environment',
  title: 'Environment',
  body: [
    [
      ['XDG_CONFIG_HOME, HOME', 'Where the configuration file of the user is.'],
      ['NO_COLOR', 'If it is set and not empty, there are no colours.'],
      ['FORCE_COLOR', 'If it is set and not 0, output that is no terminal has colours, too.'],
      ['COLUMNS', 'The width of output that is no terminal; 80 by default.'],
      ['TERM', 'If it is `dumb`, there are no colours.'],
    ],
  ],
};

/** Every topic, in the order of the man page. */
export const TOPICS: readonly Topic[] = [INPUT, TIMES, FILTERS, COMPARE, IGNORE, CONFIG, EXIT_CODES, ENVIRONMENT];
