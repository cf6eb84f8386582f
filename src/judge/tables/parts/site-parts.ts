// The parts of the site that a path belongs to. A crowd may leave one page, one part of the site or a whole section.
import { pathPrefix } from '../../../formats/request.ts';
import { TextMemo } from '../../../formats/text-memo.ts';

/** How wide a part of the site is. Each level contains the one before it. */
export type Level = 'page' | WideLevel;

/** The levels that have a usual rate. Single pages are too many, and most are rarely left. */
export type WideLevel = 'part' | 'section';

/**
 * The parts that one path belongs to. `page`: the path. `part`: its first two segments, up to an identifier. `section`: the first of
 * these segments.
 */
export type SiteParts = Readonly<Record<Level, string>>;

// Paths are kept in memory, and two pages rarely differ only after this many characters.
const PATH_CHARACTERS_KEPT = 200;

const KNOWN = new TextMemo((page: string): SiteParts => {
  const part = pathPrefix(page);
  const end = part.indexOf('/', 1);
  return { page, part, section: end < 0 ? part : part.slice(0, end) };
});

/** The parts that a path belongs to. */
export function partsOf(path: string): SiteParts {
  return KNOWN.of(path.slice(0, PATH_CHARACTERS_KEPT));
}
