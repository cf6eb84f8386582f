// The parts of --help that commander does not write: examples and exit codes.

/** Examples, shown before the usage line. */
export const EXAMPLES: string = `Examples:
  logscan /var/log/nginx/access.log          why every 400 and 499 happened, and what to fix
  logscan /var/log/nginx                     all access logs in a folder
  logscan access.log access.log.1 old.gz     several files, plain, gzip or zstd, in any order
  tail -f access.log | logscan               the same for a pipe, redrawn as lines arrive
  logscan -f access.log                      the same for a growing log, through log rotation
  logscan access.log --format ndjson         one JSON object for every 400 and 499
  logscan access.log -o report.json          the whole report as JSON, in a file
  logscan explain balancer-timeout           what a cause means and what to change
  logscan causes                             all causes

`;

/** The exit codes, shown after the options. */
export const EXIT_CODES: string = `
Exit codes: 0 input read and reported · 1 internal failure · 2 invalid command line · 3 no line could be parsed ·
            4 some input could not be read · 10 a --fail-on condition holds ·
            129 SIGHUP, 130 SIGINT, 143 SIGTERM (after a report on the lines read; a second signal ends logscan at once)`;
