// The confidence of causes that are recognised by the size of a page, and the facts about that page.
import type { Case } from '../case.ts';
import type { Fact } from '../catalogue.ts';
import { PADDING_BYTES, PAGE_OFFSETS, type PageKind, type PageMatch } from '../tables/pages/page-kinds.ts';

/** The cases of every cause that is recognised by the size of one of nginx's own pages. */
export type PageCase = 'plain-page-shown' | 'plain-page-inferred' | 'plain-page-assumed';

/** How the size of the plain 400 page is known; every other size follows from it. */
export const PAGE_CASES: Readonly<Record<PageCase, Case>> = {
  'plain-page-shown': {
    confidence: 'certain',
    when: 'lines that can only get the plain 400 page show its size, and the size of this line fits one page only',
  },
  'plain-page-inferred': {
    confidence: 'likely',
    when: 'only 403 and 404 pages show the size of the plain 400 page. Or the log shows several sizes of it, so this line may have got one page or another',
  },
  'plain-page-assumed': {
    confidence: 'possible',
    when: 'too few lines show the size of the plain 400 page, so logscan assumes the size that common builds of nginx send',
  },
};

/** The case of {@link PAGE_CASES} for a page. */
export function pageCaseOf(page: PageMatch): PageCase {
  if (page.isAssumed) return 'plain-page-assumed';
  return page.isFirm && !page.isAmbiguous ? 'plain-page-shown' : 'plain-page-inferred';
}

/** How long a page is: a clause that follows "the page is" in the texts of causes. */
export function pageLengthClause(kind: PageKind): string {
  return `${PAGE_OFFSETS[kind]} bytes longer than the plain 400 page of the server (for Chrome and MSIE nginx usually adds ${PADDING_BYTES} bytes more)`;
}

/** When `PageSizes.hasOnePage` is true: a clause for the texts of causes. */
export const ONE_PAGE_CLAUSE: string =
  "nginx sends one page for every 400 (lines that can only get the plain 400 page get a page that is not nginx's own, or nginx adds no bytes for Chrome and MSIE)";

/** The size of the plain page and how much longer this page is, in bytes. */
export function pageFacts(page: PageMatch): Record<string, Fact> {
  const offset = PAGE_OFFSETS[page.kind];
  const facts: Record<string, Fact> = { plain_page_bytes: page.plainBytes };
  if (offset > 0) facts['page_is_longer_by'] = offset;
  if (page.isAssumed) facts['plain_page_assumed'] = true;
  return facts;
}
