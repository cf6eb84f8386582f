// `logscan explain FILE:LINE`: reads the log as a report does, and explains one of its lines.
import type { Finding, Trace } from '../../judge/diagnose.ts';
import { nameText, safeText } from '../../render/escape.ts';
import { explainLineJson, otherLineJson } from '../../render/explain/explain-json.ts';
import { describeOtherLine, explainLine, type OtherLine } from '../../render/explain/explain-line.ts';
import { plural, wholeNumber } from '../../report/words/numbers.ts';
import { Session } from '../../session.ts';
import type { ConfiguredLogs } from '../../sources/configured-logs.ts';
import type { AskedPlace } from '../arguments/asked-place.ts';
import type { Options } from '../arguments/options.ts';
import { EXIT, type ExitCode, UsageError } from '../errors.ts';
import type { Host } from '../host.ts';
import { inputsOf } from '../input/inputs.ts';
import { readConfiguredLogs } from '../input/nginx-conf.ts';
import { type Remark, remarkOn } from '../input/remarks.ts';
import { sourceOf } from '../input/source.ts';
import { StopSignals } from '../stop-signals.ts';
import { layoutOf } from '../terminal/layout.ts';
import { showText } from '../terminal/pager.ts';
import { quoted } from '../vocabulary.ts';

/** Neighbours on each side, if the user does not say how many. */
const NEIGHBOURS_SHOWN = 5;

/** Columns of a line that cannot be parsed. */
const WIDEST_LINE = 1000;

/** What the log has at a place. */
interface Found {
  trace?: Trace;
  /** The finding of a related line. */
  related?: Finding;
  /** A line that is no hit; it may be a related line. */
  other?: OtherLine;
  /** Why the line is no entry, and the line itself. */
  unparsed?: { readonly reason: string; readonly text: string };
}

/**
 * Explains a line, and resolves to the exit code: 3 for a line that cannot be parsed, 4 for a log that cannot be read.
 * @throws UsageError for a line that the log does not have, and for an invalid configuration of nginx
 */
export async function explainPlace(host: Host, options: Options, asked: AskedPlace): Promise<ExitCode> {
  const configured = await readConfiguredLogs(options.nginxConf, host);
  const stop = new StopSignals(host);
  const { session, found } = await readLogs({ host, options, asked, configured, stop }).finally(() => stop.release());
  const remark = remarkOn(host);
  for (const { file, error } of session.failures) remark(file, error);
  const text = textOf(found, session, host, options);
  if (text === undefined) return stop.code ?? sayWhyNot(asked, found, session, host);
  const code = await showText(host, text, options.pager && options.renderer.isForPeople);
  return stop.code ?? (session.failures.length > 0 ? EXIT.unreadable : code);
}

/** What the logs are read with. */
interface Reading {
  readonly host: Host;
  readonly options: Options;
  readonly asked: AskedPlace;
  readonly configured: ConfiguredLogs | undefined;
  readonly stop: StopSignals;
}

// Reads all logs, as a report does, and keeps what is said of the place.
async function readLogs({ host, options, asked, configured, stop }: Reading): Promise<{
  readonly session: Session;
  readonly found: Found;
}> {
  const remark = remarkOn(host);
  // The file is often also named, or in a folder that is.
  const otherRemark: Remark = (file, text) => (file === asked.file ? undefined : remark(file, text));
  const files = await inputsOf(options, otherRemark, stop.signal);
  if (!files.includes(asked.file)) {
    throw new UsageError(
      `explain: ${quoted(asked.file)} is not one file, but a folder, a pattern or a copy; name a file.`,
    );
  }
  const found: Found = {};
  const isAsked = ({ file, line }: AskedPlace): boolean => file === asked.file && line === asked.line;
  const session = new Session(sourceOf({ host, options: { ...options, jobs: 1 }, files, configured }), {
    nginxVersion: options.nginxVersion,
    configuration: configured,
    neighboursKept: options.context ?? NEIGHBOURS_SHOWN,
    asked: {
      ...asked,
      answer: (trace) => void (found.trace = trace),
      answerOther: (entry, lines) => void (found.other = { ...asked, entry, lines }),
    },
    listener: {
      finding: (finding, isRelated) => {
        if (isRelated && isAsked(finding)) found.related = finding;
      },
      unparsed: (line) => {
        if (isAsked(line)) found.unparsed = line;
      },
    },
  });
  await session.run(stop.signal);
  return { session, found };
}

function textOf({ trace, related, other }: Found, session: Session, host: Host, options: Options): string | undefined {
  const isText = options.renderer.isForPeople;
  const layout = layoutOf(host, options, isText && host.stdout.isTTY === true, []);
  const neighbours = options.context ?? NEIGHBOURS_SHOWN;
  const found = trace?.finding ?? related;
  if (found !== undefined) {
    // The neighbours of a related line are found as those of any line that is no hit.
    const finding = { ...found, lines: other?.lines ?? found.lines };
    const explained = { finding, atEnd: session.reconsider(found), trace };
    return isText ? explainLine(explained, layout, neighbours) : explainLineJson(explained);
  }
  if (other === undefined) return undefined;
  return isText ? describeOtherLine(other, layout, neighbours) : otherLineJson(other);
}

// Says on stderr why there is nothing to explain.
function sayWhyNot({ file, line }: AskedPlace, { unparsed }: Found, session: Session, { stderr }: Host): ExitCode {
  if (unparsed !== undefined) {
    const why = `this line could not be parsed: ${nameText(unparsed.reason)}`;
    stderr.write(`logscan: ${nameText(file)}:${line}: ${why}\n${safeText(unparsed.text, WIDEST_LINE)}\n`);
    return EXIT.unparsed;
  }
  if (session.failures.some((failure) => failure.file === file)) return EXIT.unreadable;
  const lines = session.report().inputs.find((input) => input.file === file)?.lines ?? 0;
  if (line <= lines) {
    throw new UsageError(`explain: line ${wholeNumber(line)} of ${file} is blank; name another line.`);
  }
  const has = lines === 0 ? 'no lines' : plural(lines, 'line');
  throw new UsageError(
    `explain: ${file} has ${has}, so line ${wholeNumber(line)} is beyond its end; name another line.`,
  );
}
