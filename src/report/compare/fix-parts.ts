// How a fix is recognised in another report: by its cause, and by the parts of the site that it is on.
import { pathPrefix } from '../../formats/request.ts';
import type { CauseId } from '../../judge/catalogue.ts';
import type { FixChange } from '../shape/comparison.ts';
import type { Fix } from '../shape/fix.ts';

/** The parts of the site on which fixes of a cause were seen. A part is empty if the lines have no path. */
export type SeenFixes = ReadonlyMap<CauseId, ReadonlySet<string>>;

/** The fixes that no other fix has: none of the same cause shares a part of the site with them. */
export function fixesNotIn(fixes: readonly Fix[], seen: SeenFixes): Fix[] {
  return fixes.filter(({ cause, top_uris }) => {
    const known = seen.get(cause);
    return known === undefined || !partsOf(top_uris).some((part) => known.has(part));
  });
}

/** What {@link fixesNotIn} recognises these fixes by. */
export function seenIn(fixes: readonly Pick<Fix, 'cause' | 'top_uris'>[]): Map<CauseId, Set<string>> {
  const seen = new Map<CauseId, Set<string>>();
  for (const { cause, top_uris } of fixes) seen.set(cause, new Set([...(seen.get(cause) ?? []), ...partsOf(top_uris)]));
  return seen;
}

/** Parts of the site that are remembered for a cause. */
const PARTS_KEPT = 256;

/** What was seen before, and these fixes. The parts that were not seen for the longest time are forgotten. */
export function alsoSeen(seen: SeenFixes, fixes: readonly Fix[]): SeenFixes {
  const all = new Map(seen);
  for (const [cause, parts] of seenIn(fixes)) {
    const older = [...(seen.get(cause) ?? [])].filter((part) => !parts.has(part));
    all.set(cause, new Set([...older, ...parts].slice(-PARTS_KEPT)));
  }
  return all;
}

/** Fixes as a comparison lists them. Several of a cause on one part of the site, such as several incidents, are one. */
export function fixChangesOf(fixes: readonly Fix[]): FixChange[] {
  const changes = fixes.map(({ cause, headline, top_uris }) => ({
    cause,
    headline,
    part: partsOf(top_uris)[0] || null,
  }));
  const isFirst = ({ cause, part }: FixChange, index: number): boolean =>
    changes.findIndex((one) => one.cause === cause && one.part === part) === index;
  return changes.filter(isFirst);
}

// The most frequent one first.
function partsOf(top_uris: Fix['top_uris']): string[] {
  return top_uris.length === 0 ? [''] : [...new Set(top_uris.map(({ value }) => pathPrefix(value)))];
}
