// Takes off what containers, log shippers, shell tools and chats have put around a line.
import { withoutGrepPrefix } from './grep-prefix.ts';
import { type EnvelopeWriter, openEnvelope, openRecord } from './json-envelope.ts';

/** What was around a line: who wrote a JSON object around it, or what stood in front of it. */
export type Wrapper =
  | EnvelopeWriter
  | 'colour'
  | 'cri'
  | 'syslog'
  | 'timestamp'
  | 'compose'
  | 'pod'
  | 'grep'
  | 'number'
  | 'quote'
  | 'bullet'
  | 'code';

/** A line without what was around it. */
export interface Unwrapped {
  /** The bare line, one character a byte; the whole text if nothing was around it. */
  readonly line: string;
  /** What was taken off, the outermost first. */
  readonly wrappers: readonly Wrapper[];
  /** Whether a container runtime has split the line and this is not its last part. */
  readonly isPart: boolean;
}

interface Layer {
  readonly wrapper: Wrapper;
  readonly rest: string;
  readonly isPart?: boolean;
}

// What stands in front of a line; `accepts` checks what the first group of the pattern holds.
interface Head {
  readonly wrapper: Wrapper;
  readonly pattern: RegExp;
  readonly accepts?: (first: string) => boolean;
}

const MOST_LAYERS = 6;
/** Only this many characters are searched for what stands in front of a line, so patterns cost the same on long lines. */
const HEAD_LENGTH = 2048;
/** How an address begins, also one without its last number: `192.0.2.xxx`. */
const NUMBERS = /^\d{1,3}\.\d{1,3}\./;
const ESCAPE = '\u001b';
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

const CLOCK = String.raw`\d\d:\d\d:\d\d`;
const FRACTION = String.raw`[.,]\d{1,9}`;
const ZONE = String.raw`(?:Z|[+-]\d\d:?\d\d)`;
const ISO_SECONDS = String.raw`\d{4}-\d\d-\d\dT${CLOCK}`;
const ISO = `${ISO_SECONDS}(?:${FRACTION})?${ZONE}`;
const SYSLOG_TIME = String.raw`[A-Z][a-z]{2} [ \d]\d ${CLOCK}(?:${FRACTION})?`;
// journalctl's output short-full.
const JOURNAL_FULL = String.raw`[A-Z][a-z]{2} \d{4}-\d\d-\d\d ${CLOCK}(?:${FRACTION})? [A-Z+-][\w:]{1,8}`;
// `unix:` is the address of a client on a socket of the same machine.
const TAG = String.raw`(?!unix: )[\w./@-]{1,128}(?:\[\d{1,10}\])?:`;
const PRIORITY = String.raw`(?:<\d{1,3}>)?`;
const ELEMENT = String.raw`\[(?:[^\]\\]|\\.)*\]`;
const LABEL = String.raw`\w{1,128}="(?:[^"\\]|\\.)*"`;
const POD = String.raw`[a-z\d][a-z\d.-]{0,252}`;
const CONTAINER = String.raw`(?=[\d-]{0,63}[a-z])[a-z\d][a-z\d-]{0,62}`;

// What stands before, and then after, a time in ISO form.
const ISO_FIRST = new RegExp(String.raw`^${ISO}[ \t]`);
const FLUENTD_TAG = /^[^\t]{1,255}\t(?=\{)/;
const CRI = /^std(?:out|err) ([FP])(?::\S{1,64})? /;
const LOKI_LABELS = new RegExp(String.raw`^[ \t]*\{(?:${LABEL}(?:, ?${LABEL})*)?\}[ \t]+`);
const HOST_AND_TAG = new RegExp(String.raw`^\S+ ${TAG} `);
// nginx's own $time_iso8601 has neither a fraction nor a `Z`.
const NOT_OF_NGINX = /[.,Z]/;

const NUMBER_FIRST: readonly Head[] = [
  { wrapper: 'number', pattern: /^\d{1,10}\t/ },
  { wrapper: 'bullet', pattern: /^\d{1,3}[.)] +(?!- )/ },
  { wrapper: 'timestamp', pattern: new RegExp(String.raw`^\d{4}-\d\d-\d\d ${CLOCK}${FRACTION}${ZONE}? `) },
  { wrapper: 'syslog', pattern: new RegExp(String.raw`^\d{10}\.\d{6} \S+ ${TAG} `) },
];
const RFC_5424: Head = {
  wrapper: 'syslog',
  pattern: new RegExp(String.raw`^${PRIORITY}1 (?:-|${ISO})(?: \S+){4} (?:-|(?:${ELEMENT})+) `),
};
const RFC_3164: readonly Head[] = [
  { wrapper: 'syslog', pattern: new RegExp(String.raw`^${PRIORITY}${SYSLOG_TIME} (?:\S+ )?${TAG} `) },
  { wrapper: 'timestamp', pattern: new RegExp(String.raw`^${PRIORITY}${SYSLOG_TIME} `) },
];
const CAPITAL_FIRST: readonly Head[] = [
  ...RFC_3164,
  { wrapper: 'syslog', pattern: new RegExp(String.raw`^${JOURNAL_FULL} \S+ ${TAG} `) },
];
const NAME_FIRST: readonly Head[] = [
  {
    wrapper: 'compose',
    pattern: /^([\w.@-]{1,255}) +\| /,
    accepts: (name) => /[a-z]/i.test(name) && !NUMBERS.test(name),
  },
  // stern: a namespace if there are several, a pod, a container. The names of most pods end with five characters or a number.
  { wrapper: 'pod', pattern: new RegExp(String.raw`^${CONTAINER} ${POD}-(?:[a-z\d]{5}|\d{1,4}) ${CONTAINER} `) },
  {
    wrapper: 'pod',
    pattern: new RegExp(String.raw`^(${POD}) ${CONTAINER} `),
    accepts: (pod) => /[a-z\d]-[a-z\d]+$/.test(pod),
  },
];
// Names may begin with a number or a capital, too.
const NUMBER_FIRST_OR_NAME: readonly Head[] = [RFC_5424, ...NUMBER_FIRST, ...NAME_FIRST];
const CAPITAL_FIRST_OR_NAME: readonly Head[] = [...CAPITAL_FIRST, ...NAME_FIRST];
const SIGN_FIRST: readonly Head[] = [
  RFC_5424,
  ...RFC_3164,
  { wrapper: 'pod', pattern: /^\[pod\/[\w./-]{1,512}\] / },
  // podman-compose, and journalctl's output short-monotonic.
  { wrapper: 'compose', pattern: /^\[[\w.@-]{1,255}\] +\| / },
  { wrapper: 'syslog', pattern: new RegExp(String.raw`^\[ *\d{1,10}\.\d{6}\] \S+ ${TAG} `) },
  { wrapper: 'quote', pattern: /^(?:> ?){1,16}/ },
  { wrapper: 'bullet', pattern: /^(?:[-*+]|\xe2\x80\xa2) +(?!- )/ },
];

/**
 * Takes off what is around a line, one layer after the other and at most six. Stops as soon as `isRead` accepts the line, so that
 * nothing is taken off a line that can be read. Text in JSON becomes the bytes that nginx wrote again. Linear in the text's
 * length; never throws.
 * @param text a line without its line feed, one character a byte
 * @param isRead whether a line can be read; it is called with each bare line, but not with `text` itself
 */
export function unwrap(text: string, isRead: (line: string) => boolean = () => false): Unwrapped {
  const wrappers: Wrapper[] = [];
  let line = text;
  let isPart = false;
  while (wrappers.length < MOST_LAYERS) {
    const layer = outermost(line);
    if (layer === undefined) break;
    wrappers.push(layer.wrapper);
    line = withoutMargins(layer.rest);
    isPart ||= layer.isPart ?? false;
    if (isRead(line)) break;
  }
  return { line, wrappers, isPart };
}

/** Whether a line is the heading that tail writes before the lines of a file: `==> access.log <==`. */
export function isTailHeading(line: string): boolean {
  return line.startsWith('==> ') && line.endsWith(' <==');
}

function outermost(text: string): Layer | undefined {
  if (text.includes(`${ESCAPE}[`)) {
    const rest = withoutColours(text);
    if (rest !== text) return { wrapper: 'colour', rest };
  }
  if (text.startsWith('{')) {
    const envelope = openEnvelope(text);
    return envelope && { wrapper: envelope.writer, rest: envelope.line, isPart: envelope.isPart };
  }
  if (text.startsWith('`')) return { wrapper: 'code', rest: withoutBackticks(text) };
  const head = text.slice(0, HEAD_LENGTH);
  const time = ISO_FIRST.exec(head)?.[0];
  if (time !== undefined) return afterTime(time, text);
  for (const { wrapper, pattern, accepts } of headsFor(text.charCodeAt(0))) {
    const found = pattern.exec(head);
    if (found && (accepts?.(found[1]!) ?? true)) return { wrapper, rest: text.slice(found[0].length) };
  }
  const grepped = withoutGrepPrefix(head);
  return grepped === undefined ? undefined : { wrapper: 'grep', rest: text.slice(head.length - grepped.length) };
}

// The layer that begins with a time in ISO form and a blank.
function afterTime(time: string, text: string): Layer | undefined {
  const rest = text.slice(time.length);
  const tag = time.endsWith('\t') ? FLUENTD_TAG.exec(rest.slice(0, HEAD_LENGTH))?.[0] : undefined;
  const record = tag === undefined ? undefined : openRecord(rest.slice(tag.length));
  if (record) return { wrapper: record.writer, rest: record.line, isPart: record.isPart };
  const head = rest.slice(0, HEAD_LENGTH);
  const cri = CRI.exec(head);
  if (cri) return { wrapper: 'cri', rest: rest.slice(cri[0].length), isPart: cri[1] === 'P' };
  const labels = LOKI_LABELS.exec(head)?.[0];
  if (labels !== undefined) return { wrapper: 'loki', rest: rest.slice(labels.length) };
  const host = HOST_AND_TAG.exec(head)?.[0];
  if (host !== undefined) return { wrapper: 'syslog', rest: rest.slice(host.length) };
  return NOT_OF_NGINX.test(time) ? { wrapper: 'timestamp', rest } : undefined;
}

function headsFor(first: number): readonly Head[] {
  if (first >= 48 && first <= 57) return NUMBER_FIRST_OR_NAME;
  if (first >= 65 && first <= 90) return CAPITAL_FIRST_OR_NAME;
  if ((first >= 97 && first <= 122) || first === 95) return NAME_FIRST;
  return SIGN_FIRST;
}

// Takes off the ANSI codes that set colours (`m`) and that grep adds to them (`K`).
function withoutColours(text: string): string {
  const [first = '', ...others] = text.split(`${ESCAPE}[`);
  let plain = first;
  for (const other of others) {
    const code = /^[\d;]{0,32}[mK]/.exec(other);
    plain += code ? other.slice(code[0].length) : `${ESCAPE}[${other}`;
  }
  return plain;
}

// One to three backticks, and as many at the end if they are there.
function withoutBackticks(text: string): string {
  const [ticks = ''] = /^`{1,3}/.exec(text) ?? [];
  const isClosed = text.length >= 2 * ticks.length && text.endsWith(ticks);
  return text.slice(ticks.length, isClosed ? -ticks.length : undefined);
}

// Takes off blanks and a byte order mark at the start (RFC 5424 has one before a message), a carriage return and a line feed at
// the end.
function withoutMargins(text: string): string {
  let start = 0;
  if (text.startsWith(BYTE_ORDER_MARK)) start = BYTE_ORDER_MARK.length;
  while (text[start] === ' ' || text[start] === '\t') start++;
  let end = text.length;
  if (text[end - 1] === '\n') end--;
  if (text[end - 1] === '\r') end--;
  return text.slice(start, Math.max(start, end));
}
