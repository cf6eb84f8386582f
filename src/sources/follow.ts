// Logs that grow: their bytes become lines, file by file and generation by generation, and feed one diagnosis.
import { Diagnosis, type DiagnosisOptions, type Listener } from '../session.ts';
import { boundYoungGeneration, tuneEngine } from './v8-flags.ts';
import { followFiles } from './files/followed-names.ts';
import { LineGuard } from './files/lines.ts';
import type { ScanInput } from './engine/scanner.ts';

/** What following needs from outside. */
export interface FollowRun {
  readonly files: readonly string[];
  /** Ends the following; what was read is diagnosed. */
  readonly signal: AbortSignal;
  readonly listener: Listener;
  readonly setup: DiagnosisOptions;
  /** The wall clock, in milliseconds. */
  now(): number;
  /** Something about an input that the user should know. */
  remark(file: string, text: string): void;
  /** Called after every piece that was read, and when all there is has been read. */
  progress(diagnosis: Diagnosis): Promise<void> | undefined;
}

/** One file under a followed name, with its unfinished line. */
interface Generation {
  readonly input: ScanInput;
  readonly guard: LineGuard;
  rest: Buffer;
}

const LINE_FEED = 10;
/** Rotated files whose late lines are still expected; older ones are done. */
const GENERATIONS_KEPT = 8;

/** Follows the files until the signal says stop, and resolves to the finished diagnosis. */
export async function followLogs(run: FollowRun): Promise<Diagnosis> {
  const diagnosis = new Diagnosis(run.listener, { ...run.setup, now: () => run.now() });
  const { scanner } = diagnosis;
  tuneEngine();
  const generations = new Map<string, Generation>();
  const finish = ({ input, guard, rest }: Generation): void => {
    guard.end();
    scanner.use(input);
    if (rest.length > 0) scanner.takeBytes(rest);
  };
  for await (const { file, generation, bytes } of followFiles({
    files: run.files,
    signal: run.signal,
    onRemark: (name, text) => run.remark(name, text),
  })) {
    if (bytes.length > 0) {
      const key = `${generation} ${file}`;
      let current = generations.get(key);
      if (current === undefined) {
        const guard = new LineGuard();
        current = { input: diagnosis.beginInput(file, guard.cuts), guard, rest: Buffer.alloc(0) };
        generations.set(key, current);
        const done = `${generation - GENERATIONS_KEPT} ${file}`;
        const old = generations.get(done);
        if (old !== undefined) finish(old);
        generations.delete(done);
      }
      const passed = current.guard.pass(bytes);
      const end = passed.lastIndexOf(LINE_FEED) + 1;
      scanner.use(current.input);
      if (end > 0) scanner.takeBytes(Buffer.concat([current.rest, passed.subarray(0, end)]));
      current.rest = end > 0 ? Buffer.from(passed.subarray(end)) : Buffer.concat([current.rest, passed]);
    } else {
      diagnosis.releaseQuiet(run.now());
    }
    boundYoungGeneration();
    const wait = run.progress(diagnosis);
    if (wait !== undefined) await wait;
  }
  for (const generation of generations.values()) finish(generation);
  diagnosis.endInput();
  diagnosis.finish();
  return diagnosis;
}
