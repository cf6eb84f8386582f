// Which versions of nginx log the lines of a cause: the facts that several causes state.

/** nginx logs 499 when the client left before the answer (change log of 0.8.18). */
export const SINCE_499: string = 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499';

/** {@link SINCE_499}, for causes in which a browser left (measured with Firefox: before EPOLLRDHUP, the TLS close_notify hides the FIN). */
export const SINCE_499_OF_BROWSER: string = `${SINCE_499}; before 1.11.0 nginx did not notice when Firefox left over TLS, and logged 200`;

/** For causes of connections that closed without a request (change log of 1.3.15). */
export const SINCE_EMPTY_CONNECTION: string =
  'only before 1.3.15; newer versions write it to error_log alone: "client closed connection while waiting for request"';

/** For causes that are recognised by the size of a page (since 1.15.4 nginx's pages have no bgcolor). */
export const SINCE_PAGE: string = 'all versions; the page is 16 bytes shorter since 1.15.4';
