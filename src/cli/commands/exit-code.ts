// The exit code of a report, and what stderr says about it. The code of a signal goes before it.
import { nameText } from '../../render/escape.ts';
import { fixChangesOf, fixesNotIn, type SeenFixes } from '../../report/compare/fix-parts.ts';
import type { Report } from '../../report/report.ts';
import type { FixChange } from '../../report/shape/comparison.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { TerminalOutput } from '../host.ts';
import { type Condition, describeCondition, holds } from '../values/fail-on.ts';

/**
 * The exit code of a report. stderr names each condition of --fail-on that holds.
 * @param newFixes what is new to fix, if --fail-on asks for it
 * @param failures inputs that could not be read to their end
 */
export function exitCodeOf(
  stderr: TerminalOutput,
  conditions: readonly Condition[],
  failures: number,
  report: Report,
  newFixes: readonly FixChange[] = [],
): ExitCode {
  const met = conditions
    .map((condition) => ({ condition, ...holds(condition, report) }))
    .filter((checked) => checked.holds);
  for (const { condition, actual } of met)
    stderr.write(`logscan: --fail-on condition holds: ${describeCondition(condition, actual)}\n`);
  const codeOfFixes = exitCodeOfNewFixes(stderr, newFixes);
  if (failures > 0) return EXIT.unreadable;
  if (report.totals.unparsed > 0 && report.totals.entries === 0) return EXIT.unparsed;
  return met.length > 0 ? EXIT.condition : codeOfFixes;
}

/**
 * What is to fix now, and was not before the time of --compare-at or in earlier runs. In the first run nothing is new.
 * @param seen what earlier runs had
 */
export function newFixesOf({ comparison, fixes }: Report, seen: SeenFixes | undefined): readonly FixChange[] {
  if (comparison !== undefined) return comparison.new_fixes;
  return seen === undefined ? [] : fixChangesOf(fixesNotIn(fixes, seen));
}

/** The exit code of what is new to fix. stderr names each. */
export function exitCodeOfNewFixes(stderr: TerminalOutput, newFixes: readonly FixChange[]): ExitCode {
  for (const { cause, part } of newFixes) {
    const where = part === null ? '' : ` on ${nameText(part)}`;
    stderr.write(`logscan: --fail-on condition holds: new fix ${cause}${where}\n`);
  }
  return newFixes.length > 0 ? EXIT.condition : EXIT.ok;
}
