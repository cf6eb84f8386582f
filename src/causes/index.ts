// Every cause, in order of precedence: of equally strong evidence the earlier cause wins. What is read from one line alone
// stands before what neighbours suggest; the wide causes stand behind the narrow ones; `unexplained` is last.
import { CATALOGUE, type CauseId } from '../catalogue.ts';
import { type Cause } from './cause.ts';
import type { Shape } from '../evidence/view.ts';
import { application400 } from './application-400.ts';
import { application499 } from './application-499.ts';
import { balancerTimeout } from './balancer-timeout.ts';
import { blankRequest } from './blank-request.ts';
import { bodyLeftover } from './body-leftover.ts';
import { botGaveUp } from './bot-gave-up.ts';
import { clientCertificateInvalid } from './client-certificate-invalid.ts';
import { clientCertificateMissing } from './client-certificate-missing.ts';
import { clientTimeout } from './client-timeout.ts';
import { configuredResponse } from './configured-response.ts';
import { cookieOrHeaderTooLarge } from './cookie-or-header-too-large.ts';
import { fireAndForget } from './fire-and-forget.ts';
import { foreignProtocol } from './foreign-protocol.ts';
import { halfClose } from './half-close.ts';
import { heldByNginx } from './held-by-nginx.ts';
import { http2ToHttp1Port } from './http2-to-http1-port.ts';
import { invalidBody } from './invalid-body.ts';
import { invalidHeader } from './invalid-header.ts';
import { invalidHttp2Request } from './invalid-http2-request.ts';
import { invalidRequestLine } from './invalid-request-line.ts';
import { longPollClosed } from './long-poll-closed.ts';
import { mediaSeek } from './media-seek.ts';
import { monitorTimeout } from './monitor-timeout.ts';
import { navigatedAway } from './navigated-away.ts';
import { openProxyProbe } from './open-proxy-probe.ts';
import { pathTraversal } from './path-traversal.ts';
import { plainHttpToTlsPort } from './plain-http-to-tls-port.ts';
import { portScan } from './port-scan.ts';
import { proxyProtocolMismatch } from './proxy-protocol-mismatch.ts';
import { requestCutShort } from './request-cut-short.ts';
import { retried } from './retried.ts';
import { slowUpstream } from './slow-upstream.ts';
import { spareClosedAfterError } from './spare-closed-after-error.ts';
import { stopped } from './stopped.ts';
import { superseded } from './superseded.ts';
import { tcpHealthCheck } from './tcp-health-check.ts';
import { tlsHandshakeFailed } from './tls-handshake-failed.ts';
import { tlsToPlainPort } from './tls-to-plain-port.ts';
import { unexplained } from './unexplained.ts';
import { unusedConnection } from './unused-connection.ts';
import { uploadCutShort } from './upload-cut-short.ts';

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
  balancerTimeout,
  botGaveUp,
  mediaSeek,
  superseded,
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

/** Every id, in the order of the catalogue. */
export const CAUSE_IDS: readonly CauseId[] = Object.keys(CATALOGUE) as CauseId[];

/** Causes by id. */
export const CAUSE_BY_ID: ReadonlyMap<string, Cause> = new Map(CAUSES.map((cause) => [cause.id, cause]));

/** The causes that look at a shape, in order. */
export const CAUSES_BY_SHAPE: ReadonlyMap<Shape, readonly Cause[]> = new Map(
  (['empty', 'blank', 'headless', 'foreign', 'partial', 'broken', 'whole', 'abort'] as const).map((shape) => [
    shape,
    CAUSES.filter((cause) => cause.shapes.includes(shape)),
  ]),
);
