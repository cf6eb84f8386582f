// Recognises lines of nginx's error.log, which people give instead of the access log.

// `2024/11/05 10:00:00 [error] 123#123: …` (ngx_log_error_core), perhaps after a prefix from a log shipper.
const ERROR_LINE =
  /(?:^|\s)\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(?:debug|info|notice|warn|error|crit|alert|emerg)\] \d+#\d+: /;

/** True if an unparsed line comes from nginx's error.log. */
export function isErrorLogLine(text: string): boolean {
  return ERROR_LINE.test(text);
}
