// Whether nginx sent a complete answer, a part of one, or nothing.
import type { Entry } from '../../formats/entry.ts';
import { NO_VALUE } from '../../formats/extra-fields.ts';

/**
 * Bytes of "HTTP/1.1 100 Continue" with its two line ends. nginx may send it while the client is still sending its body, so it is no
 * answer (`ngx_http_test_expect`). Every answer is longer.
 */
const CONTINUE_BYTES = 25;

/** When {@link isAnswered} is true: a clause for the texts of causes. */
export const ANSWERED_CLAUSE: string = `nginx sent a whole answer ($request_completion is OK, or without this field $bytes_sent is above ${CONTINUE_BYTES})`;

/** When {@link isCutOff} is true: a clause for the texts of causes. */
export const CUT_OFF_CLAUSE: string = `nginx completed no answer ($request_completion has no value, or without this field $bytes_sent is at most ${CONTINUE_BYTES})`;

/** Whether the line shows that nginx sent a whole answer (`ngx_http_variable_request_completion`). */
export function isAnswered({ extra: { request_completion, bytes_sent } }: Entry): boolean {
  return request_completion === undefined ? (bytes_sent ?? 0) > CONTINUE_BYTES : request_completion === 'OK';
}

/** Whether the line shows that nginx ended the request without a whole answer. */
export function isCutOff({ extra: { request_completion, bytes_sent } }: Entry): boolean {
  if (request_completion !== undefined) return request_completion === NO_VALUE;
  return bytes_sent !== undefined && bytes_sent <= CONTINUE_BYTES;
}
