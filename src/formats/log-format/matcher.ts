// Splits a line by a log_format, anchored at both ends: every character belongs to a literal or to a value.
import type { LogFormat } from './directive.ts';
import { AGENT, type Certainty, type Doubt, doubtsOf, passesOf, REFERER } from './doubts.ts';
import { quoteEnd, type Step, stepsOf, timesIn } from './steps.ts';

/** Places that are tried in one line, so that no line takes long. Lines of nginx need about one for each variable. */
const MOST_TRIES = 20_000;
/** Characters that are looked at in one pass: so many for each of the line, and some for a short line. */
const MOST_LOOKS = 32;
const LOOKS_AT_SHORT_LINES = 1_000_000;
/** A value that no literal ends is tried up to this length. */
const MOST_ADJACENT = 2048;
const NONE = '-';

/** Which end of a value is tried first. */
type Order = 'likeliest' | 'nearest' | 'last';

/** Splits lines. A flyweight: the values are those of the line that was read last. */
export class LineMatcher {
  /** The variables in order; a variable may occur twice. */
  readonly variables: readonly string[];
  /** The variable at which the last line that did not fit went wrong: the furthest one that was reached. */
  failedAt = '';
  /** Where in that line the value of this variable begins, from 0. */
  failedFrom = 0;
  readonly #steps: readonly Step[];
  readonly #first: string;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #failed = new Set<number>();
  // The variables whose values must look as usual, pass after pass.
  readonly #passes: readonly (readonly string[])[];
  #usual: readonly string[] = [];
  #order: Order = 'likeliest';
  /** A free text may begin with what stands for no value, and the text after it. */
  #mayBeginWithNone = false;
  readonly #doubts: readonly Doubt[];
  // Two values without a literal between them may end anywhere.
  readonly #isAlwaysDoubtful: boolean;
  #text = '';
  #tries = 0;
  #looks = 0;
  readonly #mostTries: number;
  #furthest = 0;

  /** @param mostTries places that are tried in one line */
  constructor({ parts, escape }: Pick<LogFormat, 'parts' | 'escape'>, mostTries: number = MOST_TRIES) {
    this.#mostTries = mostTries;
    const [head] = parts;
    this.#first = head !== undefined && 'literal' in head ? head.literal : '';
    this.#steps = stepsOf(parts, escape);
    this.variables = this.#steps.map(({ variable }) => variable);
    this.#passes = passesOf(this.#steps);
    this.#doubts = doubtsOf(this.#steps);
    this.#isAlwaysDoubtful = this.#doubts.some(({ literal }) => literal === '');
    this.#from = new Int32Array(this.#steps.length);
    this.#to = new Int32Array(this.#steps.length);
  }

  /** Whether the line fits the format; then {@link value} has its values. */
  read(text: string): boolean {
    this.#text = text;
    this.#furthest = 0;
    this.#mayBeginWithNone = false;
    this.failedFrom = 0;
    if (text.startsWith(this.#first)) {
      const [first = [], ...others] = this.#passes;
      if (this.#search(first)) return true;
      // A line that does not fit at all costs no more passes.
      this.#mayBeginWithNone = true;
      if (this.#search([])) {
        this.#mayBeginWithNone = false;
        for (const usual of others) if (this.#search(usual)) return true;
        this.#mayBeginWithNone = true;
        return this.#search([]);
      }
    }
    this.failedAt = this.variables[this.#furthest]!;
    return false;
  }

  /**
   * Takes the values that another reader has found in a line, instead of {@link read}.
   * @param places for each variable, where its value begins and ends, counted from `origin`
   */
  use(text: string, places: ArrayLike<number>, origin: number): void {
    this.#text = text;
    for (let i = 0; i < this.#from.length; i++) {
      this.#from[i] = places[2 * i]! - origin;
      this.#to[i] = places[2 * i + 1]! - origin;
    }
  }

  /**
   * How sure the values of the line read last are. Whoever writes a value into a line (a user agent, a request) can write into it what
   * looks like other values.
   */
  certainty(): Certainty {
    if (!this.#isDoubtful()) return 'sure';
    const usual = this.#usual;
    // A referer may hold anything. That it looks like one proves its end only where the user agent beside it looks like one, too.
    const isAgentUsual =
      usual.includes(AGENT) || !this.#steps.some(({ variable, isQuoted }) => !isQuoted && variable === AGENT);
    if (!this.#hasOneReading(isAgentUsual ? usual : usual.filter((variable) => variable !== REFERER)))
      return 'ambiguous';
    const [from, to] = [this.#from.slice(), this.#to.slice()];
    this.#mayBeginWithNone = true;
    const isSure = this.#hasOneReading([]);
    this.#from.set(from);
    this.#to.set(to);
    return isSure ? 'sure' : 'usual';
  }

  // Whether some literal stands in the line more often than in the format.
  #isDoubtful(): boolean {
    if (this.#isAlwaysDoubtful) return true;
    return this.#doubts.some(
      ({ literal, step, times }) => timesIn(this.#text, literal, this.#from[step]!, times + 1) > times,
    );
  }

  // Whether the first and the last way to split the line are one; if so, there is no other.
  #hasOneReading(usual: readonly string[]): boolean {
    if (!this.#search(usual, 'nearest')) return false;
    const [from, to] = [this.#from.slice(), this.#to.slice()];
    if (!this.#search(usual, 'last')) return false;
    return this.#steps.every(({ isRead }, i) => !isRead || (from[i] === this.#from[i] && to[i] === this.#to[i]));
  }

  #search(usual: readonly string[], order: Order = 'likeliest'): boolean {
    this.#usual = usual;
    this.#order = order;
    this.#tries = 0;
    this.#looks = LOOKS_AT_SHORT_LINES + MOST_LOOKS * this.#text.length;
    this.#failed.clear();
    return this.#match(0, this.#first.length);
  }

  /** The value of a variable by its place in {@link variables}, as it stands in the line. */
  value(index: number): string {
    return this.#text.slice(this.#from[index], this.#to[index]);
  }

  /** Where the value of a variable begins in the line, from 0. */
  start(index: number): number {
    return this.#from[index]!;
  }

  // Whether the values from a step on fit the text from `at` on.
  #match(first: number, at: number): boolean {
    let step = first;
    let from = at;
    // Values with one possible end need no way back.
    for (; ; step++) {
      if (step === this.#steps.length) return from === this.#text.length;
      if (step >= this.#furthest) {
        this.#furthest = step;
        this.failedFrom = from;
      }
      if (!this.#steps[step]!.isQuoted) break;
      const end = this.#lookedAt(from, quoteEnd(this.#text, from));
      if (!this.#take(step, from, end)) return false;
      from = end + this.#steps[step]!.next.length;
    }
    return this.#tryEnds(step, from);
  }

  // Tries each end of a value at which the literal after it stands, the nearest first.
  #tryEnds(step: number, from: number): boolean {
    const { next } = this.#steps[step]!;
    const isLast = step + 1 === this.#steps.length;
    if (next === '') return isLast ? this.#take(step, from, this.#text.length) : this.#tryAdjacent(step, from);
    // Queries hold separators more often than user agents do, so a referer ends as late as it can.
    const { variable } = this.#steps[step]!;
    const isLikeliestLast = variable === REFERER && this.#usual.includes(variable);
    if (this.#order === 'last' || (this.#order === 'likeliest' && isLikeliestLast))
      return this.#tryLastFirst(step, from);
    for (let end = this.#find(next, from); end >= 0; end = this.#find(next, end + 1)) {
      if (isLast && end + next.length !== this.#text.length) continue;
      if (++this.#tries > this.#mostTries) return false;
      if (this.#take(step, from, end) && this.#goOn(step + 1, end + next.length)) return true;
    }
    return false;
  }

  #tryLastFirst(step: number, from: number): boolean {
    const { next } = this.#steps[step]!;
    const isLast = step + 1 === this.#steps.length;
    const most = this.#text.length - next.length;
    for (let end = this.#findLast(next, most); end >= from; end = this.#findLast(next, end - 1)) {
      if (isLast && end !== most) return false;
      if (++this.#tries > this.#mostTries) return false;
      if (this.#take(step, from, end) && this.#goOn(step + 1, end + next.length)) return true;
    }
    return false;
  }

  // No literal stands between this value and the next one.
  #tryAdjacent(step: number, from: number): boolean {
    const most = Math.min(this.#text.length, from + MOST_ADJACENT) - from;
    for (let length = 0; length <= most; length++) {
      const end = from + (this.#order === 'last' ? most - length : length);
      if (++this.#tries > this.#mostTries) return false;
      if (this.#take(step, from, end) && this.#goOn(step + 1, end)) return true;
    }
    return false;
  }

  #find(next: string, from: number): number {
    return this.#lookedAt(from, this.#text.indexOf(next, from));
  }

  #findLast(next: string, before: number): number {
    if (before < 0) return -1;
    const end = this.#text.lastIndexOf(next, before);
    this.#looks -= before - end;
    return this.#looks < 0 ? -1 : end;
  }

  // Counts the characters up to a place that was looked for; -1 when they were too many.
  #lookedAt(from: number, end: number): number {
    this.#looks -= (end < 0 ? this.#text.length : end) - from;
    return this.#looks < 0 ? -1 : end;
  }

  #goOn(step: number, from: number): boolean {
    // What fits from here on does not depend on what stands before.
    const key = step * (this.#text.length + 1) + from;
    if (this.#failed.has(key)) return false;
    if (this.#match(step, from)) return true;
    this.#failed.add(key);
    return false;
  }

  #take(step: number, from: number, end: number): boolean {
    const { form, usualForm, variable, next, isNeverEmpty, isFree } = this.#steps[step]!;
    if (isFree && next !== '' && !this.#mayBeginWithNone && end > from + 1 && this.#text.startsWith(NONE + next, from))
      return false;
    if (end < from || (isNeverEmpty && end === from) || !this.#text.startsWith(next, end)) return false;
    if (form !== undefined || usualForm !== undefined) this.#looks -= end - from;
    if (this.#looks < 0) return false;
    if (form !== undefined && !form(this.#text.slice(from, end))) return false;
    if (usualForm !== undefined && this.#usual.includes(variable) && !usualForm(this.#text.slice(from, end)))
      return false;
    this.#from[step] = from;
    this.#to[step] = end;
    return true;
  }
}
