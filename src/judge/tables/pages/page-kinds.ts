// The built-in 400 pages of nginx by their length. Every page is the plain page, whose size is P, plus a constant.

/** The built-in error pages that nginx logs as 400 (`ngx_http_special_response.c`). */
export type PageKind =
  | 'plain'
  | 'certificate-invalid'
  | 'header-too-large'
  | 'certificate-missing'
  | 'plain-http-to-tls';

/** Bytes by which each page is longer than the plain 400 page; the same in every version since 0.9.4. */
export const PAGE_OFFSETS: Readonly<Record<PageKind, number>> = {
  plain: 0,
  'certificate-invalid': 58,
  'header-too-large': 76,
  'certificate-missing': 80,
  'plain-http-to-tls': 98,
};

/** Bytes of comment that `msie_padding` adds for user agents with `Chrome/` or `MSIE `. */
export const PADDING_BYTES: number = 402;
/** Bytes by which the 404 and 403 pages are shorter than the plain 400 page. */
export const NOT_FOUND_SHORTER_BYTES: number = 4;

/**
 * Sizes of the plain page in common builds, commonest first. They are used if no line votes. The builds have server_tokens off, a
 * version of 11 to 13 characters, the version of Ubuntu, or the name of OpenResty. Some are older than 1.15.4, which made the page
 * 16 bytes shorter.
 */
export const COMMON_PLAIN: readonly number[] = [157, 150, 158, 166, 173, 182, 172, 163, 154];
/** The same for an nginx that is known to be older than 1.15.4: the sizes of such builds first. */
const COMMON_OLD_PLAIN: readonly number[] = [...new Set([172, 173, 166, 182, ...COMMON_PLAIN])];

/** The page that has a size, and how that is known. */
export interface PageMatch {
  readonly kind: PageKind;
  readonly plainBytes: number;
  readonly isFirm: boolean;
  /** P is not from the log; it is a size that common builds of nginx send. */
  readonly isAssumed: boolean;
  /** If P were another of its plausible sizes, another page would have this size. */
  readonly isAmbiguous: boolean;
}

/** What a configuration says of the 400 pages of the server of a line. */
export interface ExpectedPages {
  /** The sizes that the plain page may have, likeliest first; undefined if the configuration does not show it. */
  readonly plainBytes: readonly number[] | undefined;
  /** Pages that the server never sends. */
  readonly without: ReadonlySet<PageKind>;
  /** An error_page replaces every 400 page. */
  readonly isOnePage: boolean;
  /** Lengths in bytes of the texts that a `return 400` sends. */
  readonly returnedBytes: ReadonlySet<number>;
}

/**
 * The page that has a size without padding. P is one of the candidates; without candidates, it is a size that the configuration
 * shows, or else the size of a common build.
 * @param isOld this nginx is known to be older than 1.15.4
 */
export function matchBare(
  bare: number,
  candidates: readonly Pick<PageMatch, 'plainBytes' | 'isFirm'>[],
  expected?: Pick<ExpectedPages, 'plainBytes' | 'without'>,
  isOld = false,
): PageMatch | undefined {
  const kindAt = (offset: number): PageKind | undefined => {
    const kind = kindOf(offset);
    return kind === undefined || expected?.without.has(kind) === true ? undefined : kind;
  };
  for (const { plainBytes, isFirm } of candidates) {
    const kind = kindAt(bare - plainBytes);
    if (kind === undefined) continue;
    const isAmbiguous = candidates.some((other) => {
      const otherKind = kindAt(bare - other.plainBytes);
      return otherKind !== undefined && otherKind !== kind;
    });
    return { kind, plainBytes, isFirm, isAssumed: false, isAmbiguous };
  }
  if (candidates.length > 0) return undefined;
  for (const plainBytes of expected?.plainBytes ?? (isOld ? COMMON_OLD_PLAIN : COMMON_PLAIN)) {
    const kind = kindAt(bare - plainBytes);
    if (kind !== undefined) return { kind, plainBytes, isFirm: false, isAssumed: true, isAmbiguous: true };
  }
  return undefined;
}

/** Whether a common build of nginx sends a page of this size. An application's page may have the same size. */
export function isOfCommonBuild(bytes: number): boolean {
  return COMMON_PLAIN.some((plainBytes) => KIND_AT.has(bytes - plainBytes));
}

/** The page that is this many bytes longer than the plain page; undefined if there is none. */
export function kindOf(offset: number): PageKind | undefined {
  return KIND_AT.get(offset);
}

const KIND_AT: ReadonlyMap<number, PageKind> = new Map(
  (Object.keys(PAGE_OFFSETS) as PageKind[]).map((kind) => [PAGE_OFFSETS[kind], kind]),
);
