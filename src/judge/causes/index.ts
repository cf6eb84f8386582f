// Every cause, in order of precedence: if two causes have equally strong evidence, the earlier cause wins. Causes that read one line come
// before causes that read neighbours, and narrow causes before wide ones; `unexplained` is last.
import type { CauseId } from '../catalogue.ts';
import type { Cause } from './cause.ts';
import type { Shape } from '../evidence/view.ts';
import { application400 } from './application/application-400.ts';
import { application499 } from './application/application-499.ts';
import { balancerTimeout } from './timeout/balancer-timeout.ts';
import { blankRequest } from './malformed-request/blank-request.ts';
import { bodyLeftover } from './malformed-request/body-leftover.ts';
import { botGaveUp } from './aborted-request/bot-gave-up.ts';
import { clientCertificateInvalid } from './client-certificate/client-certificate-invalid.ts';
import { clientCertificateMissing } from './client-certificate/client-certificate-missing.ts';
import { clientTimeout } from './timeout/client-timeout.ts';
import { configuredResponse } from './application/configured-response.ts';
import { cookieOrHeaderTooLarge } from './cookie-or-header-error/cookie-or-header-too-large.ts';
import { fireAndForget } from './aborted-request/fire-and-forget.ts';
import { foreignProtocol } from './probe/foreign-protocol.ts';
import { halfClose } from './aborted-request/half-close.ts';
import { heldByNginx } from './slow-server/held-by-nginx.ts';
import { http2ToHttp1Port } from './protocol-mismatch/http2-to-http1-port.ts';
import { invalidBody } from './malformed-request/invalid-body.ts';
import { invalidHeader } from './cookie-or-header-error/invalid-header.ts';
import { invalidHttp2Request } from './malformed-request/invalid-http2-request.ts';
import { invalidRequestLine } from './malformed-request/invalid-request-line.ts';
import { longPollClosed } from './aborted-request/long-poll-closed.ts';
import { mediaSeek } from './aborted-request/media-seek.ts';
import { monitorTimeout } from './timeout/monitor-timeout.ts';
import { navigatedAway } from './aborted-request/navigated-away.ts';
import { openProxyProbe } from './probe/open-proxy-probe.ts';
import { pathTraversal } from './probe/path-traversal.ts';
import { plainHttpToTlsPort } from './protocol-mismatch/plain-http-to-tls-port.ts';
import { portScan } from './probe/port-scan.ts';
import { proxyProtocolMismatch } from './protocol-mismatch/proxy-protocol-mismatch.ts';
import { requestCutShort } from './aborted-request/request-cut-short.ts';
import { retried } from './aborted-request/retried.ts';
import { slowUpstream } from './slow-server/slow-upstream.ts';
import { spareClosedAfterError } from './preconnect-and-close/spare-closed-after-error.ts';
import { stopped } from './aborted-request/stopped.ts';
import { superseded } from './aborted-request/superseded.ts';
import { tcpHealthCheck } from './health-check/tcp-health-check.ts';
import { tlsHandshakeFailed } from './preconnect-and-close/tls-handshake-failed.ts';
import { tlsToPlainPort } from './protocol-mismatch/tls-to-plain-port.ts';
import { unexplained } from './unexplained.ts';
import { unusedConnection } from './preconnect-and-close/unused-connection.ts';
import { uploadCutShort } from './aborted-request/upload-cut-short.ts';

/** The ordered list. */
export const CAUSES: readonly Cause[] = [
  application400,
  application499,
  blankRequest,
  tlsToPlainPort,
  http2ToHttp1Port,
  proxyProtocolMismatch,
  bodyLeftover,
  foreignProtocol,
  openProxyProbe,
  pathTraversal,
  invalidRequestLine,
  cookieOrHeaderTooLarge,
  plainHttpToTlsPort,
  clientCertificateMissing,
  clientCertificateInvalid,
  invalidHttp2Request,
  uploadCutShort,
  requestCutShort,
  configuredResponse,
  invalidHeader,
  invalidBody,
  tcpHealthCheck,
  spareClosedAfterError,
  tlsHandshakeFailed,
  unusedConnection,
  portScan,
  heldByNginx,
  monitorTimeout,
  botGaveUp,
  mediaSeek,
  superseded,
  balancerTimeout,
  longPollClosed,
  slowUpstream,
  halfClose,
  fireAndForget,
  clientTimeout,
  retried,
  navigatedAway,
  stopped,
  unexplained,
];

const BY_ID: ReadonlyMap<CauseId, Cause> = new Map(CAUSES.map((cause) => [cause.id, cause]));

/**
 * The cause of an id.
 * @throws Error when it is in the catalogue but not in the list
 */
export function causeOf(id: CauseId): Cause {
  const cause = BY_ID.get(id);
  if (cause === undefined) throw new Error(`${id} is not in the list of causes`);
  return cause;
}

/** The causes that look at a shape, in order. */
export const CAUSES_BY_SHAPE: ReadonlyMap<Shape, readonly Cause[]> = new Map(
  (['empty', 'blank', 'headless', 'foreign', 'partial', 'broken', 'whole', 'abort'] as const).map((shape) => [
    shape,
    CAUSES.filter((cause) => cause.shapes.includes(shape)),
  ]),
);
