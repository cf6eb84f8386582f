// The directives that the remark `add-log-fields` recommends: the log_formats of the configuration with the missing variables.
import type { AccessLog } from '../../formats/nginx-conf/access-logs.ts';
import type { Configuration } from '../../formats/nginx-conf/configuration.ts';
import { type AddedField, extendedFormat, lackingIn } from '../../formats/nginx-conf/extended-format.ts';
import type { LogFormat } from '../../formats/nginx-conf/log-formats.ts';
import type { ChangedDirective } from '../shape/quoted.ts';

/** How many log_formats are printed. */
const FORMATS_KEPT = 3;
/** How many access_log directives are printed that have no log_format of their own. */
const LOGS_KEPT = 3;
/** The name of the format that replaces the predefined `combined`. */
const NEW_NAME = 'combined_more';
/** Where the first of its two strings ends, so that it fits on a screen. */
const MIDDLE = '"$request" ';
/** A field as the remark has it: `rt=$request_time`, `hh="$http_host"`. */
const FIELD = /\w+=("?)\$(\w+)\1/g;

/**
 * The changed directives, in the order of the inputs.
 * @param fields what the remark recommends: `rt=$request_time us=$upstream_status`
 * @param files the inputs
 */
export function changesFor(fields: string, files: readonly string[], configuration: Configuration): ChangedDirective[] {
  const wanted: AddedField[] = [...fields.matchAll(FIELD)].map(([text, , variable = '']) => ({ text, variable }));
  const logs = new Set(files.flatMap((file) => configuration.logsOf(file)));
  const formats = new Map<LogFormat, AccessLog[]>();
  for (const log of logs) {
    if (log.format === undefined) continue;
    const known = formats.get(log.format);
    if (known === undefined) formats.set(log.format, [log]);
    else known.push(log);
  }
  return [...formats].slice(0, FORMATS_KEPT).flatMap(([format, ofFormat]) => {
    const missing = lackingIn(format, wanted);
    if (missing.length === 0) return [];
    const { directive } = format;
    if (directive === undefined) return newFormat(format, missing, ofFormat, configuration);
    const text = directive.text === undefined ? undefined : extendedFormat(directive.text, format, missing);
    return text === undefined ? [] : [{ file: configuration.nameOf(directive), line: directive.line, text }];
  });
}

// `combined` is predefined and cannot be changed, so its logs get a new format.
function newFormat(
  format: LogFormat,
  missing: readonly AddedField[],
  logs: readonly AccessLog[],
  configuration: Configuration,
): ChangedDirective[] {
  const strings = format.format.split(MIDDLE).join(`${MIDDLE}'\n    '`);
  const text = extendedFormat(`log_format ${NEW_NAME}\n    '${strings}';`, format, missing);
  if (text === undefined) return [];
  const directives = logs.flatMap(({ directive }) => directive ?? []).slice(0, LOGS_KEPT);
  return [
    { file: null, line: null, text },
    ...directives.map((directive) => {
      const [path = '', , ...parameters] = directive.args;
      const words = [path, NEW_NAME, ...parameters].map((word) => (/^[^\s;{}"'\\]+$/.test(word) ? word : undefined));
      const file = configuration.nameOf(directive);
      const isPlain = words.every((word) => word !== undefined);
      return { file, line: directive.line, text: `access_log ${isPlain ? words.join(' ') : `... ${NEW_NAME}`};` };
    }),
  ];
}
