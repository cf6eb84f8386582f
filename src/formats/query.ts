// Hashes the names of a query's parameters: requests of one script have the same names in the same order.
import { TextMemo } from './text-memo.ts';

const AMPERSAND = 38;
const EQUALS_SIGN = 61;
const PRIME = 0x01000193;
const BEGIN = 0x811c9dc5;

const names = new TextMemo(hashNames);

/** A hash of the parameters' names in their order; equal if two queries have the same names in the same order. */
export function namesOf(query: string): number {
  return names.of(query);
}

// FNV-1a over the names and the ampersands between them, in one pass.
function hashNames(query: string): number {
  let hash = BEGIN;
  let isName = true;
  for (let at = 0; at < query.length; at++) {
    const code = query.charCodeAt(at);
    if (code === AMPERSAND) isName = true;
    else if (code === EQUALS_SIGN) isName = false;
    if (isName) hash = Math.imul(hash ^ code, PRIME);
  }
  return hash;
}
