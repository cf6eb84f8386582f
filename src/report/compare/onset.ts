// When a change really began, from the counts of equal spans of time.
import { evidenceOf } from '../timeline/trend.ts';
import { joined, NOTHING, type Span } from './chance.ts';

/**
 * Another begin must explain the counts this much better: the logarithm of a likelihood ratio. 6 is 400 times as likely, because the
 * best of hundreds of begins is a few times as likely by chance alone.
 */
const LEAST_GAIN = 6;

/**
 * The span with which a change begins; undefined if `edge` explains the counts nearly as well, or if the likeliest change is one in
 * the other direction.
 * @param spans in the order of time
 * @param edge the first span after the time that the user asked about
 */
export function onsetOf(spans: readonly Span[], edge: number): number | undefined {
  const until = sumsOf(spans);
  const all = until.at(-1)!;
  const gainAt = (cut: number): number => {
    const { requests, events } = until[cut]!;
    if (requests === 0 || requests === all.requests) return 0;
    return evidenceOf(events, requests, all.events - events, all.requests - requests);
  };
  const isRise = (cut: number): boolean => until[cut]!.events * all.requests < all.events * until[cut]!.requests;
  let best = edge;
  for (let cut = 1; cut < spans.length; cut++) if (gainAt(cut) > gainAt(best)) best = cut;
  if (gainAt(best) - gainAt(edge) < LEAST_GAIN * spreadOf(spans, best) || best === edge) return undefined;
  return isRise(best) === isRise(edge) ? best : undefined;
}

// How much more the counts differ from two rates than counts by chance do, at least 1: Pearson's chi-squared by degree of freedom
// (McCullagh and Nelder, Generalized Linear Models, 1989).
function spreadOf(spans: readonly Span[], cut: number): number {
  const sides = [spans.slice(0, cut), spans.slice(cut)];
  let squares = 0;
  for (const side of sides) {
    const all = sumsOf(side).at(-1)!;
    for (const { requests, events } of side) {
      const expected = (all.events * requests) / Math.max(1, all.requests);
      if (expected > 0) squares += (events - expected) ** 2 / expected;
    }
  }
  return Math.max(1, squares / Math.max(1, spans.length - sides.length));
}

// The sums of no span, of the first, of the first two, and so on.
function sumsOf(spans: readonly Span[]): Span[] {
  const sums = [NOTHING];
  for (const span of spans) sums.push(joined(sums.at(-1)!, span));
  return sums;
}
