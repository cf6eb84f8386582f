// The remarks about the report, and the count of its lines.
import { isWarning, sentenceOf } from '../../report/remark-words.ts';
import type { Report } from '../../report/report.ts';
import { accountOf } from '../../report/words.ts';
import { wrap } from '../flow.ts';
import type { Screen } from './screen.ts';

const UNPARSED_SHOWN = 3;

/** The remarks that put the whole report in doubt. */
export function renderWarnings({ remarks }: Report, screen: Screen): string[] {
  return remarks
    .filter((remark) => isWarning(remark))
    .flatMap((remark) => sentenceLines(remark, screen))
    .map((line) => screen.bold(line));
}

/** All other remarks, then the count of the lines. */
export function renderRemarks(report: Report, screen: Screen): string[] {
  const remarks = report.remarks.filter((remark) => !isWarning(remark));
  const sentences = remarks.flatMap((remark) => [
    ...sentenceLines(remark, screen),
    ...changeLines(remark, screen),
    ...(remark.code === 'unparsed-lines' ? examples(report, screen) : []),
  ]);
  return [...sentences, ...wrap(accountOf(report.totals), screen.width, { next: '  ' })];
}

function sentenceLines(remark: Report['remarks'][number], screen: Screen): string[] {
  const { width, glyphs } = screen;
  return wrap(screen.say(sentenceOf(remark)), width, { next: '  ', ellipsis: glyphs.ellipsis });
}

// Directives stay as they are, so that they can be copied.
function changeLines({ change = [] }: Report['remarks'][number], screen: Screen): string[] {
  return change.flatMap(({ file, line, text }) => [
    `  ${screen.say(file === null ? 'In http:' : `${file}:${line}:`)}`,
    ...text.split('\n').map((one) => `    ${screen.say(one)}`),
  ]);
}

function examples({ unparsed }: Report, screen: Screen): string[] {
  return unparsed.slice(0, UNPARSED_SHOWN).map(({ file, line, reason, text }) => {
    const place = `  ${screen.say(file, 40)}:${line}: ${screen.say(reason, 40)}: `;
    return screen.say(place, screen.width) + screen.log(text, Math.max(0, screen.width - place.length));
  });
}
