// Turns the text of a value into the form that nginx writes by default.
import type { Escape } from './directive.ts';

/** Text as nginx escapes it by default (`ngx_http_log_escape`), which all rules of logscan read. */
export function plainText(value: string, escape: Escape): string {
  if (escape === 'default') return value;
  if (/^[ !#-[\]-~]*$/.test(value)) return value;
  const raw = escape === 'json' ? value.replaceAll(JSON_ESCAPE, unescapeJson) : value;
  return raw.replaceAll(
    /[^ !#-[\]-~]/g,
    (one) => `\\x${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

const JSON_ESCAPE = /\\(?:u00([\da-f]{2})|(.))/gi;
const JSON_CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function unescapeJson(_whole: string, code: string | undefined, one: string | undefined): string {
  return code === undefined ? (JSON_CONTROLS[one!] ?? one!) : String.fromCharCode(Number.parseInt(code, 16));
}
