// The logs that nginx wrote for a stage, with the truth about each line.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LineTruth, truthOfLine } from '../worlds/request.ts';
import { logFilesOf } from './configuration.ts';
import type { Stage } from './stage.ts';

/** A log of the lab. */
export interface PlayedLog {
  readonly name: string;
  /** Lines without their line feeds, as latin1. */
  readonly combined: readonly string[];
  readonly extended: readonly string[];
  readonly truth: readonly LineTruth[];
  /** What is wrong with the lab itself, in sentences. */
  readonly surprises: readonly string[];
}

const HIT = /^\S+ \S+ \S+ \[[^\]]*\] "(?:[^"\\]|\\.)*" (400|499) /;

/** A client may leave while its answer is on the way: this share of the requests of a label may have no hit. */
const ANSWERED_MEANWHILE = 0.25;

/** Reads the logs of a stage, binds the truth to their lines, and writes it beside them. */
export function readPlayed(stage: Stage, folder: string): PlayedLog {
  const files = logFilesOf(stage);
  const read = (file: string): string[] =>
    stage.network
      .restored(readFileSync(join(folder, file), 'latin1'))
      .split('\n')
      .slice(0, -1);
  const [combined, extended, keys] = [read(files.combined), read(files.extended), read(files.keys)];
  const { name } = stage.plan;
  const surprises: string[] = [];
  if (combined.length !== keys.length || extended.length !== keys.length)
    surprises.push(`${name}: the logs have ${combined.length}, ${extended.length} and ${keys.length} lines`);
  const truth: LineTruth[] = [];
  for (const [line, text] of combined.entries()) {
    const [connection = '', request = ''] = keys[line]?.split(' ') ?? [];
    const silent = stage.book.silenceOf(connection);
    if (silent !== undefined) surprises.push(`${name}: nginx wrote a line for ${silent}: ${text}`);
    const status = HIT.exec(text)?.[1];
    if (status === undefined) continue;
    const expected = stage.book.of(request === '-' ? connection : request);
    if (expected === undefined) {
      surprises.push(`${name}: no client expects this line: ${text}`);
      continue;
    }
    expected.lines++;
    truth.push(truthOfLine(line, Number(status), expected.truth));
  }
  // Beside the logs, as in fixtures/worlds: whoever keeps the folder can score them again.
  writeFileSync(join(folder, name, 'truth.jsonl'), truth.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return {
    name,
    combined,
    extended,
    truth,
    surprises: [...surprises, ...missing(stage)],
  };
}

// Labels for which nginx wrote too few hits, each as a sentence.
function missing({ plan, book }: Stage): string[] {
  const labels = new Map<string, { all: number; missing: number }>();
  for (const { lines, truth } of book.all()) {
    const count = labels.get(truth.label) ?? { all: 0, missing: 0 };
    labels.set(truth.label, count);
    count.all++;
    if (lines === 0) count.missing++;
  }
  return [...labels]
    .filter(([, count]) => count.missing > count.all * ANSWERED_MEANWHILE)
    .map(
      ([label, count]) =>
        `${plan.name}: nginx wrote no 400 or 499 for ${count.missing} of ${count.all} requests with the label ${label}`,
    );
}
