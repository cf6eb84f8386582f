// The command diff: compares two logs, two reports, or a log and a report.
import { Writable } from 'node:stream';
import { escapeJson } from '../../render/escape.ts';
import { json } from '../../render/json.ts';
import { renderDiff } from '../../render/table/diff.ts';
import { compare } from '../../report/compare/compare.ts';
import { type ComparableReport, sideOf } from '../../report/compare/report-side.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { Host } from '../host.ts';
import { print } from '../output/output.ts';
import { layoutOf } from '../terminal/layout.ts';
import { exitCodeOfNewFixes } from './exit-code.ts';
import { isReportFile, readReport } from './report-file.ts';
import { report, type Task } from './report.ts';

/** A stream that keeps what is written to it. */
class Kept extends Writable {
  readonly #pieces: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#pieces).toString('utf8');
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#pieces.push(piece);
    done();
  }
}

/**
 * Compares the two files of the options, and resolves to the exit code. If a log cannot be read to its end, this is that of the run; if
 * nothing of it can be read, nothing is compared.
 * @throws UsageError for a file that begins like a report and is none
 */
export async function diff(host: Host, task: Task): Promise<ExitCode> {
  const { options } = task;
  const reports: ComparableReport[] = [];
  let worst: ExitCode = EXIT.ok;
  for (const file of options.files) {
    if (isReportFile(file)) {
      reports.push(readReport(file));
      continue;
    }
    const output = new Kept();
    const code = await report(host, { ...task, options: { ...options, files: [file], renderer: json } }, output);
    if (output.text === '' || code > EXIT.condition) return code;
    if (worst === EXIT.ok) worst = code;
    reports.push(JSON.parse(output.text) as ComparableReport);
  }
  const [before, after] = reports.map(sideOf);
  const comparison = compare(before!, after!);
  const [first, second] = options.files;
  const text = options.renderer.isForPeople
    ? renderDiff(comparison, [first!, second!], layoutOf(host, options, host.stdout.isTTY === true, []))
    : `${escapeJson({ schema_version: 1, type: 'comparison', files: [first, second], comparison })}\n`;
  await print(host.stdout, text);
  if (worst !== EXIT.ok || !options.failsOnNewFix) return worst;
  return exitCodeOfNewFixes(host.stderr, comparison.new_fixes);
}
