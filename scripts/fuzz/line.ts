// Fuzz target: lines. The input is a log_format, a line feed and a line: a reader of that format and the parser read the line.
import assert from 'node:assert/strict';
import type { Entry } from '../../src/formats/entry.ts';
import { identifyForeignBytes } from '../../src/formats/foreign-bytes.ts';
import { parseLine } from '../../src/formats/line.ts';
import { FieldReader } from '../../src/formats/combined-fields.ts';
import { isRefusedLine } from '../../src/formats/refused-line.ts';
import { parseRequest } from '../../src/formats/request.ts';
import { parseUserAgent } from '../../src/formats/user-agent.ts';
import { unwrap } from '../../src/formats/wrapping.ts';

const LINE_FEED = '\n';
const CARRIAGE_RETURN = '\r';
/** A reason is a few fixed words; a longer reason must contain log text, which is wrong. */
const LONGEST_REASON = 60;
/** Numbers with fewer digits are exact. */
const EXACT_DIGITS = 15;
const MOST_OFFSET_MINUTES = 24 * 60;

/** Reads a line with both readers and checks their results. Without a line feed the whole input is the line. */
export function fuzz(data: Buffer): void {
  const text = data.toString('latin1');
  const end = text.indexOf(LINE_FEED);
  const line = text.slice(end + 1).replaceAll(LINE_FEED, ' ');
  if (end >= 0) readWith(text.slice(0, end), line);
  const read = parseLine(line);
  if (typeof read === 'string') assert.ok(read.length > 0 && read.length <= LONGEST_REASON, 'a reason is a few words');
  else checkEntry(read, line);
  // nginx on Windows and some shippers end lines with CR LF.
  if (!line.endsWith(CARRIAGE_RETURN)) assert.deepEqual(parseLine(line + CARRIAGE_RETURN), read);
}

function readWith(format: string, line: string): void {
  let reader: FieldReader;
  try {
    reader = new FieldReader(format);
  } catch (error) {
    assert.ok(
      error instanceof RangeError && !/\$(?:\w|\{\w+\})/.test(format),
      'only a format without variables is refused',
    );
    return;
  }
  const missing = reader.read(line);
  if (missing !== undefined) assert.ok(reader.indexOf(missing) >= 0, 'the format has the missing variable');
  assert.ok(reader.end >= 0 && reader.end <= line.length, 'the unused rest begins inside the line');
  let from = 0;
  for (let i = 0; reader.begin(i) >= 0; i++) {
    const value = reader.value(i) ?? '';
    assert.ok(reader.begin(i) >= from, 'values are in order');
    from = reader.begin(i) + value.length;
    assert.equal(line.slice(reader.begin(i), from), value);
    if (value.length < EXACT_DIGITS) assert.equal(reader.number(i), /^\d+$/.test(value) ? Number(value) : NaN);
  }
}

function checkEntry(entry: Entry, line: string): void {
  assert.ok(Number.isInteger(entry.time), 'times are whole seconds');
  assert.ok(Math.abs(entry.utcOffsetMinutes) < MOST_OFFSET_MINUTES, 'an offset is shorter than a day');
  assert.ok(Number.isInteger(entry.status) && entry.status >= 0 && entry.status <= 999, 'a status has three digits');
  const { body_bytes_sent } = entry;
  assert.ok(body_bytes_sent === undefined || (Number.isSafeInteger(body_bytes_sent) && body_bytes_sent >= 0));
  const { remote_addr, client, remote_user, request, http_referer, http_user_agent, extra } = entry;
  // The text inside JSON is escaped once more, so the entry may only be found in the line without the layers around it.
  const bareLines = [line];
  unwrap(line.replace(/^(?:\xef\xbb\xbf)?[ \t]*/, '').replace(/\r$/, ''), (bare) => bareLines.push(bare) === 0);
  const has = (text: string): boolean => bareLines.some((bare) => bare.includes(text));
  for (const text of [remote_addr, client, remote_user, request]) assert.ok(has(text), 'the line has this text');
  for (const text of [http_referer, http_user_agent]) assert.ok(text === '-' || has(text), 'the line has this text');
  for (const value of Object.values(extra) as unknown[]) {
    assert.ok(typeof value === 'string' ? has(value) : Number.isFinite(value), 'the line has the text of extra fields');
  }
  isRefusedLine(parseRequest(request));
  identifyForeignBytes(request);
  parseUserAgent(http_user_agent);
}
