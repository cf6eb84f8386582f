// File name patterns as in glob(3): those of `include`, for which nginx calls it without flags (`ngx_files.c`), and those of a user.

/** What one character of a name must be: a certain one, any, one of a set; or `*`, any number of characters. */
type Element =
  | string
  | typeof ANY
  | typeof STAR
  | { readonly isNegated: boolean; readonly has: (char: string) => boolean };
const ANY = Symbol('?');
const STAR = Symbol('*');

/** A part of a pattern, for one name between slashes. */
export interface GlobSegment {
  /** The only name that matches; undefined for a segment with wildcards. */
  readonly literal: string | undefined;
  readonly matches: (name: string) => boolean;
  /** The most steps that a comparison with a name of this length can take. */
  readonly mostSteps: (nameLength: number) => number;
}

/** Whether a name is a pattern, as nginx decides it for includes (`strpbrk(name, "*?[")` in `ngx_conf_include`). */
export function isGlob(name: string): boolean {
  return /[*?[]/.test(name);
}

/** How many steps all comparisons of names with patterns may take: a second or two, a thousand times what configurations need. */
const STEPS_CAPACITY = 200_000_000;

/** Counts the steps of comparing names with patterns, so that no pattern can take long. */
export class GlobWork {
  #left: number;

  constructor(steps: number = STEPS_CAPACITY) {
    this.#left = steps;
  }

  /** The segments of a pattern; undefined when all steps are used up. */
  segments(pattern: string): readonly GlobSegment[] | undefined {
    // A bracket without its partner is searched for up to the end of the segment.
    const brackets = pattern.split('[').length;
    return this.spend(pattern.length * brackets) ? globSegments(pattern) : undefined;
  }

  /** Whether a name matches a segment; undefined when all steps are used up. */
  matches(segment: GlobSegment, name: string): boolean | undefined {
    return this.spend(segment.mostSteps(name.length)) ? segment.matches(name) : undefined;
  }

  /** Counts steps; false when all are used up. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }
}

/** The segments of a pattern, without its slashes; empty segments (`//`) are left out. */
function globSegments(pattern: string): readonly GlobSegment[] {
  return pattern.split('/').flatMap((segment) => (segment === '' ? [] : [globSegment(segment)]));
}

/** The pattern of one name. A comparison takes at most as many steps as the product of both lengths. */
export function globSegment(segment: string): GlobSegment {
  const elements: Element[] = [];
  for (let at = 0; at < segment.length;) {
    const char = segment[at]!;
    const set = char === '[' ? setAt(segment, at) : undefined;
    if (set !== undefined) {
      elements.push(set.element);
      at = set.end;
    } else if (char === '*') {
      if (elements.at(-1) !== STAR) elements.push(STAR);
      at++;
    } else if (char === '?') {
      elements.push(ANY);
      at++;
    } else if (char === '\\' && at + 1 < segment.length) {
      elements.push(segment[at + 1]!);
      at += 2;
    } else {
      elements.push(char);
      at++;
    }
  }
  const literal = elements.every((element) => typeof element === 'string') ? elements.join('') : undefined;
  return {
    literal,
    matches: literal === undefined ? (name) => elementsMatch(elements, name) : (name) => name === literal,
    mostSteps: (nameLength) => (literal === undefined ? 1 + nameLength * elements.length : 1),
  };
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z\d]/,
  alpha: /[A-Za-z]/,
  digit: /\d/,
  lower: /[a-z]/,
  upper: /[A-Z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  xdigit: /[\dA-Fa-f]/,
};

// A set in brackets: `[a-z]`, `[!x]`, `[^x]`, `[]x]`, `[[:digit:]]`. Without its closing bracket, `[` is an ordinary character.
function setAt(segment: string, from: number): { readonly element: Element; readonly end: number } | undefined {
  let at = from + 1;
  const isNegated = segment[at] === '!' || segment[at] === '^';
  if (isNegated) at++;
  const tests: ((char: string) => boolean)[] = [];
  for (let isFirst = true; at < segment.length; isFirst = false) {
    const char = segment[at]!;
    if (char === ']' && !isFirst) {
      return { element: { isNegated, has: (one) => tests.some((test) => test(one)) }, end: at + 1 };
    }
    const end = char === '[' && segment[at + 1] === ':' ? segment.indexOf(':]', at + 2) : -1;
    const name = end < 0 ? '' : segment.slice(at + 2, end);
    if (Object.hasOwn(CLASSES, name)) {
      const pattern = CLASSES[name]!;
      tests.push((one) => pattern.test(one));
      at = end + 2;
      continue;
    }
    const low = setChar(segment, at);
    at = low.end;
    if (segment[at] === '-' && at + 1 < segment.length && segment[at + 1] !== ']') {
      const high = setChar(segment, at + 1);
      at = high.end;
      tests.push((one) => one >= low.char && one <= high.char);
    } else {
      tests.push((one) => one === low.char);
    }
  }
  return undefined;
}

function setChar(segment: string, at: number): { readonly char: string; readonly end: number } {
  const isEscape = segment[at] === '\\' && at + 1 < segment.length;
  return { char: segment[isEscape ? at + 1 : at]!, end: at + (isEscape ? 2 : 1) };
}

// Goes back to the last star only, so the time is at most the product of both lengths.
function elementsMatch(elements: readonly Element[], name: string): boolean {
  // A dot at the beginning of a name is matched by a dot only (the period flag of glob(3)).
  if (name.startsWith('.') && elements[0] !== '.') return false;
  let element = 0;
  let at = 0;
  let afterStar = -1;
  let retryAt = 0;
  while (at < name.length) {
    const one = elements[element];
    if (one === STAR) {
      afterStar = ++element;
      retryAt = at;
    } else if (one !== undefined && fits(one, name[at]!)) {
      element++;
      at++;
    } else if (afterStar >= 0) {
      element = afterStar;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (elements[element] === STAR) element++;
  return element === elements.length;
}

function fits(element: Exclude<Element, typeof STAR>, char: string): boolean {
  if (typeof element === 'string') return element === char;
  return element === ANY || (typeof element === 'object' && element.has(char) !== element.isNegated);
}
