// The comparison of two logs or reports as text.
import type { ComparedSide, Comparison } from '../../report/shape/comparison.ts';
import { plural } from '../../report/words/numbers.ts';
import { flow, wrap } from '../flow.ts';
import { moment, period } from '../quantities.ts';
import type { RenderOptions } from '../renderer.ts';
import { textWidth } from '../text-width.ts';
import { renderComparison } from './comparison.ts';
import { shortNames } from './input-names.ts';
import { makeScreen } from './screen.ts';

/**
 * The comparison, ending with a line feed. Names in it are safe on a terminal.
 * @param names of the first and the second file
 */
export function renderDiff(
  comparison: Comparison,
  names: readonly [before: string, after: string],
  options: RenderOptions,
): string {
  const screen = makeScreen(options);
  const [before, after] = shortNames(names.map((file) => ({ file }))).map((name) => screen.say(name, 30)) as [
    string,
    string,
  ];
  const linesOf = (name: string, { requests, begin, end }: ComparedSide): string[] => {
    const when = begin === null || end === null ? [] : [period(begin, end, screen.glyphs.dash)];
    const parts = [screen.bold(name), plural(requests, 'request'), ...when];
    return flow(parts, '   ', screen.width).flatMap((line) =>
      textWidth(line) > screen.width ? wrap(line, screen.width) : line,
    );
  };
  const head = [...linesOf(before, comparison.before), ...linesOf(after, comparison.after), ''];
  const words = { before: `in ${before}`, after: `in ${after}`, clock: (iso: string): string => moment(iso, true) };
  return `${[...head, ...renderComparison(comparison, words, '', screen, false)].join('\n')}\n`;
}
