// Whether a hit's client stands for many people: then its neighbours may be strangers.
import type { Tables } from '../tables/tables.ts';
import type { HitView } from './view.ts';

/** The line came through a shared address (a balancer, a CDN, a NAT) and carries no other identity. */
export function sharesAddress({ entry }: HitView, tables: Tables): boolean {
  return tables.sharedAddresses.hidesClient(entry);
}
