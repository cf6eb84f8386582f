// Whether a request line carries an attack. If it does, there is no broken client to look for.
import { TextMemo } from '../../formats/text-memo.ts';
import { saysNoUserAgent } from '../../formats/user-agent.ts';
import { NEAR_BY } from './near-by.ts';
import { isProbe } from './near-lines.ts';
import type { HitView } from './view.ts';

/** Characters of a request line that are searched for attack text, so that a long line costs no more than a short one. */
const CHARACTERS_READ = 4096;
/** Shell and code injection, and the paths that worms request from every address: no client sends these by accident. */
const PAYLOAD =
  /\$\{|\$\(|%24%7b|`|;\s*(?:wget|curl|cd|sh|rm)\b|\b(?:wget|curl|tftp)[\s+%20]+(?:-|http)|\/bin\/(?:ba)?sh|busybox|cmd\.exe|powershell|invokefunction|call_user_func|eval-stdin|base64_decode|jndi:|union[\s+%20]+select|(?:'|%27)(?:\s|\+|%20){0,8}(?:or|and)(?:\s|\+|%20){1,8}(?:'|%27)?\w{1,20}(?:'|%27)?(?:=|%3d)|<script|\/etc\/passwd|\/proc\/self|win\.ini|setup\.cgi|formlogin|boaform|gponform|currentsetting|w00tw00t|phpmyadmin|\/wp-content\/uploads\/[^ ?]{0,200}\.php\b|\.env\b|\/\.git\//i;

/** Whether a request line carries an attack. */
export function carriesAttack(request: string): boolean {
  return attacks.of(request);
}

// Random bytes, as those of TLS, contain any short text by chance; nginx logs them escaped.
const attacks = new TextMemo(
  (request) => !request.startsWith('\\x') && PAYLOAD.test(request.slice(0, CHARACTERS_READ)),
);

/** When {@link isAttack} is true: a clause for the exceptions of causes. */
export const ATTACK_CLAUSE: string = `the request carries attack text (shell or code injection, or a path that worms request). Or the line has no user agent, and its client has other lines ${NEAR_BY}, which are all probes: 404s, or 400s and 405s without user agent`;

/** Whether a hit is an attack, by its text or because its client has no user agent and only probes. */
export function isAttack(hit: HitView): boolean {
  if (carriesAttack(hit.entry.request)) return true;
  const near = hit.around;
  return saysNoUserAgent(hit.entry) && near.length > 0 && near.every(isProbe);
}
