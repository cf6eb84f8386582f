// The part of the report's type that sums up findings by a key, and what it says of a server.
import type { CauseId, Verdict } from '../../judge/catalogue.ts';

/** What findings can be summed up by. */
export type GroupKey = 'host' | 'server' | 'cause' | 'client' | 'network' | 'uri' | 'agent' | 'status' | 'hour' | 'day';

/** Size of nginx's plain 400 page, and how it is known. */
export interface PageReport {
  readonly plain_bytes: number;
  readonly votes: number;
  readonly firm: boolean;
  readonly one_page: boolean;
}

/** The nginx version, and what shows it. */
export interface EraReport {
  readonly nginx: string;
  readonly because: string;
}

/** Sums of findings by one key. */
export interface Grouping {
  readonly key: GroupKey;
  /** Most hits first. */
  readonly groups: readonly GroupReport[];
  /** Groups that are not listed. Their number is an estimate if they are many. */
  readonly more: { readonly groups: number; readonly hits: number };
}

/** The findings with one value of a key. */
export interface GroupReport {
  /** `-` if the lines do not have it. It may be hostile. */
  readonly value: string;
  readonly hits: number;
  readonly by_status: { readonly '400': number; readonly '499': number };
  readonly related: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** The most frequent causes. */
  readonly causes: readonly { readonly cause: CauseId; readonly hits: number }[];
  /** Times of the first and the last hit; null without hits. */
  readonly begin: string | null;
  readonly end: string | null;
  /** All lines of the server; only with the key `server`, because other lines are not counted by key. */
  readonly lines?: number;
  /** Only with the keys `server` and `host`. */
  readonly page_size?: PageReport | null;
  readonly era?: EraReport | null;
}
