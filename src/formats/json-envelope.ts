// Reads the line inside a JSON object that a log shipper has put around it.

/** Who wrote the object around a line. */
export type EnvelopeWriter = 'docker' | 'journal' | 'beats' | 'vector' | 'fluent' | 'loki' | 'cloud';

/** A line from a JSON object. */
export interface Envelope {
  readonly writer: EnvelopeWriter;
  /** The line as nginx wrote it, one character a byte; line feeds at its end are kept. */
  readonly line: string;
  /** Whether the writer says that this is a part of a line, and that the rest follows in another object. */
  readonly isPart: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

// The field with the line, and how to recognise the writer by its other fields.
interface Form {
  readonly writer: EnvelopeWriter;
  readonly field: string;
  readonly isForm: (fields: Fields) => boolean;
  readonly isPart?: (fields: Fields, line: string) => boolean;
}

// nginx can write JSON itself, and such a format may have a field `message` or `log` that a client can fill with a whole line.
// So each form needs fields that a log_format cannot have, or would not have.
const FORMS: readonly Form[] = [
  {
    // The driver `json-file` splits lines at 16 KiB; only the last part ends with a line feed (daemon/logger/copier.go). fluent-bit
    // adds fields to these objects, and may have removed the line feed. Its own mark is `logtag`, as in CRI files.
    writer: 'docker',
    field: 'log',
    isForm: ({ stream }) => stream === 'stdout' || stream === 'stderr',
    isPart: (fields, line) =>
      fields['logtag'] === 'P' || (!line.endsWith('\n') && Object.keys(fields).every((key) => DOCKER_FIELDS.has(key))),
  },
  {
    // Only journald can set fields that begin with an underscore (systemd.journal-fields(7)).
    writer: 'journal',
    field: 'MESSAGE',
    isForm: (fields) => '__REALTIME_TIMESTAMP' in fields || '__CURSOR' in fields,
  },
  {
    writer: 'beats',
    field: 'message',
    isForm: (fields) => '@timestamp' in fields && BEATS_OBJECTS.some((key) => isObject(fields[key])),
  },
  { writer: 'vector', field: 'message', isForm: ({ source_type }) => typeof source_type === 'string' },
  // Docker's driver `fluentd`.
  { writer: 'fluent', field: 'log', isForm: (fields) => 'container_id' in fields && 'source' in fields },
  {
    writer: 'loki',
    field: 'line',
    isForm: ({ labels, timestamp }) => isObject(labels) && typeof timestamp === 'string',
  },
  // Amazon CloudWatch Logs and Google Cloud Logging.
  { writer: 'cloud', field: 'message', isForm: ({ ingestionTime }) => typeof ingestionTime === 'number' },
  { writer: 'cloud', field: 'textPayload', isForm: (fields) => 'insertId' in fields },
];
const FIELD_WITH_LINE = new RegExp(`"(?:${[...new Set(FORMS.map(({ field }) => field))].join('|')})"`);
const DOCKER_FIELDS: ReadonlySet<string> = new Set(['log', 'stream', 'time', 'attrs']);
const BEATS_OBJECTS = ['agent', 'beat', 'input', 'prospector', '@metadata'];
// After fluentd's own time and tag any object is an envelope.
const FLUENTD_FIELDS = ['log', 'message'];
/** An object with one of these fields is nginx's own, or its line was parsed already. */
const FIELDS_OF_NGINX = ['status', 'request', 'remote_addr', 'request_uri', 'body_bytes_sent', 'http_user_agent'];

const ESCAPE = /\\(?:u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})|u([\da-f]{4})|[^])/gi;
const REPLACEMENT = 0xfffd;

/**
 * The line inside a JSON object of a shipper; undefined for any other text, also for JSON that nginx wrote itself. A line with a
 * line feed inside is refused, because the shipper has joined several lines. Linear in the text's length; never throws.
 * @param text one character a byte
 */
export function openEnvelope(text: string): Envelope | undefined {
  if (!text.startsWith('{') || !FIELD_WITH_LINE.test(text)) return undefined;
  const fields = parseObject(text);
  if (fields === undefined) return undefined;
  for (const { writer, field, isForm, isPart } of FORMS) {
    const line = lineIn(fields[field]);
    if (line !== undefined && isForm(fields)) return { writer, line, isPart: isPart?.(fields, line) ?? false };
  }
  return undefined;
}

/** The line inside a record of a file that fluentd wrote, whose time and tag stood in front of it; see {@link openEnvelope}. */
export function openRecord(text: string): Envelope | undefined {
  if (!text.startsWith('{')) return undefined;
  const fields = parseObject(text);
  if (fields === undefined) return undefined;
  for (const field of FLUENTD_FIELDS) {
    const line = lineIn(fields[field]);
    if (line !== undefined) return { writer: 'fluent', line, isPart: fields['logtag'] === 'P' };
  }
  return undefined;
}

function parseObject(text: string): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.includes('\\u') ? text.replace(ESCAPE, bytesOfEscape) : text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || FIELDS_OF_NGINX.some((field) => Object.hasOwn(value, field))) return undefined;
  return value;
}

// Bytes of nginx that are UTF-8 stand in the object as they are or as `\u00e9`. Both become bytes.
function bytesOfEscape(
  escape: string,
  high: string | undefined,
  low: string | undefined,
  unit: string | undefined,
): string {
  if (high !== undefined && low !== undefined)
    return utf8(0x10000 + ((parseInt(high, 16) & 0x3ff) << 10) + (parseInt(low, 16) & 0x3ff));
  if (unit === undefined) return escape;
  const code = parseInt(unit, 16);
  if (code < 0x80) return escape;
  return utf8(code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code);
}

function utf8(code: number): string {
  const last = 0x80 | (code & 0x3f);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), last);
  const third = 0x80 | ((code >> 6) & 0x3f);
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), third, last);
  return String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), third, last);
}

// journald writes a message that is not UTF-8 as an array of bytes (systemd's journal-export-formats).
function lineIn(value: unknown): string | undefined {
  const line = typeof value === 'string' ? value : Array.isArray(value) ? textOf(value) : undefined;
  if (line === undefined) return undefined;
  const feed = line.indexOf('\n');
  return feed >= 0 && feed < line.length - 1 ? undefined : line;
}

function textOf(bytes: readonly unknown[]): string | undefined {
  let text = '';
  for (const byte of bytes) {
    if (typeof byte !== 'number' || !Number.isInteger(byte) || byte < 0 || byte > 255) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
