// The sentences and labels that several renderers use. A renderer decides where they are printed and how they look.
//
// To add a remark, add its code in report.ts. The compiler then asks for its sentence here.
import { VERDICTS, type CauseId, type Facts, type Verdict } from '../judge/catalogue.ts';
import type { FixGroup } from '../judge/causes/cause.ts';
import { causeOf } from '../judge/causes/index.ts';
import { percent, plural, wholeNumber } from './numbers.ts';
import type { Fix, Remark, RemarkCode, Report, Totals } from './report.ts';

/** Who should act, by verdict. */
export const WHO_ACTS: Readonly<Record<Verdict, string>> = {
  harmless: 'nobody: normal client behaviour',
  fix: 'you: configuration, balancer, application or certificate',
  client: 'the owner of a broken client',
  hostile: 'nobody: nginx refused a scan or an attack (block it if it bothers you)',
  unknown: 'the log does not show who',
};

/** The label of a verdict's share. */
export const VERDICT_LABELS: Readonly<Record<Verdict, string>> = {
  fix: 'to fix',
  harmless: 'harmless',
  client: 'broken clients',
  hostile: 'hostile',
  unknown: 'unknown',
};

// The first is said when a verdict has more than half of the hits, the second when it has all of them.
const MOSTLY: Readonly<Record<Verdict, readonly [mostly: string, all: string]>> = {
  fix: ['Mostly yours to fix', 'All yours to fix'],
  harmless: ['Mostly harmless', 'All harmless'],
  client: ['Mostly broken clients', 'Only broken clients'],
  hostile: ['Mostly refused scans', 'Only refused scans'],
  unknown: ['Mostly unexplained', 'All unexplained'],
};

/** Replaces the time of a fix whose findings cover most of the log's period. */
export const ALL_THE_TIME: string = 'for most of the log';

/** Replaces the user agent in the row of hits without a user agent. */
export const NO_USER_AGENT: string = 'no user agent';

/** Hits judged so far. */
export function judgedHits({ verdicts }: Report): number {
  return VERDICTS.reduce((sum, verdict) => sum + verdicts[verdict].hits, 0);
}

/** The main verdict of the hits, in a few words. A whole sentence if there are no hits; empty while all hits are pending. */
export function answerOf(report: Report): string {
  const { totals, verdicts } = report;
  const hits = judgedHits(report);
  if (hits === 0) {
    if (totals.pending > 0) return '';
    if (totals.entries === 0) return 'No request was found.';
    const [first] = report.fixes;
    if (first !== undefined) return `${first.headline}.`;
    return `No 400 and no 499 in ${plural(totals.entries, 'request')}: nothing to explain.`;
  }
  for (const verdict of VERDICTS) {
    if (verdicts[verdict].hits === hits) return MOSTLY[verdict][1];
    if (verdicts[verdict].hits * 2 > hits) return MOSTLY[verdict][0];
  }
  return (verdicts.harmless.hits + verdicts.hostile.hits) * 2 > hits ? 'Mostly no action needed' : 'Mixed';
}

/** How many requests failed, and from how many clients: clauses of one sentence. Empty if no request failed. */
export function hitCounts({ by_status, entries, clients, pending, share }: Totals): string[] {
  const hits = by_status['400'] + by_status['499'];
  if (hits === 0) return [];
  const kinds = `400 (${wholeNumber(by_status['400'])}) or 499 (${wholeNumber(by_status['499'])})`;
  return [
    `${wholeNumber(hits)} of ${plural(entries, 'request')} (${percent(share)}) ended in ${kinds}`,
    `from ${plural(clients, 'client')}`,
    ...(pending === 0 ? [] : [`${wholeNumber(pending)} not judged yet`]),
  ];
}

/** The count of all lines by kind. */
export function accountOf({ lines, entries, blank, unparsed }: Totals): string {
  const parts = [
    plural(entries, 'entry', 'entries'),
    `${wholeNumber(blank)} blank`,
    `${wholeNumber(unparsed)} unparsed`,
  ];
  return `${plural(lines, 'line')} = ${parts.join(' + ')}`;
}

/** The related lines and their causes. */
export function relatedLines({ causes, totals }: Report): string {
  const named = causes
    .filter(({ related }) => related > 0)
    .map(({ cause, related }) => `${cause} ${wholeNumber(related)}`);
  return `${plural(totals.related, 'related line')} with other statuses: ${named.join(', ')}`;
}

/** The title of a cause. */
export function titleOf(cause: CauseId): string {
  return causeOf(cause).title;
}

/** What happened, for a group of findings that need one action. */
export function headlineOf(cause: CauseId, group: FixGroup & { readonly related: number }): string {
  const { hits, related, clients, facts } = group;
  const found = causeOf(cause);
  if (hits === 0) {
    const who = `${plural(clients, 'client')} ${clients === 1 ? 'is' : 'are'}`;
    const status = textIn(facts, 'logged_status', 'another status');
    if (status === '000') return `${who} refused over HTTP/2: nginx logs this as 000 (${plural(related, 'line')})`;
    return `${who} refused (${found.title}): nginx logs this as ${status} (${plural(related, 'line')})`;
  }
  const headline = found.headline?.(group) ?? found.title.charAt(0).toUpperCase() + found.title.slice(1);
  return related === 0 ? headline : `${headline}, and ${plural(related, 'line')} with other statuses`;
}

/** What to change, given the facts of a finding. */
export function actionOf(cause: CauseId, facts: Facts): string {
  return causeOf(cause).advice(facts);
}

/** True if the headline of a fix states a count, so that a renderer leaves it out. */
export function headlineStates(fix: Fix, count: 'hits' | 'clients'): boolean {
  return causeOf(fix.cause).headlineSays?.includes(count) === true;
}

/** How sure the cause is, and how sure it is that somebody should act. Leaves out what is certain. */
export function surenessOf({ confidence, verdict_confidence }: Fix): string {
  const cause = confidence === 'certain' ? [] : [confidence];
  const verdict =
    verdict_confidence === 'certain' || verdict_confidence === confidence ? [] : [`need to fix: ${verdict_confidence}`];
  return [...cause, ...verdict].join(', ');
}

/** What the clients of a fix did next. */
export function aftermathOf({ cause, recovered, sent_twice, locked_out }: Fix): string[] {
  // Here the client is a program, such as a balancer. If it retries, no person came back.
  if (causeOf(cause).fixedBy === 'client') return [];
  return [
    ...(recovered > 0 ? [`${plural(recovered, 'client')} retried and got the page`] : []),
    ...(sent_twice > 0 ? [`${plural(sent_twice, 'client')} submitted the form twice`] : []),
    ...(locked_out > 0 ? [`${plural(locked_out, 'client')} still refused`] : []),
  ];
}

/** The sentence that replaces the list of fixes if the list is empty. */
export function nothingToFix(report: Report): string {
  if (isLogOfApache(report)) return 'No fixes are listed: nginx did not write this log.';
  const { fix, unknown: left } = report.verdicts;
  if (fix.hits > 0)
    return `No fix is clear: ${plural(fix.hits, 'hit')} may need one, but ${fix.hits === 1 ? 'it is a single case or' : 'they are single cases or'} unsure.`;
  const unknown = left.hits;
  if (unknown === 0) return 'Nothing to fix.';
  return `No fix is known, and ${percent(unknown / judgedHits(report))} of the hits are unexplained.`;
}

/** The sentence of a remark. */
export function sentenceOf({ code, facts }: Remark): string {
  return REMARKS[code](facts);
}

/** True if a remark puts the whole report in doubt, so that it must be shown first. */
export function isWarning({ code }: Remark): boolean {
  return WARNINGS.has(code);
}

const WARNINGS: ReadonlySet<RemarkCode> = new Set(['apache-log', 'error-log-given', 'only-hits']);

/** True if Apache wrote the log. The verdicts then mean nothing. */
export function isLogOfApache({ remarks }: Report): boolean {
  return remarks.some(({ code }) => code === 'apache-log');
}

const REMARKS: Readonly<Record<RemarkCode, (facts: Facts) => string>> = {
  'apache-log': () =>
    'This looks like a log of Apache, not of nginx: the page sizes and causes below do not apply. Give logscan the access log of nginx.',
  'error-log-given': (facts) =>
    `This is nginx's error.log: ${inputIn(facts)}. Give logscan the access log (access_log in nginx.conf).`,
  'only-hits': () =>
    'Every line is a 400 or 499. Give logscan the whole log: it needs the other lines to find the causes.',
  'unparsed-lines': (facts) => `${linesIn(facts)} could not be parsed (--unparsed FILE writes all of them to a file):`,
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
  'one-page-for-all': () =>
    'All 400 pages have the same size (perhaps set by error_page), so logscan can tell causes only from the requests.',
  'few-addresses': (facts) =>
    `${shareIn(facts, 'Nearly all')} of the traffic comes from ${countIn(facts, 'addresses', (n) => plural(n, 'address', 'addresses')) || 'few addresses'}, perhaps of a proxy or balancer: real_ip_header and set_real_ip_from would show the clients.`,
  'aborts-over-http3': (facts) =>
    `${linesIn(facts)} over HTTP/3 with status 000: the client left, and over HTTP/3 nginx logs this as 000 instead of 499. logscan does not explain these aborts. It counts them when many clients leave at once.`,
  'filtered-out': (facts) => `Your filters left out ${hitsIn(facts)}.`,
  'windows-cut': (facts) =>
    `The log is so dense around ${hitsIn(facts)} that logscan may have missed other lines of the same client.`,
  'clients-estimated': (facts) =>
    `Numbers of clients are estimates (standard error ${countIn(facts, 'error', percent)}): only ${countIn(facts, 'exact_up_to', wholeNumber)} clients can be counted exactly.`,
  'add-log-fields': (facts) =>
    `To be surer about ${hitsIn(facts)}, add ${textIn(facts, 'fields', '$request_time')} to log_format.`,
  'error-log-at-info': (facts) =>
    `Only error.log can explain ${hitsIn(facts)} for certain: set error_log to level info.`,
  'nearly-all-unsure': () => 'For at least half of the hits, the cause is only possible.',
};

function countIn(facts: Facts, name: string, say: (count: number) => string): string {
  const value = facts[name];
  return typeof value === 'number' ? say(value) : '';
}

function linesIn(facts: Facts): string {
  return countIn(facts, 'lines', (n) => plural(n, 'line')) || 'Some lines';
}

function hitsIn(facts: Facts): string {
  return countIn(facts, 'hits', (n) => plural(n, 'hit')) || 'some hits';
}

function shareIn(facts: Facts, otherwise: string): string {
  return countIn(facts, 'share', percent) || otherwise;
}

function inputIn(facts: Facts): string {
  const file = textIn(facts, 'file', 'an input');
  return file === '-' ? 'standard input' : file;
}

function textIn(facts: Facts, name: string, otherwise: string): string {
  const value = facts[name];
  return value === undefined ? otherwise : String(value);
}
