// What several causes name: lines for nginx.conf, and commands that show whether a change of nginx works.
import type { Facts } from '../catalogue.ts';
import { takesLong } from '../evidence/aborts/long-answer.ts';
import type { Check, ConfigBlock } from './cause.ts';

/**
 * For an answer that takes long to begin. With proxy_buffering on, nginx keeps even the header until it has 1460 bytes
 * (postpone_output) or the whole answer.
 */
export function longAnswerBlocks(facts: Facts): readonly ConfigBlock[] {
  if (!takesLong(facts)) return [];
  return [
    {
      context: 'location',
      directives: ['proxy_buffering off;'],
      note: 'Where answers take long to begin, so that nginx passes on the header and the first bytes at once.',
      isExample: true,
    },
  ];
}

/** How long an answer takes to begin, as its client sees it. */
export const ANSWER_TIME: Check = {
  command: String.raw`curl -so /dev/null -w '%{time_starttransfer} s\n' https://example.com/`,
  shows: 'the seconds until the answer began (take the path from the log)',
};

/** The same past a balancer: nginx itself is asked. */
export const ANSWER_OF_NGINX: Check = {
  command: 'curl -sv -o /dev/null --resolve example.com:80:127.0.0.1 http://example.com/',
  shows: 'what this nginx answers if it is asked directly, past the balancer',
};

/** Where the configuration that nginx reads has some directives (`nginx -T` is in the change log of 1.9.2). @param pattern for grep -E */
export function inConfiguration(pattern: string, shows: string): Check {
  return { command: `nginx -T 2>/dev/null | grep -nE '${pattern}'`, shows };
}

/** What the TLS side of a server shows to a client. */
export const TLS_HANDSHAKE: Check = {
  command: 'openssl s_client -connect example.com:443 </dev/null',
  shows: 'the version, the chain and its expiry, or the alert that ends the handshake',
};
