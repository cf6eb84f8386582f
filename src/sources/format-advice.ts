// What a user should do about the format of an input, in words.
import { isErrorLogLine } from '../formats/error-log.ts';
import type { FieldNames } from '../formats/inference/column-variables.ts';
import { type Candidate, LEAST_SHARE } from '../formats/inference/candidates.ts';
import type { Detection } from '../formats/inference/detect.ts';
import { pathsIn } from '../formats/inference/infer.ts';
import { shellWord } from '../formats/input-format.ts';
import { COMBINED_PARSER } from '../formats/line-parser.ts';
import type { SampledLine } from './line-samples.ts';

/** So many names of a line are listed. */
const PATHS_KEPT = 30;
const METHOD = /(?:^|[\s"'|,;:=])(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH)["'|,;]?[ \t"'|,;]/;
const GIVE = 'give the log_format of nginx.conf: --log-format FORMAT (nginx -T | grep log_format shows it)';
const REQUEST = /\b[A-Z]{3,10} \S+ HTTP\/\d/;
/** Advice is given where at least so many lines with a request, and this share of all lines, are not read. */
const LEAST_UNREAD = 4;
const LEAST_UNREAD_SHARE = 0.25;
/** So much of a line is quoted. */
const QUOTED_CHARACTERS = 40;

/** What a user should do if no format fits; undefined if one does, or if there is no line. */
export function adviceOn({ found, nearest }: Detection, lines: readonly SampledLine[]): string | undefined {
  if (found !== undefined) return undefined;
  if (nearest?.format === undefined)
    return adviceOnOthers(lines.map(({ text }) => text).filter((text) => text.trim() !== ''));
  const advice =
    nearest.share >= LEAST_SHARE
      ? 'a format fits the lines, but it is unsure; give this one if it is right, otherwise the log_format of nginx.conf'
      : 'no known format fits nearly all lines; give the log_format of nginx.conf, or correct the nearest one';
  return `${advice}: --log-format ${shellWord(nearest.format)} (${Math.floor(nearest.share * 100)} % of the lines fit it${whereItFails(nearest, lines)})`;
}

// What a user should do about lines that look like no access log: perhaps another log, or the output of an application.
function adviceOnOthers(lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined;
  if (lines.every((line) => /^\s*\{.*\}\s*$/.test(line))) {
    const names = pathsIn(lines).slice(0, PATHS_KEPT);
    const known = names.length === 0 ? '' : ` (the names are ${names.join(', ')})`;
    return `its lines are JSON in which no field is known as the status and the request; if it is an access log, name them: --field status=NAME --field request_method=NAME --field request_uri=NAME${known}`;
  }
  // A single line may be the first half of a line that is still written.
  if (lines.length < 2) return undefined;
  const unread = lines.filter((line) => typeof COMBINED_PARSER.parse(line) === 'string');
  if (unread.length < lines.length) return adviceOnUnread(unread, lines);
  if (lines.filter((line) => METHOD.test(line)).length >= lines.length / 2)
    return `no known format fits these lines; ${GIVE}`;
  return 'its lines are not those of an access log; nginx -T | grep access_log shows where the access logs are, and --log-format takes a log_format of your own';
}

// What to do about a log of which combined fits only a part. Container output also has lines of error.log and of other programs.
function adviceOnUnread(unread: readonly string[], lines: readonly string[]): string | undefined {
  const others = unread.filter((line) => REQUEST.test(line) && !isErrorLogLine(line)).length;
  if (others < LEAST_UNREAD || others < LEAST_UNREAD_SHARE * lines.length) return undefined;
  const share = Math.floor((others / lines.length) * 100);
  return `no known format fits these lines; ${share} % of them have a request, but cannot be read as combined; ${GIVE}`;
}

/** What a user should do if the lines lack a name that --field gives. */
export function adviceOnFields(lines: readonly string[], fields: FieldNames): string | undefined {
  if (fields.size === 0) return undefined;
  const paths = pathsIn(lines);
  const missing = [...fields.keys()].filter((path) => !paths.includes(path));
  if (missing.length === 0) return undefined;
  const known = paths.length === 0 ? 'they have no names' : `their names are ${paths.slice(0, PATHS_KEPT).join(', ')}`;
  return `its lines have no field ${missing.map((path) => `"${path}"`).join(', ')}; ${known}; correct --field`;
}

function whereItFails({ failure }: Candidate, lines: readonly SampledLine[]): string {
  if (failure === undefined) return '';
  const number = lines.find(({ text }) => text === failure.line)?.number;
  const where = number === undefined ? 'a line in its middle' : `line ${number}`;
  const value = failure.line.slice(failure.from, failure.from + QUOTED_CHARACTERS);
  return `; ${where} does not, from $${failure.variable} on: column ${failure.from + 1}, "${value}"`;
}
