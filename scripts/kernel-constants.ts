// Makes the constants of the kernel from the constants of the engine, so that each value is defined only once.
import { MAX_LINE_BYTES } from '../src/formats/line.ts';
import { HASH } from '../src/hits/hash.ts';
import { NEIGHBOURS } from '../src/hits/limits.ts';
import { SAMPLE } from '../src/hits/sample.ts';
import {
  CODE,
  DETAIL,
  DETAIL_FLAG,
  FIELD,
  MOST_BODY_BYTES,
  OBSERVE,
  STOP,
  TIME,
} from '../src/sources/engine/columns.ts';
import {
  CHAINS,
  COLUMNS_LAYOUT,
  FIRST_PAGE,
  KEPT_BYTES,
  MOST_DETAILS,
  WINDOW_LAYOUT,
} from '../src/sources/engine/memory-layout.ts';
import { FORM, PROGRAM, SLOT, SLOTS_BYTES, STEP, WAY } from '../src/sources/engine/program-layout.ts';
import {
  CHAIN_NEEDS_PARSER,
  END_NEEDS_PARSER,
  FOUND_NEAREST,
  QUERY,
  RECORD,
  RING,
  RUN,
  OTHER_HASHES_SKIPPED,
} from '../src/sources/engine/window-memory.ts';

type Numbers = Readonly<Record<string, number>>;

const { position, time, start, hash, previous, next } = RECORD;
const { secondsBefore, secondsAfter, linesAlike, linesLookedAt } = NEIGHBOURS;
const { size: detailSize, ...detail } = DETAIL;
const { blank, needsParser, isObserved, hasDetail, isInSample } = CODE;

/** Groups of constants: the prefix of their names, their type in AssemblyScript, and their values. */
const GROUPS: readonly (readonly [prefix: string, type: string, numbers: Numbers])[] = [
  ['CODE', 'u32', { blank, needsParser, isObserved, hasDetail, isInSample }],
  ['STOP', 'i32', { ...STOP }],
  ['OBSERVE', 'u8', { early: OBSERVE.early }],
  ['FLAG', 'u32', { ...DETAIL_FLAG }],
  ['DETAIL', 'usize', { ...bytesEach(4, detail), bytes: 4 * detailSize }],
  ['FIELD', 'usize', bytesEach(4, withoutSize(FIELD))],
  ['COLUMNS', 'usize', withoutSize(COLUMNS_LAYOUT)],
  ['WINDOW', 'usize', withoutSize(WINDOW_LAYOUT)],
  ['PAGE', 'usize', { statuses: FIRST_PAGE.statuses, found: FIRST_PAGE.found, call: FIRST_PAGE.call }],
  ['PROGRAM', 'usize', { ...PROGRAM }],
  ['STEP', 'usize', { ...STEP }],
  ['WAY', 'u32', { ...WAY }],
  ['FORM', 'u32', { ...FORM }],
  ['SLOT', 'u32', { ...SLOT }],
  ['TIME', 'u32', { ...TIME }],
  ['', 'i32', { mostDetails: MOST_DETAILS }],
  ['', 'usize', { slotsBytes: SLOTS_BYTES }],
  ['RING', 'usize', bytesEach(8, withoutSize(RING))],
  ['RUN', 'usize', bytesEach(8, withoutSize(RUN))],
  ['QUERY', 'usize', bytesEach(8, withoutSize(QUERY))],
  ['RECORD', 'usize', { ...bytesEach(8, { position, time }), ...bytesEach(4, { start, hash, previous, next }) }],
  ['RECORD', 'usize', { shift: Math.log2(4 * RECORD.ints) }],
  ['', 'u32', { endNeedsParser: END_NEEDS_PARSER, lastChain: CHAINS - 1 }],
  ['', 'i32', { foundNearest: FOUND_NEAREST, chainNeedsParser: CHAIN_NEEDS_PARSER }],
  ['', 'i32', { linesAlike, linesLookedAt, otherHashesSkipped: OTHER_HASHES_SKIPPED }],
  ['', 'f64', { secondsBefore, secondsAfter, keptBytes: KEPT_BYTES, mostBodyBytes: MOST_BODY_BYTES }],
  ['', 'usize', { maxLineBytes: MAX_LINE_BYTES }],
  ['SAMPLE', 'u64', { wholeBytes: SAMPLE.wholeBytes, earlyBytes: SAMPLE.earlyBytes }],
  ['SAMPLE', 'u32', { prime: SAMPLE.prime, earlyShift: SAMPLE.earlyShift, lateShift: SAMPLE.lateShift }],
  ['HASH', 'u32', { ...HASH }],
];

/** The text of kernel/constants.as.ts. */
export function kernelConstants(): string {
  const lines = GROUPS.flatMap(([prefix, type, numbers]) =>
    Object.entries(numbers).map(([name, value]) => `export const ${nameOf(prefix, name)}: ${type} = ${value};`),
  );
  return `// Made by \`npm run kernel\` from the constants of the engine; do not edit.

/** Offsets are in bytes from the beginning of a record or of a part of the memory. */
${lines.join('\n')}
`;
}

// Makes `DETAIL_BODY_BYTES_SENT` from `DETAIL` and `bodyBytesSent`.
function nameOf(prefix: string, name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return prefix === '' ? words : `${prefix}_${words}`;
}

function bytesEach(size: number, places: Numbers): Numbers {
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, size * place]));
}

function withoutSize(places: Numbers): Numbers {
  return Object.fromEntries(Object.entries(places).filter(([name]) => name !== 'size'));
}
