// The sentences of the remarks.
//
// To add a remark, add its code in report.ts. The compiler then asks for its sentence here.
import type { Facts } from '../../judge/catalogue.ts';
import type { Remark, RemarkCode } from '../report.ts';
import { countIn, hitsIn, inputIn, inputsIn, linesIn, shareIn, textIn } from './fact-words.ts';
import { percent, plural, wholeNumber } from './numbers.ts';
import { withQuote } from './quote-words.ts';
import { READING_REMARKS } from './reading-words.ts';

/** The sentence of a remark. */
export function sentenceOf({ code, facts, configuration }: Remark): string {
  return withQuote(REMARKS[code](facts), configuration);
}

/** True if a remark puts the whole report in doubt, so that it must be shown first. */
export function isWarning({ code }: Remark): boolean {
  return WARNINGS.has(code);
}

const WARNINGS: ReadonlySet<RemarkCode> = new Set(['apache-log', 'apache-input', 'error-log-given', 'only-hits']);

const REMARKS: Readonly<Record<RemarkCode, (facts: Facts) => string>> = {
  'apache-log': () =>
    'This looks like a log of Apache, not of nginx: the page sizes and causes below do not apply. Give logscan the access log of nginx.',
  'apache-input': (facts) =>
    `Apache and not nginx seems to have written ${inputsIn(facts)}. Do not trust the causes of hits in it.`,
  'error-log-given': (facts) =>
    `This is nginx's error.log: ${inputIn(facts)}. Give logscan the access log (access_log in nginx.conf).`,
  'format-undecided': (facts) =>
    `Several columns of ${inputIn(facts)} hold addresses, and nothing shows which one is the client's. Give the log_format with --log-format.`,
  'only-hits': () =>
    'Every line is a 400 or 499. Give logscan the whole log: it needs the other lines to find the causes.',
  'unparsed-lines': (facts) => `${linesIn(facts)} could not be parsed (--unparsed FILE writes all of them to a file):`,
  ...READING_REMARKS,
  'cut-lines': (facts) => `${linesIn(facts)} over 1 MiB: only the first MiB of each was read.`,
  'input-error': (facts) =>
    `Not read completely: ${textIn(facts, 'file', 'an input')} (${textIn(facts, 'error', 'unknown error')}).`,
  'lines-lost': (facts) =>
    `Missing: the lines of ${textIn(facts, 'file', 'a log')} after line ${countIn(facts, 'line', wholeNumber) || '?'} and before its rotation. The rotated file was not found (--rotated FOLDER names another folder to search).`,
  'not-in-log-empty-connections': () =>
    'This log does not show connections that were closed without a request (nginx has not logged them since 1.3.15) or reset before nginx accepted them.',
  'not-in-log-resets': () => 'No access log shows connections that were reset before nginx accepted them.',
  'page-size-unknown': (facts) =>
    `This log never shows nginx's built-in 400 page${countIn(facts, 'hits', (n) => `, so ${plural(n, 'hit')} ${n === 1 ? 'is' : 'are'} less sure`)}.`,
  'page-size-not-logged': (facts) =>
    `The log does not show how long the page of ${hitsIn(facts)} was: add $body_bytes_sent to log_format. $bytes_sent also counts the header.`,
  'one-page-for-all': (facts) =>
    `All 400 pages${facts['file'] === undefined ? '' : ` of ${inputsIn(facts)}`} have the same size (perhaps set by error_page), so logscan can tell causes only from the requests.`,
  'few-addresses': (facts) =>
    `${shareIn(facts, 'Nearly all')} of the traffic comes from ${countIn(facts, 'addresses', (n) => plural(n, 'address', 'addresses')) || 'few addresses'}, perhaps of a proxy or balancer: real_ip_header and set_real_ip_from would show the clients.`,
  'aborts-over-http3': (facts) =>
    `${linesIn(facts)} over HTTP/3 with status 000: the client left, and over HTTP/3 nginx logs this as 000 instead of 499. logscan does not explain these aborts. It counts them when many clients leave at once.`,
  'filtered-out': (facts) => `Your filters left out ${hitsIn(facts)}.`,
  'ignored-hits': (facts) => {
    const related = countIn(facts, 'related', (n) => ` and ${plural(n, 'related line')}`);
    const verb = facts['hits'] === 1 && related === '' ? 'is' : 'are';
    return `${hitsIn(facts)}${related} ${verb} ignored: ${textIn(facts, 'reasons', 'no reason is given')}.`;
  },
  'same-lines': (facts) => {
    const [file, other] = [inputIn(facts), textIn(facts, 'other', 'another input')];
    if (file === other)
      return `${linesIn(facts)} of ${file} came again in the same order, so their hits are counted twice. Perhaps the program that collects the log sent them again.`;
    return `${linesIn(facts)} of ${file} are in ${other}, too, so their hits are counted twice. Leave one of the two inputs out if it is a copy.`;
  },
  'clock-differs': (facts) => {
    const file = textIn(facts, 'file', 'an input');
    const shift = Number(facts['shift_seconds'] ?? 0);
    const others = facts['servers'] === 2 ? `that of ${textIn(facts, 'other', 'the other one')}` : 'the others';
    const flag = `--clock ${quotedName(file)}=${shift < 0 ? '' : '+'}${shift}s`;
    return `The clock of ${file} seems at least ${Math.abs(shift)} s ${shift < 0 ? 'ahead of' : 'behind'} ${others}: ${countIn(facts, 'retries', (n) => plural(n, 'request')) || 'some requests'} that failed on one server would have been answered by another one before. If so, add ${flag}.`;
  },
  'windows-cut': (facts) =>
    `The log is so dense around ${hitsIn(facts)} that logscan may have missed other lines of the same client.`,
  'clients-estimated': (facts) =>
    `Numbers of clients are estimates (standard error ${countIn(facts, 'error', percent)}): only ${countIn(facts, 'exact_up_to', wholeNumber)} clients can be counted exactly.`,
  'add-log-fields': (facts) =>
    `To be surer about ${hitsIn(facts)}, add ${textIn(facts, 'fields', '$request_time')} to log_format.`,
  'error-log-at-info': (facts) =>
    `Only error.log can explain ${hitsIn(facts)} for certain: ${facts['is_at_info'] === true ? 'read it; it is at level info already' : 'set error_log to level info'}.`,
  'nearly-all-unsure': () => 'For at least half of the hits, the cause is only possible.',
};

/** The codes of all remarks. */
export const REMARK_CODES: readonly RemarkCode[] = Object.keys(REMARKS) as RemarkCode[];

// A name as a shell takes it.
function quotedName(name: string): string {
  return /^[\w./:@%+-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}
