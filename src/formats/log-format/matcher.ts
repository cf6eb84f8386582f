// Splits a line by a log_format, anchored at both ends: every character belongs to a literal or to a value.
import type { LogFormat } from './directive.ts';
import { AGENT, type Certainty, type Doubt, doubtsOf, passesOf, REFERER } from './doubts.ts';
import { type Order, Search } from './search.ts';
import { placesOf, type Step, stepsOf, timesIn } from './steps.ts';

/** Places that are tried in one line, so that no line takes long. Lines of nginx need about one for each variable. */
const MOST_TRIES = 20_000;
/** No value needs to look as usual. */
const NONE_USUAL: readonly string[] = [];

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
    // A referer may hold anything. That it looks like one proves its end only where the user agent beside it looks like one, too.
    const isAgentUsual =
      this.#usual.includes(AGENT) || !this.#steps.some(({ variable, isQuoted }) => !isQuoted && variable === AGENT);
    const usual = isAgentUsual ? this.#usual : this.#usual.filter((variable) => variable !== REFERER);
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
