// Splits a line by a log_format, anchored at both ends: every character belongs to a literal or to a value.
import type { LogFormat } from './directive.ts';
import { AGENT, type Certainty, type Doubt, doubtsOf, passesOf, REFERER } from './doubts.ts';
import { type Order, Search } from './search.ts';
import { placesOf, type Step, stepsOf, timesIn } from './steps.ts';
import { sameInAllWays } from './ways.ts';

/** Places that are tried in one line, so that no line takes long. Lines of nginx need about one for each variable. */
const MOST_TRIES = 20_000;
/** No value needs to look as usual. */
const NONE_USUAL: readonly string[] = [];

/** For each variable of a line by its place, how sure its value is. */
export interface SureValues {
  /** All ways to split the line have this value. */
  readonly sure: readonly boolean[];
  /** All ways in which as many values as possible look as usual have this value. */
  readonly likely: readonly boolean[];
}

/** Splits lines. A flyweight: the values are those of the line that was read last. */
export class LineMatcher {
  /** The variables in order; a variable may occur twice. */
  readonly variables: readonly string[];
  /** Where among them each variable is read. */
  readonly places: ReadonlyMap<string, number>;
  /** The variable at which the last line that did not fit went wrong: the furthest one that was reached. */
  failedAt = '';
  /** Where in that line the value of this variable begins, from 0. */
  failedFrom = 0;
  readonly #steps: readonly Step[];
  readonly #first: string;
  readonly #search: Search;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  // The variables whose values must look as usual, pass after pass.
  readonly #passes: readonly (readonly string[])[];
  #usual: readonly string[] = NONE_USUAL;
  #mayBeginWithNone = false;
  readonly #doubts: readonly Doubt[];
  // Two values without a literal between them may end anywhere.
  readonly #isAlwaysDoubtful: boolean;
  #text = '';

  /** @param mostTries places that are tried in one line */
  constructor({ parts, escape }: Pick<LogFormat, 'parts' | 'escape'>, mostTries: number = MOST_TRIES) {
    const [head] = parts;
    this.#first = head !== undefined && 'literal' in head ? head.literal : '';
    this.#steps = stepsOf(parts, escape);
    this.variables = this.#steps.map(({ variable }) => variable);
    this.places = placesOf(this.#steps);
    this.#passes = passesOf(this.#steps);
    this.#doubts = doubtsOf(this.#steps);
    this.#isAlwaysDoubtful = this.#doubts.some(({ literal }) => literal === '');
    this.#search = new Search(this.#steps, this.#first.length, mostTries);
    this.#from = this.#search.from;
    this.#to = this.#search.to;
  }

  /** Whether the line fits the format; then {@link value} has its values. */
  read(text: string): boolean {
    this.#text = text;
    this.#search.begin(text);
    this.#mayBeginWithNone = false;
    if (text.startsWith(this.#first)) {
      const [first = NONE_USUAL, ...others] = this.#passes;
      if (this.#run(first)) return true;
      // A line that does not fit at all costs no more passes.
      this.#mayBeginWithNone = true;
      if (this.#run(NONE_USUAL)) {
        this.#mayBeginWithNone = false;
        for (const usual of others) if (this.#run(usual)) return true;
        this.#mayBeginWithNone = true;
        return this.#run(NONE_USUAL);
      }
    }
    this.failedAt = this.variables[this.#search.furthest]!;
    this.failedFrom = this.#search.furthestFrom;
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
    this.#search.narrow();
    const usual = this.#provenBy();
    // Only a referer does not end at the nearest place.
    const isNearest = usual === this.#usual && !usual.includes(REFERER);
    if (!isNearest && !this.#run(usual, 'nearest')) return 'ambiguous';
    const [from, to] = [this.#from.slice(), this.#to.slice()];
    // If the first and the last way to split the line are one, there is no other.
    const isThis = (some: readonly string[], order: Order): boolean =>
      this.#run(some, order) &&
      this.#steps.every(({ isRead }, i) => !isRead || (from[i] === this.#from[i] && to[i] === this.#to[i]));
    if (!isThis(usual, 'last')) return 'ambiguous';
    const isWidest = this.#mayBeginWithNone && usual.length === 0;
    this.#mayBeginWithNone = true;
    const isSure = isWidest || (isThis(NONE_USUAL, 'nearest') && isThis(NONE_USUAL, 'last'));
    this.#from.set(from);
    this.#to.set(to);
    return isSure ? 'sure' : 'usual';
  }

  /**
   * Reads the line again after {@link certainty} has called it ambiguous, and finds out which of its values are the same in all ways to
   * split it; undefined if that takes too long.
   */
  readSure(): SureValues | undefined {
    if (!this.read(this.#text)) return undefined;
    this.#search.narrow();
    const [from, to] = [this.#from.slice(), this.#to.slice()];
    // A referer begins with a scheme, so its usual look shows where the user agent before it ends. Nothing shows where a URL ends.
    const referer = this.variables.indexOf(REFERER);
    const hasUsualReferer = this.variables.lastIndexOf(AGENT) < referer || this.value(referer) === '-';
    const sure = this.#sameInAllWays(this.#provenBy());
    const likely = hasUsualReferer ? this.#sameInAllWays(this.#usual) : sure;
    this.#from.set(from);
    this.#to.set(to);
    return likely === undefined || sure === undefined ? undefined : { sure, likely };
  }

  #sameInAllWays(usual: readonly string[]): boolean[] | undefined {
    if (!this.#search.run(usual, this.#mayBeginWithNone, 'nearest')) return undefined;
    return sameInAllWays(this.#search, this.#steps, this.#first.length, this.#text.length);
  }

  // The variables whose usual look proves something. A referer may hold anything. That it looks like one proves its end only where the
  // user agent beside it looks like one, too.
  #provenBy(): readonly string[] {
    const usual = this.#usual;
    const isAgentUsual =
      usual.includes(AGENT) || !this.#steps.some(({ variable, isQuoted }) => !isQuoted && variable === AGENT);
    return isAgentUsual ? usual : usual.filter((variable) => variable !== REFERER);
  }

  // Whether some literal stands in the line more often than in the format.
  #isDoubtful(): boolean {
    if (this.#isAlwaysDoubtful) return true;
    return this.#doubts.some(
      ({ literal, step, times }) => timesIn(this.#text, literal, this.#from[step]!, times + 1) > times,
    );
  }

  #run(usual: readonly string[], order: Order = 'likeliest'): boolean {
    this.#usual = usual;
    return this.#search.run(usual, this.#mayBeginWithNone, order);
  }

  /** The value of a variable by its place in {@link variables}, as it stands in the line. */
  value(index: number): string {
    return this.#text.slice(this.#from[index], this.#to[index]);
  }

  /** Where the value of a variable begins in the line, from 0. */
  start(index: number): number {
    return this.#from[index]!;
  }
}
