// Knows a line of nginx's error.log, which people give in place of the access log.

// `2024/11/05 10:00:00 [error] 123#123: …` (ngx_log_error_core), behind what log shippers put in front of it.
const ERROR_LINE =
  /(?:^|\s)\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(?:debug|info|notice|warn|error|crit|alert|emerg)\] \d+#\d+: /;

/** Tells whether a line that is no entry is one of nginx's error.log. */
export function isErrorLogLine(text: string): boolean {
  return ERROR_LINE.test(text);
}
