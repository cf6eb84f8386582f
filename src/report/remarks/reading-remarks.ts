// Remarks on logs that were read in a wrong format, or whose format leaves out what logscan needs.
import type { Facts } from '../../judge/catalogue.ts';
import type { Reading, Readings } from '../../judge/tables/readings.ts';
import type { Remark, RemarkCode } from '../report.ts';

/** A log is judged when it has at least this many answered requests. */
const ANSWERED = 20;
/** Requests look strange when at least this share of them does. nginx answers no request line that it cannot read. */
const STRANGE_SHARE = 0.2;
/** User agents look strange when less than this share of them names a product. */
const PRODUCT_SHARE = 0.3;
/** One user agent for all lines is strange when at least this many lines are not of the first client. */
const OTHER_CLIENTS = 20;
/** Sizes are strange when at least this share of them is `-`: nginx always writes `$body_bytes_sent` as a number. */
const UNSIZED_SHARE = 0.1;
/** Answers without a body (204, 304) show what the size counts when there are at least this many … */
const BODILESS = 10;
/** … and at least this share of them has a size. */
const HEADED_SHARE = 0.5;

type Check = readonly [RemarkCode, (reading: Reading) => Facts | undefined];

const CHECKS: readonly Check[] = [
  ['requests-strange', ({ answered, strange }) => shareOver(strange, answered, STRANGE_SHARE)],
  [
    'user-agents-strange',
    ({ answered, withAgent, products, otherAgents, otherClients }) => {
      if (withAgent === 0) return { what: 'none' };
      if (otherAgents === 0 && otherClients >= OTHER_CLIENTS && withAgent === answered && products === 0)
        return { what: 'same' };
      return products < PRODUCT_SHARE * withAgent ? { what: 'unlike' } : undefined;
    },
  ],
  [
    'sizes-missing',
    ({ answered, sized, unsized }) => (sized === 0 ? undefined : shareOver(unsized, answered, UNSIZED_SHARE)),
  ],
  [
    'sizes-with-header',
    ({ bodiless, headed }) => (bodiless >= BODILESS && headed >= HEADED_SHARE * bodiless ? {} : undefined),
  ],
];

/** The remarks on how logs were read, each once, with the first log that has it and the number of the others. */
export function readingRemarks(files: readonly string[], readings: Readings): Remark[] {
  const logs = files.flatMap((file) => {
    const reading = readings.of(file);
    return reading === undefined ? [] : [{ file, reading }];
  });
  const remarks = CHECKS.flatMap(([code, check]) => {
    const found = logs.flatMap(({ file, reading }) => {
      const facts = reading.answered < ANSWERED ? undefined : check(reading);
      return facts === undefined ? [] : [{ file, facts }];
    });
    return remarkOn(code, found);
  });
  const assumed = logs.flatMap(({ file, reading }) =>
    reading.assumed === undefined ? [] : [{ file, facts: { parts: reading.assumed } }],
  );
  return [...remarks, ...remarkOn('request-assumed', assumed)];
}

/** The first of some inputs, and how many others there are. */
export function filesFact([first, ...others]: readonly { readonly file: string }[]): Facts {
  return { file: first?.file ?? '-', ...(others.length === 0 ? {} : { other_files: others.length }) };
}

function remarkOn(code: RemarkCode, found: readonly { readonly file: string; readonly facts: Facts }[]): Remark[] {
  const [first] = found;
  return first === undefined ? [] : [{ code, facts: { ...first.facts, ...filesFact(found) } }];
}

function shareOver(part: number, whole: number, least: number): Facts | undefined {
  return part >= least * whole ? { share: part / whole } : undefined;
}
