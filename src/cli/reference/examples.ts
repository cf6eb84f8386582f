// The examples of --help and of the man page; the first five are what logscan prints alone on a terminal.
import type { Terms } from './topics.ts';

/** A command line, and what it does. */
export const EXAMPLES: Terms = [
  ['logscan /var/log/nginx/access.log', 'why every 400 and 499 happened, and what to fix'],
  ['logscan /var/log/nginx', 'all access logs in a folder'],
  ['ssh web1 cat access.log | logscan', 'the log of another machine'],
  ['logscan -f access.log', 'a growing log, through log rotation'],
  ['logscan explain slow-upstream', 'what a cause means and what to change'],
  ['logscan access.log access.log.1 old.gz', 'several files, plain, gzip or zstd, in any order'],
  ['tail -f access.log | logscan', 'a pipe, redrawn as lines arrive'],
  ['logscan access.log --since 03:00', 'only lines from this time on'],
  ['logscan access.log --format ndjson', 'one JSON object for every 400 and 499'],
  ['logscan access.log -o report.json', 'the whole report as JSON, in a file'],
];
