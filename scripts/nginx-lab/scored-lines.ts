// Scores logscan's findings on the logs of the lab, line by line.
import { type LogForm, readLabels } from '../accuracy/labelled-logs.ts';
import { scoreHits, type ScoredHit } from '../accuracy/scored-hits.ts';
import type { PlayedLog } from './played-log.ts';

/** A scored hit of a stage, whose name is its world, with its line. */
export interface ScoredLine extends ScoredHit {
  readonly text: string;
}

/** The scored hits of a log in one form, with their lines, by the method in ACCURACY.md. */
export function scoredLinesOf({ name, combined, extended, truth }: PlayedLog, form: LogForm): ScoredLine[] {
  const lines = form === 'ext' ? extended : combined;
  const hits = scoreHits({ world: name, form, lines, truth, about: '' }, readLabels());
  return hits.map((hit, i) => ({ ...hit, text: lines[truth[i]!.line]! }));
}
