// Closes hits: hands each one over with its neighbours. Counts hits for which a byte bound may have hidden a neighbour.
import { NEIGHBOURS } from '../../hits/limits.ts';
import type { Chains, Surroundings } from './chains.ts';
import { FoundHit } from './neighbour.ts';
import { type ClosedBy, type OpenHit, OpenHits } from './open-hits.ts';
import type { GrowingCounts } from '../../hits/counts.ts';
import type { ScanSink } from './scan-sink.ts';

/** Closes the open hits of a scan. */
export class HitCloser {
  readonly open: OpenHits = new OpenHits((hit, by) => this.#close(hit, by));
  readonly #chains: Chains;
  readonly #sink: ScanSink;
  readonly #counts: GrowingCounts;
  #closedAt = 0;
  // Hits closed early to free memory; the next entry decides whether their window was truncated.
  #undecided = 0;

  /** @param counts gets `windowsCut` */
  constructor(chains: Chains, sink: ScanSink, counts: GrowingCounts) {
    this.#chains = chains;
    this.#sink = sink;
    this.#counts = counts;
  }

  /** Closes the hits that an entry of the same stretch closes, by its position and its time (seconds since the epoch). */
  advance(position: number, time: number): void {
    this.#closedAt = position;
    this.#counts.windowsCut += this.#undecided;
    this.#undecided = 0;
    this.open.advance(position, time);
  }

  /** Closes all hits because the entry at this position starts a new stretch; Infinity at the end of all input. */
  closeAll(position: number): void {
    this.#closedAt = position;
    this.open.closeAll('time');
    this.#undecided = 0;
  }

  /** Closes all hits early, to free memory. */
  closeEarly(position: number): void {
    this.#closedAt = position;
    this.open.closeAll('memory');
  }

  /** The open hits with the neighbours that have been added so far. Each is valid until the next one. */
  *peek(): Generator<FoundHit> {
    for (const open of this.open.list()) yield hitOf(open, this.#chains.around(open.sequence));
  }

  #close(open: OpenHit, by: ClosedBy): void {
    const around = this.#chains.around(open.sequence);
    const isShort = around.after.length < NEIGHBOURS.linesAfter;
    if (around.isCut || (by === 'bytes' && isShort)) this.#counts.windowsCut++;
    else if (by === 'memory' && isShort) this.#undecided++;
    this.#sink.close(hitOf(open, around), this.#closedAt);
  }
}

function hitOf({ place: { file, line, position } }: OpenHit, around: Surroundings): FoundHit {
  return new FoundHit(file, line, position, around);
}
