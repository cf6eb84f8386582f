// The sentences and labels that several renderers use. A renderer decides where they are printed and how they look.
import { BROWSER_NAMES } from '../../formats/user-agent.ts';
import { VERDICTS, type CauseId, type Facts, type Verdict } from '../../judge/catalogue.ts';
import type { FixGroup } from '../../judge/causes/cause.ts';
import { causeOf } from '../../judge/causes/index.ts';
import type { Report, Totals } from '../report.ts';
import type { Fix } from '../shape/fix.ts';
import { OVER_AFTER_SECONDS, quietAfter } from '../timeline/quiet.ts';
import { percent, plural, wholeNumber } from './numbers.ts';

/** Who should act, by verdict. */
export const WHO_ACTS: Readonly<Record<Verdict, string>> = {
  harmless: 'nobody: normal client behaviour',
  fix: 'you: configuration, balancer, application or certificate',
  client: 'the owner of a broken client',
  hostile: 'nobody: a scan or an attack that was refused (block it if it bothers you)',
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
  hostile: ['Mostly scans and attacks that were refused', 'Only scans and attacks that were refused'],
  unknown: ['Mostly unclear', 'All unclear'],
};

/** Replaces the period of a log without times. */
export const NO_TIMES: string = 'no times in this log';

/** True if the lines of the log have no times, so that no time of the report means anything. */
export function hasNoTimes({ period, totals }: Pick<Report, 'period' | 'totals'>): boolean {
  return period === null && totals.entries > 0;
}

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
    const { ignored = 0 } = totals;
    if (ignored > 0 && totals.filtered_out === 0)
      return `All ${plural(ignored, 'hit')} ${ignored === 1 ? 'is' : 'are'} ignored.`;
    if (totals.filtered_out > 0) return `Your filters match none of the ${plural(totals.filtered_out, 'hit')}.`;
    const [first] = report.fixes;
    if (first !== undefined) return `${first.headline}.`;
    return `No 400 and no 499 in ${plural(totals.entries, 'request')}: nothing to explain.`;
  }
  const main = mainVerdict(report);
  if (main !== undefined) return MOSTLY[main][verdicts[main].hits === hits ? 1 : 0];
  return (verdicts.harmless.hits + verdicts.hostile.hits) * 2 > hits ? 'Mostly no action needed' : 'Mixed';
}

/** The verdict of more than half of the hits; undefined if none has so many. */
export function mainVerdict(report: Report): Verdict | undefined {
  return VERDICTS.find((verdict) => report.verdicts[verdict].hits * 2 > judgedHits(report));
}

/** The cause with the most hits of a verdict, and these hits; undefined if there is none. */
export function mainCauseOf(
  verdict: Verdict,
  { causes }: Report,
): { readonly cause: CauseId; readonly hits: number } | undefined {
  const own = causes
    .map(({ cause, verdicts }) => ({ cause, hits: verdicts[verdict] ?? 0 }))
    .filter(({ hits }) => hits > 0);
  return own.toSorted((a, b) => b.hits - a.hits)[0];
}

/**
 * How many requests failed, and from how many clients: clauses of one sentence. Empty if no request failed.
 * @param proxies the addresses that carry nearly all traffic, perhaps of proxies; 0 if clients come through many addresses
 */
export function hitCounts(
  { by_status, entries, clients, filtered_out, ignored = 0, pending, share }: Totals,
  proxies = 0,
): string[] {
  const hits = by_status['400'] + by_status['499'];
  if (hits === 0) return [];
  const kept = Math.max(0, hits - pending - filtered_out - ignored);
  const present = (['400', '499'] as const).filter((status) => by_status[status] > 0);
  const kinds = present.map((status) =>
    present.length === 1 ? status : `${status} (${wholeNumber(by_status[status])})`,
  );
  return [
    `${wholeNumber(hits)} of ${plural(entries, 'request')} (${percent(share)}) ended in ${kinds.join(' or ')}`,
    ...(filtered_out === 0 ? [] : [`your filters keep ${kept === 0 ? 'none' : wholeNumber(kept)} of them`]),
    ...(ignored === 0 ? [] : [`${wholeNumber(ignored)} ignored`]),
    ...(filtered_out + ignored > 0 && kept === 0
      ? []
      : [
          clients <= proxies
            ? `through ${plural(clients, 'address', 'addresses')}, perhaps of proxies`
            : `from ${plural(clients, 'client')}`,
        ]),
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
    const status = String(facts['logged_status'] ?? 'another status');
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

/** How sure the cause is, and how sure it is that somebody should act, if that is less than certain. */
export function surenessOf({ confidence, verdict_confidence }: Fix): string {
  const verdict =
    verdict_confidence === 'certain' || verdict_confidence === confidence ? [] : [`need to fix: ${verdict_confidence}`];
  return [confidence, ...verdict].join(', ');
}

/** What the clients of a fix did next. */
export function aftermathOf({ cause, recovered, sent_twice, top_user_agents: agents }: Fix): string[] {
  // Here the client is a program, such as a balancer. If it retries, no person came back.
  if (causeOf(cause).fixedBy === 'client') return [];
  // Only people submit forms. A webhook, a script or an app sends the same data again.
  const isForm = agents.length > 0 && agents.every(({ value }) => BROWSER_NAMES.has(value));
  const sent = isForm ? 'submitted the form' : 'sent the same data';
  return [
    ...(recovered > 0 ? [`${plural(recovered, 'client')} retried and got the page`] : []),
    ...(sent_twice > 0 ? [`${plural(sent_twice, 'client')} ${sent} twice`] : []),
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
  return `Nothing of it is yours to fix. For ${percent(unknown / judgedHits(report))} of the hits the log does not show who should act.`;
}

/** Trouble goes on at the end of the log if its last line is in the last part of the log, which is at most this share of it. */
const GOING_ON_SHARE = 0.1;

/**
 * Whether the trouble of a fix goes on at the end of the log: its last line is in the last tenth of the log, and at most five minutes
 * older than the end. It is over if the quiet after its last line is longer than the five minutes, and than the trouble was. Quiet counts
 * only while there is traffic.
 */
export function stateOf({ begin, end }: Fix, { period, timeline }: Report): 'over' | 'going on' | undefined {
  if (period === null || begin === null || end === null) return undefined;
  const [first, last, oldest, newest] = [begin, end, period.begin, period.end].map((iso) => Date.parse(iso) / 1000) as [
    number,
    number,
    number,
    number,
  ];
  const quiet = quietAfter(first, last, { begin: oldest, end: newest, others: timeline.other_requests });
  if (quiet <= Math.min(OVER_AFTER_SECONDS, GOING_ON_SHARE * (newest - oldest))) return 'going on';
  return quiet > Math.max(OVER_AFTER_SECONDS, last - first) ? 'over' : undefined;
}

/** True if Apache wrote the log. The verdicts then mean nothing. */
export function isLogOfApache({ remarks }: Report): boolean {
  return remarks.some(({ code }) => code === 'apache-log');
}
