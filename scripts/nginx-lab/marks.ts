// Marks logscan's findings on the logs of the lab.
import { type LogForm, readLabels } from '../accuracy/labelled-logs.ts';
import { scoreHits, type ScoredHit } from '../accuracy/scored-hits.ts';
import type { PlayedLog } from './played-log.ts';

/** A scored hit of a stage, whose name is its world, with its line. */
export interface Mark extends ScoredHit {
  readonly text: string;
}

/** The marks of a log in one form, by the method in ACCURACY.md. */
export function marksOf({ name, combined, extended, truth }: PlayedLog, form: LogForm): Mark[] {
  const lines = form === 'ext' ? extended : combined;
  const hits = scoreHits({ world: name, form, lines, truth, about: '' }, readLabels());
  return hits.map((hit, i) => ({ ...hit, text: lines[truth[i]!.line]! }));
}
