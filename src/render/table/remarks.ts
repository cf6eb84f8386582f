// What a reader should know about the report itself, and the account of the lines.
import type { Report } from '../../report/report.ts';
import { accountOf, sentenceOf } from '../../report/words.ts';
import { type Screen, wrap } from './screen.ts';

const UNPARSED_SHOWN = 3;

/** All remarks, then the account of the lines. */
export function renderRemarks(report: Report, screen: Screen): string[] {
  const sentences = report.remarks.flatMap((remark) => [
    ...wrap(screen.say(sentenceOf(remark)), screen.width, '  ', screen.glyphs.ellipsis),
    ...(remark.code === 'unparsed-lines' ? examples(report, screen) : []),
  ]);
  return [...sentences, accountOf(report.totals)];
}

function examples({ unparsed }: Report, screen: Screen): string[] {
  return unparsed.slice(0, UNPARSED_SHOWN).map(({ file, line, reason, text }) => {
    const place = `  ${screen.say(file, 40)}:${line}: ${screen.say(reason, 40)}: `;
    return screen.say(place, screen.width) + screen.log(text, Math.max(0, screen.width - place.length));
  });
}
