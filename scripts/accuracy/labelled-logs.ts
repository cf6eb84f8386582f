// The labelled logs: those of real nginx in fixtures/, and drawn worlds.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { drawWorld } from '../worlds/draw.ts';
import type { LineTruth } from '../worlds/request.ts';

const CORPUS = 'fixtures/corpus';
const FOLDERS: readonly string[] = [CORPUS, 'fixtures/worlds'];

/** Which of the two logs of a world is read: `ext` has times, upstreams and connections after the combined format. */
export type LogForm = 'combined' | 'ext';

/** Both forms. */
export const FORMS: readonly LogForm[] = ['combined', 'ext'];

/** labels.json: the causes and verdicts that are accepted for a label. */
export interface Labels {
  readonly causes: Readonly<Record<string, { readonly verdict: string; readonly also_verdicts?: readonly string[] }>>;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly undecidable_in_combined: Readonly<Record<string, readonly string[]>>;
}

/** A labelled log. */
export interface LabelledLog {
  /** The folder that it stands in, or the seed that it was drawn from. */
  readonly world: string;
  readonly form: LogForm;
  /** Without line feeds. */
  readonly lines: readonly string[];
  readonly truth: readonly LineTruth[];
  /** What was drawn, in a few words; empty for logs of real nginx. */
  readonly about: string;
}

/** Reads labels.json. */
export function readLabels(): Labels {
  return JSON.parse(readFileSync(`${CORPUS}/labels.json`, 'utf8')) as Labels;
}

/** The logs of real nginx, each in both forms. */
export function* realLogs(): Generator<LabelledLog> {
  for (const folder of FOLDERS)
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const read = (file: string): string[] => readPacked(`${folder}/${entry.name}/${file}.gz`).trimEnd().split('\n');
      const truth = read('truth.jsonl').map((line) => JSON.parse(line) as LineTruth);
      for (const form of FORMS)
        yield {
          world: entry.name,
          form,
          truth,
          lines: read(form === 'ext' ? 'access.ext.log' : 'access.log'),
          about: '',
        };
    }
}

/** Worlds drawn from `count` seeds, beginning with `first`, each in both forms. Worlds without a hit are left out. */
export function* drawnLogs(first: number, count: number): Generator<LabelledLog> {
  for (let seed = first; seed < first + count; seed++) {
    const { combined, extended, truth, about } = drawWorld(seed);
    if (truth.length === 0) continue;
    const world = `seed ${seed}`;
    yield { world, form: 'combined', truth, lines: combined, about: about.join('; ') };
    yield { world, form: 'ext', truth, lines: extended, about: about.join('; ') };
  }
}

/** Names of the corpora in fixtures/corpus. */
export function corpora(): string[] {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** A file of a corpus, unpacked, as latin1. */
export function readCorpusFile(name: string, file: string): string {
  return readPacked(`${CORPUS}/${name}/${file}.gz`);
}

/** The text of a gzip file, as latin1. */
export function readPacked(path: string): string {
  return gunzipSync(readFileSync(path)).toString('latin1');
}
