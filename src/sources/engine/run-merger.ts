// The merged order of several inputs: by time, and within a second that several inputs share by group.
import { GROUP, type InputRun, type InputRuns } from './input-runs.ts';

/** An input that is merged. */
export interface MergedInput {
  /** The time of its first entry in seconds since the epoch, as far as it is known before reading; -Infinity if it is not. */
  readonly first: number;
  /** Its runs so far. */
  readonly runs: Pick<InputRuns, 'head' | 'last' | 'shift'>;
  /** No more runs will be added. */
  readonly isOver: boolean;
}

/** What the merger calls. */
export interface MergeSink<Input> {
  /** Takes a run. The runs of an input come in their own order, except that the groups of a shared second are put in order. */
  take(input: Input, run: InputRun): void;
  /** All runs of an input were taken. */
  end(input: Input): void;
}

const GROUPS: readonly number[] = [GROUP.aborts, GROUP.others, GROUP.empty];

/** An input between its first read and its last run. */
interface Running<Input> {
  readonly input: Input;
  /** Its place among inputs with lines of the same second and group. */
  readonly rank: number;
  /** An entry of it was taken. */
  hasEntries: boolean;
}

/** Merges inputs by time. */
export class RunMerger<Input extends MergedInput> {
  readonly #sink: MergeSink<Input>;
  // Inputs that were not read yet, by their first time.
  readonly #waiting: Running<Input>[];
  // The other inputs that have not ended, by rank.
  readonly #running: Running<Input>[] = [];

  // The runs of a shared second, by group, and the input of each; empty between two seconds.
  readonly #runsByGroup: readonly InputRun[][] = GROUPS.map(() => []);
  readonly #inputsByGroup: readonly Running<Input>[][] = GROUPS.map(() => []);

  /** @param inputs in the order in which their lines of the same second and group are taken */
  constructor(inputs: readonly Input[], sink: MergeSink<Input>) {
    this.#sink = sink;
    this.#waiting = inputs
      .map((input, rank) => ({ input, rank, hasEntries: false }))
      .sort((a, b) => (a.input.first === b.input.first ? a.rank - b.rank : a.input.first - b.input.first));
  }

  /** Merges as far as possible. Returns an input that must be read before more can be merged; undefined at the end. */
  advance(): Input | undefined {
    for (;;) {
      let least = Infinity;
      // The least second of the other inputs; a lower bound for an input that was not read yet.
      let next = Infinity;
      let one: Running<Input> | undefined;
      for (const each of this.#running) {
        const { head } = each.input.runs;
        if (head === undefined) {
          if (!each.input.isOver) return each.input;
          this.#end(each);
          return this.advance();
        }
        if (head.second < least) {
          next = least;
          least = head.second;
          one = each;
        } else {
          next = Math.min(next, head.second);
        }
      }
      const waiting = this.#waiting[0];
      if (waiting !== undefined && (one === undefined || waiting.input.first <= least)) {
        this.#begin(waiting);
        return waiting.input;
      }
      if (one === undefined) return undefined;
      if (next > least) {
        this.#takeUntil(one, Math.min(next, waiting?.input.first ?? Infinity));
      } else {
        const needy = this.#takeShared(least);
        if (needy !== undefined) return needy;
      }
    }
  }

  /** The inputs that have not ended. */
  get notEnded(): Input[] {
    return [...this.#running, ...this.#waiting].map(({ input }) => input);
  }

  #begin(waiting: Running<Input>): void {
    this.#waiting.shift();
    const at = this.#running.findIndex(({ rank }) => rank > waiting.rank);
    this.#running.splice(at < 0 ? this.#running.length : at, 0, waiting);
  }

  #end(ended: Running<Input>): void {
    this.#running.splice(this.#running.indexOf(ended), 1);
    this.#sink.end(ended.input);
  }

  // Takes the runs of one input before a second.
  #takeUntil(one: Running<Input>, second: number): void {
    const { runs } = one.input;
    for (let { head } = runs; head !== undefined && head.second < second; { head } = runs) {
      runs.shift();
      this.#take(one, head);
    }
  }

  // Takes one portion of a second that several inputs share; returns an input if that must be read first.
  #takeShared(second: number): Input | undefined {
    let sharing = this.#running.filter(({ input }) => input.runs.head!.second === second);
    const portion = Math.min(...sharing.map(({ input }) => input.runs.head!.portion));
    sharing = sharing.filter(({ input }) => input.runs.head!.portion === portion);
    const isWithin = (run: InputRun): boolean => run.second === second && run.portion === portion;
    const needy = sharing.find(({ input }) => !input.isOver && isWithin(input.runs.last!));
    if (needy !== undefined) return needy.input;
    // Where one input ends and another begins, they are parts of one log, so the lines of the first come first.
    const isEnding = ({ input, hasEntries }: Running<Input>): boolean => hasEntries && isWithin(input.runs.last!);
    const ending = sharing.some(({ hasEntries }) => !hasEntries) ? sharing.filter(isEnding) : [];
    this.#takeTogether(ending, second, portion);
    for (const each of ending) this.#end(each);
    this.#takeTogether(
      sharing.filter((each) => !ending.includes(each)),
      second,
      portion,
    );
    return undefined;
  }

  // Takes the runs of a portion of some inputs: group by group, or in their own order if there is one input.
  #takeTogether(sharing: readonly Running<Input>[], second: number, portion: number): void {
    const isAlone = sharing.length === 1;
    for (const each of sharing) {
      const { runs } = each.input;
      for (let { head } = runs; head?.second === second && head.portion === portion; { head } = runs) {
        runs.shift();
        const group = isAlone ? 0 : head.group;
        this.#runsByGroup[group]!.push(head);
        this.#inputsByGroup[group]!.push(each);
      }
    }
    for (const group of GROUPS) {
      const [runs, inputs] = [this.#runsByGroup[group]!, this.#inputsByGroup[group]!];
      for (let i = 0; i < runs.length; i++) this.#take(inputs[i]!, runs[i]!);
      runs.length = 0;
      inputs.length = 0;
    }
  }

  #take(each: Running<Input>, run: InputRun): void {
    if (run.second > -Infinity) each.hasEntries = true;
    this.#sink.take(each.input, run);
  }
}
