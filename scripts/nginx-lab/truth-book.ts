// What clients know about their requests: why each one will be logged as 400 or 499.
import type { Truth } from '../worlds/request.ts';

/** A line that nginx should write, and the truth about it. */
export interface Expected {
  readonly truth: Truth;
  /** How many lines with status 400 or 499 nginx wrote for it. */
  lines: number;
}

/**
 * Keeps the truth by key. The key of a request is a number in a header that the client sends and the balancer passes on. Bytes
 * without such a header have the address and the port of their connection as their key.
 */
export class TruthBook {
  readonly #expected = new Map<string, Expected>();
  readonly #silent = new Map<string, string>();
  #requests = 0;

  /** The key of a new request. */
  newKey(): string {
    return String(++this.#requests);
  }

  /** The client with this key expects a hit. */
  expect(key: string, truth: Truth): void {
    this.#expected.set(key, { truth, lines: 0 });
  }

  /** nginx must write no line for this key. @param what the reason, for people */
  expectSilence(key: string, what: string): void {
    this.#silent.set(key, what);
  }

  /** The truth about a line with this key. */
  of(key: string): Expected | undefined {
    return this.#expected.get(key);
  }

  /** Why no line may have this key; undefined if one may. */
  silenceOf(key: string): string | undefined {
    return this.#silent.get(key);
  }

  /** All hits that clients expect. */
  all(): readonly Expected[] {
    return [...this.#expected.values()];
  }
}

/** The key of a connection that sends no header. */
export function keyOfConnection(address: string, port: number): string {
  return `${address}|${port}`;
}
