// How sure a page size makes us, and the facts behind it.
import type { Confidence, Fact } from '../catalogue.ts';
import { PAGE_OFFSETS, type PageMatch } from '../tables/page-size.ts';

/** Certain when P comes from lines that can only be a plain page and no other P explains the size. */
export function pageConfidence(page: PageMatch): Confidence {
  if (page.isAssumed) return 'possible';
  return page.isFirm && !page.isAmbiguous ? 'certain' : 'likely';
}

/** The arithmetic: the plain page and what was added to it. */
export function pageFacts(page: PageMatch): Record<string, Fact> {
  const offset = PAGE_OFFSETS[page.kind];
  const facts: Record<string, Fact> = { plain_page_bytes: page.plainBytes };
  if (offset > 0) facts['page_is_longer_by'] = offset;
  if (page.isAssumed) facts['plain_page_assumed'] = true;
  return facts;
}
