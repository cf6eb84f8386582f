// What a reader should know of the report itself: what was not read, what no log shows, what would make it surer.
//
// To add a remark: its code in report/report.ts; the compiler then asks for its sentence here.
import type { Facts } from '../../judge/catalogue.ts';
import type { RemarkCode, Report } from '../../report/report.ts';
import { percent, plural, wholeNumber } from '../format.ts';
import { type Screen, wrap } from './screen.ts';

const UNPARSED_SHOWN = 3;

const SENTENCES: Readonly<Record<RemarkCode, (facts: Facts) => string>> = {
  'unparsed-lines': (facts) => `${lines(facts)} could not be read as an entry (all of them: --unparsed FILE):`,
  'cut-lines': (facts) => `Of ${lines(facts)} over 1 MiB only the first MiB was read.`,
  'input-error': (facts) =>
    `Not read, or not to its end: ${text(facts, 'file', 'an input')} (${text(facts, 'error', 'unknown error')}).`,
  'not-in-log-empty-connections': () =>
    'Not in this log: spare connections closed unused (nginx logs none since 1.3.15), connections reset before nginx took them.',
  'not-in-log-resets': () => 'Not in any access log: connections reset before nginx took them.',
  'page-size-unknown': (facts) =>
    `No line tells the size of nginx's own 400 page${count(facts, 'hits', (n) => `; ${plural(n, 'hit')} that it could have settled ${n === 1 ? 'is' : 'are'} less sure`)}.`,
  'one-page-for-all': () =>
    'Every 400 page has one size (error_page?): sizes tell nothing here, the shape of the request has to.',
  'few-addresses': (facts) =>
    `${share(facts, 'Nearly all')} of the traffic comes from ${count(facts, 'addresses', (n) => plural(n, 'address', 'addresses')) || 'few addresses'}: a proxy or balancer? real_ip_header and set_real_ip_from would show the clients.`,
  'filtered-out': (facts) => `Left out by your filters: ${hits(facts)}.`,
  'windows-cut': (facts) => `Around ${hits(facts)} the log is so dense that not all neighbours could be seen.`,
  'clients-estimated': (facts) =>
    `Numbers of clients are estimates, give or take ${count(facts, 'error', percent)}: only ${count(facts, 'exact_up_to', wholeNumber)} can be told apart.`,
  'add-log-fields': (facts) =>
    `To be surer about ${hits(facts)} add ${text(facts, 'fields', '$request_time')} to log_format.`,
  'error-log-at-info': (facts) => `error_log at level info says the reason of ${hits(facts)}.`,
  'nearly-all-unsure': () => 'Nearly all of these answers are only possible ones.',
};

/** All remarks, and the account of the lines. */
export function renderRemarks(report: Report, screen: Screen): string[] {
  const { remarks, totals } = report;
  const sentences = remarks.flatMap((remark) => [
    ...wrap(screen.say(SENTENCES[remark.code](remark.facts)), screen.width, '  ', screen.glyphs.ellipsis),
    ...(remark.code === 'unparsed-lines' ? examples(report, screen) : []),
  ]);
  const parts = [
    plural(totals.entries, 'entry', 'entries'),
    `${wholeNumber(totals.blank)} blank`,
    `${wholeNumber(totals.unparsed)} unparsed`,
  ];
  return [...sentences, `${plural(totals.lines, 'line')} = ${parts.join(' + ')}`];
}

function examples({ unparsed }: Report, screen: Screen): string[] {
  return unparsed.slice(0, UNPARSED_SHOWN).map(({ file, line, reason, text: content }) => {
    const place = `  ${screen.say(file, 40)}:${line}: ${screen.say(reason, 40)}: `;
    return screen.say(place, screen.width) + screen.log(content, Math.max(0, screen.width - place.length));
  });
}

function count(facts: Facts, name: string, say: (count: number) => string): string {
  const value = facts[name];
  return typeof value === 'number' ? say(value) : '';
}

function lines(facts: Facts): string {
  return count(facts, 'lines', (n) => plural(n, 'line')) || 'Some lines';
}

function hits(facts: Facts): string {
  return count(facts, 'hits', (n) => plural(n, 'hit')) || 'some hits';
}

function share(facts: Facts, otherwise: string): string {
  return count(facts, 'share', percent) || otherwise;
}

function text(facts: Facts, name: string, otherwise: string): string {
  const value = facts[name];
  return value === undefined ? otherwise : String(value);
}
