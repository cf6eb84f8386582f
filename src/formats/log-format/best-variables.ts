// The variables that give the time and the site of a line, the best first, and those without which a line says too little.
import type { ClientRule } from '../client-rule.ts';
import type { AssumedParts } from '../entry.ts';
import { type LogTime, parseIso8601, parseMsec, parseTimeLocal } from '../time-local.ts';
import { addressesIn } from './client-variables.ts';

/** Reads the variables that give the time, the best one first. */
export const TIME_PARSERS: Readonly<Record<string, (text: string) => LogTime | undefined>> = {
  time_local: (text) => parseTimeLocal(text),
  time_iso8601: (text) => parseIso8601(text),
  msec: (text) => parseMsec(text),
  time_iso8601_ms: (text) => parseIso8601(text.replace(/[.,]\d+/, '')),
};
/** Variables that give the time, the best one first. */
export const TIMES: readonly string[] = Object.keys(TIME_PARSERS);
/** Variables that name the site, the best one first. */
export const SITES: readonly string[] = ['host', 'http_host', 'server_name'];

/**
 * The values without which a line says too little: its status, time, client and request. Undefined if the format lacks one of them.
 * @param at where each variable stands
 */
export function neededIn(at: ReadonlyMap<string, number>, { field }: ClientRule): number[] | undefined {
  const [address] = addressesIn([...at.keys()]);
  const times = TIMES.filter((name) => at.has(name));
  if (address === undefined || times.length === 0) return undefined;
  const request = at.has('request') ? ['request'] : ['request_method', at.has('request_uri') ? 'request_uri' : 'uri'];
  return ['status', ...times, address, field, ...request, 'server_protocol'].flatMap((name) => at.get(name) ?? []);
}

/** The parts of a request that a format lacks. */
export function assumedIn(at: ReadonlyMap<string, number>): AssumedParts | undefined {
  if (at.has('request')) return undefined;
  const lacksMethod = !at.has('request_method');
  if (at.has('server_protocol')) return lacksMethod ? 'method' : undefined;
  return lacksMethod ? 'method and protocol' : 'protocol';
}
