// Whether lines were written or read twice: a log that was given twice in parts, or a shipper that sent a batch again.
import { joinLanes, NOT_SENT } from '../../hits/hash.ts';
import type { Observation } from '../../hits/source.ts';
import { Recent } from './bounded.ts';

/** Lines are called the same if there are at least this many of two inputs … */
export const LEAST_SAME_LINES: number = 20;
/** … with at least this many different requests: one monitor may get the same answer from two servers … */
export const LEAST_SAME_REQUESTS: number = 10;
/** … and they are at least this share of the lines of one of these inputs that were compared. */
export const LEAST_SAME_SHARE: number = 0.2;
/**
 * In one input, lines are called the same only in a batch: at least this many lines come again in the same order. A client that
 * sends one request again and again writes the same line, too, but no batch of different lines.
 */
export const LEAST_BATCH_LINES: number = 8;

/** Capacity in lines that a later line is compared with. */
const LINES_KEPT = 16_384;
/** Capacity in pairs of inputs, and in inputs. */
const PAIRS_KEPT = 256;

// A multiplier with well-spread bits.
const ODD = 0x85eb_ca6b as const;

/** The same lines in two inputs, or twice in one. */
export interface SameLines {
  readonly file: string;
  /** The other input; the same name if the lines are twice in one input. */
  readonly other: string;
  readonly lines: number;
}

/** A line as it was compared. */
interface Compared {
  file: string;
  /** Its number among the compared lines of its input; 0 before the first. */
  number: number;
}

/** The lines that two inputs share. */
interface Pair {
  lines: number;
  /** Hashes of their requests, as many as are needed. */
  readonly requests: Set<number>;
}

/** The lines of one input. */
interface Read {
  /** Lines that were compared. */
  lines: number;
  /** How many lines before the current one the same line was, … */
  distance: number;
  /** … and for how many lines this has been so. */
  batch: number;
  /** Lines of whole batches that came again. */
  again: number;
}

/** Compares hits and marks, which are observed wherever they are. Lines without a user agent may be the same by chance. */
export class SameLinesTable {
  readonly #compared = new Recent<Compared>(LINES_KEPT);
  readonly #pairs = new Map<string, Map<string, Pair>>();
  readonly #inputs = new Map<string, Read>();
  #pairCount = 0;

  /** Adds a line. */
  observe(line: Observation): void {
    const { file, agentHash, clientHash, requestHash, refererHash, status, time, bodyBytesSent } = line;
    if ((!line.isHit && !line.isMark) || agentHash === NOT_SENT || line.isRequestNone) return;
    const input = this.#inputOf(file);
    if (input === undefined) return;
    input.lines++;
    const request = mix(mix(clientHash, agentHash), requestHash);
    const answer = mix(mix(mix(refererHash, status), Math.round(time)), bodyBytesSent);
    const key = joinLanes(request, answer);
    const same = this.#compared.touch(key, newCompared, undefined);
    if (same.number === 0 || same.file === file) this.#follow(input, same.number === 0 ? 0 : input.lines - same.number);
    else this.#share(same.file, file, request);
    same.file = file;
    same.number = input.lines;
  }

  /** The two inputs with the most lines that are the same, or the input with the most lines that came again; undefined if none. */
  most(): SameLines | undefined {
    let best: SameLines | undefined;
    const add = (found: SameLines): void => {
      if (found.lines >= LEAST_SAME_LINES && found.lines > (best?.lines ?? 0)) best = found;
    };
    for (const [file, { again }] of this.#inputs) add({ file, other: file, lines: again });
    for (const [file, others] of this.#pairs) {
      for (const [other, { lines, requests }] of others) {
        const smaller = Math.min(this.#inputs.get(file)?.lines ?? 0, this.#inputs.get(other)?.lines ?? 0);
        if (requests.size >= LEAST_SAME_REQUESTS && lines >= LEAST_SAME_SHARE * smaller) add({ file, other, lines });
      }
    }
    return best;
  }

  #inputOf(file: string): Read | undefined {
    let input = this.#inputs.get(file);
    if (input === undefined && this.#inputs.size < PAIRS_KEPT) {
      input = { lines: 0, distance: 0, batch: 0, again: 0 };
      this.#inputs.set(file, input);
    }
    return input;
  }

  // Notes how many lines before a line of an input the same line was; 0 if there is none.
  #follow(input: Read, distance: number): void {
    if (distance < LEAST_BATCH_LINES || distance !== input.distance) input.batch = 0;
    input.distance = distance;
    if (distance < LEAST_BATCH_LINES) return;
    input.batch++;
    if (input.batch >= LEAST_BATCH_LINES) input.again += input.batch === LEAST_BATCH_LINES ? LEAST_BATCH_LINES : 1;
  }

  #share(file: string, other: string, request: number): void {
    const [first, second] = file < other ? [file, other] : [other, file];
    let others = this.#pairs.get(first);
    if (others === undefined) this.#pairs.set(first, (others = new Map<string, Pair>()));
    let pair = others.get(second);
    if (pair === undefined) {
      if (this.#pairCount >= PAIRS_KEPT) return;
      this.#pairCount++;
      others.set(second, (pair = { lines: 0, requests: new Set() }));
    }
    pair.lines++;
    if (pair.requests.size < LEAST_SAME_REQUESTS) pair.requests.add(request);
  }
}

// Mixes a number into a hash of 32 bits.
function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15) ^ value, ODD);
  return mixed ^ (mixed >>> 13);
}

function newCompared(): Compared {
  return { file: '', number: 0 };
}
