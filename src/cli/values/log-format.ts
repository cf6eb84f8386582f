// Reads the flags about formats: --log-format (a log_format or the name of a known one) and --field; and the words of `logscan formats`.
import { canBeTrusted, type ClientRule, FIRST_FORWARDED } from '../../formats/client-rule.ts';
import { NUMERIC_FIELDS, TEXT_FIELDS } from '../../formats/extra-fields.ts';
import type { FieldNames } from '../../formats/inference/column-variables.ts';
import { KINDS_OF } from '../../formats/inference/columns.ts';
import { LineParser } from '../../formats/line-parser.ts';
import { hasVariable, LogFormatError, parseLogFormat } from '../../formats/log-format/directive.ts';
import type { Preset } from '../../formats/preset.ts';
import { PRESETS } from '../../formats/presets.ts';
import { listFormats } from '../../render/formats.ts';
import { UsageError } from '../errors.ts';
import { quoted, unknownWord } from '../vocabulary.ts';

// What a field can be: the variables that logscan reads.
const VARIABLES: readonly string[] = [...new Set([...Object.keys(KINDS_OF), ...NUMERIC_FIELDS, ...TEXT_FIELDS])];
const NAMES: readonly string[] = PRESETS.map(({ name }) => name);

/**
 * Reads a format as the user gives it: a log_format as it stands in nginx.conf, or the name of a preset. A text without `$` is a
 * name.
 * @param rule how the client is found
 * @throws UsageError for an unknown name, for a log_format that logscan cannot read, and for one without the variable of the
 *   rule
 */
export function readLogFormat(text: string, rule: ClientRule | undefined): LineParser {
  try {
    const directive = text.includes('$') ? bytesOf(text) : presetNamed('--log-format', text).directive;
    const parser = new LineParser([directive], [], rule);
    if (rule !== undefined && !hasVariable(parseLogFormat(directive), rule.field)) throw lackOf(rule, 'the log_format');
    return parser;
  } catch (error) {
    if (error instanceof LogFormatError) {
      const message = Buffer.from(error.message, 'latin1').toString('utf8');
      throw new UsageError(`--log-format: ${message}.`);
    }
    throw error;
  }
}

// A text as the lines of a log are read: one character for each byte.
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/**
 * Reads --client-field and --trusted-proxy; undefined if neither is given.
 * @throws UsageError for a text that cannot be the name of a variable, and for one that is no network
 */
export function readClientRule(field: string | undefined, proxies: readonly string[] = []): ClientRule | undefined {
  if (field === undefined && proxies.length === 0) return undefined;
  const variable = (field ?? FIRST_FORWARDED.field).replace(/^\$/, '');
  if (!/^\w{1,256}$/.test(variable)) {
    const form = 'write it like http_x_forwarded_for.';
    throw new UsageError(`--client-field: ${quoted(field ?? '')} is not a variable of nginx; ${form}`);
  }
  const trusted = proxies.flatMap((word) => word.split(',')).map((word) => word.trim());
  const wrong = trusted.find((word) => !canBeTrusted(word));
  if (wrong === undefined) return { field: variable, trusted };
  const form = 'write it like 192.0.2.7, 192.0.2.0/24, 2001:db8::/32 or unix:.';
  throw new UsageError(`--trusted-proxy: ${quoted(wrong)} is not an address or a network; ${form}`);
}

/** The error for a log that lacks the variable of a rule. */
export function lackOf({ field }: ClientRule, what: string): UsageError {
  const advice = 'name another variable with --client-field, or add this one to log_format';
  return new UsageError(`--client-field: ${what} has no $${field}; ${advice}.`);
}

/**
 * Reads the values of --field: `VARIABLE=KEY`, the key as it stands in the log.
 * @throws UsageError for a value of another form, for an unknown variable, and for a variable or a key that is given twice
 */
export function readFields(words: readonly string[]): FieldNames {
  const fields = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    const [variable, key] = [word.slice(0, Math.max(0, at)).replace(/^\$/, ''), bytesOf(word.slice(at + 1))];
    if (variable === '' || key === '')
      throw new UsageError(`--field: ${quoted(word)} is not VARIABLE=KEY; write it like status=resp.code.`);
    if (!VARIABLES.includes(variable))
      throw new UsageError(
        `--field: ${unknownWord('variable', variable, VARIABLES, `use one of ${VARIABLES.join(', ')}.`)}`,
      );
    if (fields.has(key)) throw new UsageError(`--field: the key ${quoted(key)} is given twice; leave out one of them.`);
    if ([...fields.values()].includes(variable))
      throw new UsageError(`--field: the variable ${quoted(variable)} is given twice; leave out one of them.`);
    fields.set(key, variable);
  }
  return fields;
}

/**
 * The text of `logscan formats` (a list) and of `logscan formats NAME` (the log_format).
 * @throws UsageError for an unknown name, or for several names
 */
export function describeFormats(words: readonly string[]): string {
  const [name] = words;
  if (name === undefined) return listFormats();
  if (words.length > 1) throw new UsageError('formats takes one name; logscan formats lists all names.');
  return `${presetNamed('formats', name).directive}\n`;
}

function presetNamed(flag: string, word: string): Preset {
  // The shell puts nothing in the place of a variable that it does not know.
  if (/[\s"'[\]{}|]/.test(word.trim()))
    throw new UsageError(
      `${flag}: ${quoted(word)} has no $variable; write the format in single quotes, so that the shell keeps each $variable.`,
    );
  const typed = word.trim().toLowerCase();
  const preset = PRESETS.find(({ name }) => name === typed);
  if (preset !== undefined) return preset;
  throw new UsageError(`${flag}: ${unknownWord('format', word, NAMES, 'logscan formats lists all names.')}`);
}
