// Looks for the places at which the values of a line begin and end.
import { REFERER } from './doubts.ts';
import { FailedPlaces } from './failed-places.ts';
import { quoteEnd, setLatestEnds, type Step } from './steps.ts';
import type { Form } from './variables.ts';

/** Characters that are looked at in one search: so many for each of the line, and some for a short line. */
const MOST_LOOKS = 32;
const LOOKS_AT_SHORT_LINES = 1_000_000;
/** A value that no literal ends is tried up to this length. */
const MOST_ADJACENT = 2048;

/** Which end of a value is tried first. */
export type Order = 'likeliest' | 'nearest' | 'last';

/** Searches lines for the values of steps, depth first. */
export class Search {
  /** Where each value begins and ends. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The furthest step that was reached in this line, and where its value begins. */
  furthest = 0;
  furthestFrom = 0;
  /** The last search, or {@link endsOf} after it, came to a bound, so it does not know what fits. */
  isGivenUp = false;
  readonly #steps: readonly Step[];
  readonly #start: number;
  readonly #mostTries: number;
  #text = '';
  #order: Order = 'likeliest';
  #usual: readonly string[] | undefined;
  // Steps whose values must look as usual.
  readonly #isUsual: boolean[];
  #mayBeginWithNone = false;
  #tries = 0;
  #looks = 0;
  readonly #failed: FailedPlaces;
  // No value of any text ends here, or later.
  readonly #endless: Int32Array;
  // The last place where the literal after each value can stand, with those of later values after it.
  readonly #latest: Int32Array;

  /**
   * @param start where the first value begins
   * @param mostTries places that are tried in one search
   */
  constructor(steps: readonly Step[], start: number, mostTries: number) {
    this.#steps = steps;
    this.#start = start;
    this.#mostTries = mostTries;
    this.#isUsual = steps.map(() => false);
    this.#failed = new FailedPlaces(steps.length);
    this.#endless = new Int32Array(steps.length);
    this.#latest = new Int32Array(steps.length);
    this.from = new Int32Array(steps.length);
    this.to = new Int32Array(steps.length);
  }

  /** Takes another line. */
  begin(text: string): void {
    this.#text = text;
    this.#usual = undefined;
    this.furthest = 0;
    this.furthestFrom = 0;
    for (const [i, { next }] of this.#steps.entries()) this.#latest[i] = text.length - next.length;
  }

  /** Leaves out places that cannot be right, because the literals of later values need room. {@link furthest} then says nothing. */
  narrow(): void {
    setLatestEnds(this.#steps, this.#text, this.#latest);
  }

  /**
   * Whether there is a way to split the line; it is then in {@link from} and {@link to}.
   * @param usual the variables whose values must look as usual
   * @param mayBeginWithNone a free text may begin with what stands for no value, and the text after it
   */
  run(usual: readonly string[], mayBeginWithNone: boolean, order: Order): boolean {
    // What fits does not depend on the order.
    if (this.isGivenUp || usual !== this.#usual || mayBeginWithNone !== this.#mayBeginWithNone) this.#forget(usual);
    this.#mayBeginWithNone = mayBeginWithNone;
    this.#order = order;
    this.#tries = 0;
    this.#looks = LOOKS_AT_SHORT_LINES + MOST_LOOKS * this.#text.length;
    return this.#match(0, this.#start);
  }

  /** The places at which a value may end, as the last search wants values to look. */
  endsOf(step: number, from: number): number[] {
    const only = this.#onlyEnd(step, from);
    if (only !== undefined) return this.#take(step, from, only) ? [only] : [];
    const ends: number[] = [];
    const last = this.#lastEnd(step, from);
    for (let end = this.#find(step, from); end >= 0 && end <= last; end = this.#find(step, end + 1)) {
      this.#countTry();
      if (this.#take(step, from, end)) ends.push(end);
    }
    return ends;
  }

  #forget(usual: readonly string[]): void {
    this.#usual = usual;
    this.isGivenUp = false;
    for (let i = 0; i < this.#steps.length; i++) {
      const { usualForm, variable } = this.#steps[i]!;
      this.#isUsual[i] = usualForm !== undefined && usual.includes(variable);
    }
    this.#failed.clear(this.#text.length);
    this.#endless.fill(this.#text.length + 1);
  }

  // Whether the values from a step on fit the text from `at` on.
  #match(first: number, at: number): boolean {
    let step = first;
    let from = at;
    // Values with one possible end need no way back.
    for (; ; step++) {
      if (step === this.#steps.length) return from === this.#text.length;
      if (step >= this.furthest) {
        this.furthest = step;
        this.furthestFrom = from;
      }
      const end = this.#onlyEnd(step, from);
      if (end === undefined) break;
      if (!this.#take(step, from, end)) return false;
      from = end + this.#steps[step]!.next.length;
    }
    return this.#tryEnds(step, from);
  }

  // The end of a value that can end at one place only; undefined if there may be more.
  #onlyEnd(step: number, from: number): number | undefined {
    const { isQuoted, endsSpan, form, next } = this.#steps[step]!;
    if (isQuoted) return this.#lookedAt(from, quoteEnd(this.#text, from));
    if (step + 1 === this.#steps.length) return this.#text.length - next.length;
    return endsSpan ? this.#spanEnd(form!.span!, from) : undefined;
  }

  #spanEnd(span: RegExp, from: number): number {
    span.lastIndex = from;
    span.test(this.#text);
    this.#looks -= span.lastIndex - from;
    return span.lastIndex;
  }

  // Tries each end of a value at which the literal after it stands.
  #tryEnds(step: number, from: number): boolean {
    const { form } = this.#steps[step]!;
    const last = this.#lastEnd(step, from);
    // Where any text fits, it depends on its end alone whether the line fits.
    const isAny = form === undefined && !this.#isUsual[step]!;
    const most = isAny ? Math.min(last, this.#endless[step]! - 1) : last;
    if (this.#isLastFirst(step) ? this.#tryLastFirst(step, from, most) : this.#tryInOrder(step, from, most))
      return true;
    if (isAny && last === this.#latest[step] && !this.isGivenUp)
      this.#endless[step] = Math.min(from, this.#endless[step]!);
    return false;
  }

  // Queries hold separators more often than user agents do, so a referer ends as late as it can.
  #isLastFirst(step: number): boolean {
    const isLikeliestLast = this.#isUsual[step]! && this.#steps[step]!.variable === REFERER;
    return this.#order === 'last' || (this.#order === 'likeliest' && isLikeliestLast);
  }

  // The last place at which a value may end.
  #lastEnd(step: number, from: number): number {
    const { form, usualForm, next, isFree, noneAndNext } = this.#steps[step]!;
    const most = this.#latest[step]!;
    const end = Math.min(most, this.#lastIn(form, from), this.#isUsual[step]! ? this.#lastIn(usualForm, from) : most);
    if (next === '') return Math.min(end, from + MOST_ADJACENT);
    const isNone = isFree && !this.#mayBeginWithNone && this.#text.startsWith(noneAndNext, from);
    return isNone ? Math.min(end, from + 1) : end;
  }

  // The last place at which a value of a form may end.
  #lastIn(form: Form | undefined, from: number): number {
    if (form?.head !== undefined) {
      form.head.lastIndex = from;
      if (!form.head.test(this.#text)) return from + 1;
    }
    return form?.span === undefined ? this.#text.length : this.#spanEnd(form.span, from);
  }

  #tryInOrder(step: number, from: number, most: number): boolean {
    for (let end = this.#find(step, from); end >= 0 && end <= most; end = this.#find(step, end + 1))
      if (this.#try(step, from, end)) return true;
    return false;
  }

  #tryLastFirst(step: number, from: number, most: number): boolean {
    for (let end = this.#findLast(step, most); end >= from; end = this.#findLast(step, end - 1))
      if (this.#try(step, from, end)) return true;
    return false;
  }

  #try(step: number, from: number, end: number): boolean {
    this.#countTry();
    return this.#take(step, from, end) && this.#goOn(step + 1, end + this.#steps[step]!.next.length);
  }

  #countTry(): void {
    if (++this.#tries > this.#mostTries) this.isGivenUp = true;
  }

  #find(step: number, from: number): number {
    // An empty text stands at the end of a text, too, wherever it is looked for.
    if (this.isGivenUp || from > this.#text.length) return -1;
    return this.#lookedAt(from, this.#text.indexOf(this.#steps[step]!.next, from));
  }

  #findLast(step: number, before: number): number {
    if (this.isGivenUp || before < 0) return -1;
    const end = this.#text.lastIndexOf(this.#steps[step]!.next, before);
    this.#looks -= before - end;
    return this.#isTooLong() ? -1 : end;
  }

  // Counts the characters up to a place that was looked for; -1 when they were too many.
  #lookedAt(from: number, end: number): number {
    this.#looks -= (end < 0 ? this.#text.length : end) - from;
    return this.#isTooLong() ? -1 : end;
  }

  #isTooLong(): boolean {
    if (this.#looks < 0) this.isGivenUp = true;
    return this.#looks < 0;
  }

  #goOn(step: number, from: number): boolean {
    // What fits from here on does not depend on what stands before.
    if (this.#failed.has(step, from)) return false;
    if (this.#match(step, from)) return true;
    this.#failed.add(step, from);
    return false;
  }

  #take(step: number, from: number, end: number): boolean {
    const { form, usualForm, next, isNeverEmpty } = this.#steps[step]!;
    if (end < from || (isNeverEmpty && end === from) || !this.#text.startsWith(next, end)) return false;
    const isUsual = this.#isUsual[step]!;
    if (form !== undefined || usualForm !== undefined) this.#looks -= end - from;
    if (this.#isTooLong() || this.isGivenUp) return false;
    if (form !== undefined && !form(this.#text.slice(from, end))) return false;
    if (isUsual && !usualForm!(this.#text.slice(from, end))) return false;
    this.from[step] = from;
    this.to[step] = end;
    return true;
  }
}
