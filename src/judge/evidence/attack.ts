// Whether a request line carries an attack, so that nobody looks for a broken client of their own.
import type { HitView } from './view.ts';
import { isProbe } from './view.ts';

// Shell and code injection, and the paths that worms ask of every address. Anything here is no accident of a client.
const PAYLOAD =
  /\$\{|\$\(|%24%7b|`|;\s*(?:wget|curl|cd|sh|rm)\b|\b(?:wget|curl|tftp)[\s+%20]+(?:-|http)|\/bin\/(?:ba)?sh|busybox|cmd\.exe|powershell|invokefunction|call_user_func|eval-stdin|base64_decode|jndi:|union[\s+%20]+select|<script|\/etc\/passwd|\/proc\/self|win\.ini|setup\.cgi|formlogin|boaform|gponform|currentsetting|w00tw00t|phpmyadmin|\.env\b|\/\.git\//i;

/** Tells whether a request line carries an attack. */
export function carriesAttack(request: string): boolean {
  return PAYLOAD.test(request.slice(0, 4096));
}

/** Tells whether a line is an attack: by what it says, or because its nameless client does nothing but probe. */
export function isAttack(hit: HitView): boolean {
  if (carriesAttack(hit.entry.request)) return true;
  const near = hit.around;
  return hit.entry.http_user_agent === '-' && near.length > 0 && near.every(isProbe);
}
