import type { CataloguedCode } from '../../../contract/error-category.ts';
import { countsInErrorRate, type Failure, type Side } from '../../../contract/failure.ts';

type Entry = readonly [side: Side, message: string, hint: string];

/**
 * Every way a request, connection or stream can fail: whose fault it probably is, a sentence, a way out. Data only;
 * `failure-of.ts` says which cause leads to which code. Codes are stable: they are stored, exported and graded by.
 */
export const FAILURES = {
  'dns.not_found': [
    'client',
    'The host name does not exist.',
    'Check the name in the URL and the DNS server.',
  ],
  'dns.timeout': [
    'client',
    'The host name was not resolved in time.',
    'Check the DNS server, or use an address.',
  ],
  'dns.empty': ['client', 'The host name has no address.', 'Check the DNS records of the name.'],
  'dns.failed': [
    'client',
    'This machine could not look up the address of the host.',
    'Check its DNS configuration.',
  ],

  'connect.refused': ['target', 'The connection was refused.', 'Is the service running on that port?'],
  'connect.timeout': [
    'network',
    'The connection was not accepted in time.',
    'A firewall drops packets, or the accept queue of the service is full.',
  ],
  'connect.unreachable': ['network', 'There is no route to the host.', 'Check the network and the address.'],

  'tls.protocol': [
    'target',
    'The port does not speak TLS, or shares no version.',
    'Is it https, and the right port?',
  ],
  'tls.untrusted': [
    'target',
    'The certificate is not signed by an authority this machine trusts.',
    'Add the authority with NODE_EXTRA_CA_CERTS, or set verifyTls to false for a test system.',
  ],
  'tls.expired': ['target', 'The certificate has expired.', 'Renew it.'],
  'tls.not_yet_valid': ['target', 'The certificate is not valid yet.', 'Check the clocks.'],
  'tls.revoked': ['target', 'The certificate was revoked.', 'Replace it.'],
  'tls.name_mismatch': [
    'target',
    'The certificate is for another host name.',
    'Use the name it was issued for.',
  ],
  'tls.handshake_timeout': ['target', 'The TLS handshake did not finish in time.', ''],
  'tls.reset': ['target', 'The connection was cut during the TLS handshake.', ''],
  'tls.client_cert': ['test', 'The service requires a client certificate.', 'Plans cannot contain one yet.'],

  'closed.before_headers': ['target', 'The service closed the connection without a response.', ''],
  'closed.mid_body': ['target', 'The service closed the connection mid-response.', ''],
  'closed.keepalive_race': [
    'target',
    'The service closed an idle connection just as a request was sent on it.',
    'Raise the keep-alive timeout of the service, or of the proxy in front of it.',
  ],
  'reset.before_headers': ['target', 'The connection was reset before a response.', ''],
  'reset.mid_body': ['target', 'The connection was reset mid-response.', ''],

  'timeout.headers': ['target', 'No response began within the time limit.', ''],
  'timeout.body_idle': ['target', 'The response stalled and the time limit passed.', ''],
  'timeout.total': ['target', 'The response was still arriving when the time limit passed.', ''],

  'protocol.not_http': ['target', 'What responded does not speak HTTP/1.1.', 'Is it the right port?'],
  'protocol.bad_status_line': ['target', 'The status line of the response is malformed.', ''],
  'protocol.bad_header': ['target', 'A header of the response is malformed.', ''],
  'protocol.bad_chunk': ['target', 'The chunked encoding of the response is malformed.', ''],
  'protocol.length_mismatch': ['target', 'The response contradicts its own length.', ''],
  'protocol.unexpected_data': ['target', 'The service sent data that no request asked for.', ''],
  'protocol.bad_upgrade': ['target', 'The service switched protocols without being asked.', ''],
  'protocol.bad_encoding': [
    'target',
    'The body of the response cannot be decoded.',
    'Compare its Content-Encoding with what the service, or a proxy in front of it, actually sends.',
  ],
  'protocol.bad_charset': [
    'target',
    'The response names an unknown character set.',
    'Correct the charset of its Content-Type.',
  ],
  'protocol.other': ['target', 'The response violates HTTP/1.1.', ''],

  'limit.header_bytes': [
    'target',
    'The headers of the response are larger than allowed.',
    'Raise maxHeaderBytes.',
  ],
  'limit.chunk_extension': [
    'target',
    'An extension of a chunk of the response is larger than 16 kB.',
    'Check what the service, or a proxy in front of it, writes after the length of a chunk.',
  ],
  'limit.body_bytes': ['target', 'The body of the response is larger than allowed.', 'Raise maxBodyBytes.'],
  'limit.decoded_bytes': [
    'target',
    'The decompressed body of the response is larger than allowed.',
    'Raise maxBodyBytes.',
  ],

  'redirect.loop': [
    'target',
    'The redirects loop.',
    'Check where they lead: the service may expect a cookie or a credential that the plan does not send.',
  ],
  'redirect.too_many': [
    'target',
    'There are more redirects than the plan follows.',
    'Raise followRedirects.',
  ],
  'redirect.bad_location': ['target', 'The redirect target is not a valid address.', ''],

  'http.4xx': ['target', 'The service refused the request.', 'Check path, body and token of the step.'],
  'http.5xx': ['target', 'The service failed.', 'See its own log.'],
  'http.429': ['target', 'The service limits the rate.', 'Lower the load, or raise its limit for the test.'],
  'http.unexpected_status': ['target', 'The service responded with a status the step does not expect.', ''],
  // The engine counts every rejection as this one. Whether the run accepted the credential elsewhere, and the rejection
  // is `auth.revoked`, is known when all of the run is.
  'auth.rejected': [
    'test',
    'The service did not accept the credentials.',
    'Check the token that is sent, and where it comes from.',
  ],
  'auth.revoked': [
    'target',
    'The service refused credentials that it had accepted before.',
    'Check the service behind it, its session store and its clock.',
  ],
  'auth.forbidden': [
    'target',
    'The service refuses this path to credentials that it accepts elsewhere.',
    'Give them permission for it, or use others; if they should have it, check the rules of the service.',
  ],

  'guard.blocked_host': [
    'guard',
    'The address is not on this machine and was not allowed for this run.',
    'Name the host with --allow-host.',
  ],
  'guard.connection_cap': [
    'guard',
    'A redirect needed a connection beyond the cap of this run.',
    'Raise maxConnections.',
  ],

  'ws.handshake_status': [
    'target',
    'The service refused to upgrade to a WebSocket.',
    'Check path, token and connection limit of the service.',
  ],
  'ws.handshake_invalid': ['target', 'The response to the upgrade breaks the WebSocket protocol.', ''],
  'ws.handshake_timeout': ['target', 'The upgrade was not answered in time.', ''],
  'ws.protocol': ['target', 'A frame breaks the WebSocket protocol.', ''],
  'ws.bad_utf8': ['target', 'A text message is not UTF-8.', ''],
  'ws.too_big': ['target', 'A message is larger than allowed.', 'Raise maxMessageBytes.'],
  'ws.closed_early': [
    'target',
    'The service closed the connection early.',
    'Set reconnect if the service is meant to close.',
  ],
  'ws.closed_silent': [
    'target',
    'The service closed the connection without sending anything on it.',
    'Check its log for why it closes every connection.',
  ],
  'ws.abnormal_close': ['target', 'The connection ended without a close frame.', ''],
  'ws.peer_silent': ['target', 'Nothing was received, not even a pong.', ''],
  'ws.close_timeout': ['target', 'The service did not answer the close in time.', ''],
  'ws.error_frame': [
    'target',
    'The service answered a message with an error.',
    'Check the message, and its log.',
  ],
  'ws.subscribe_refused': [
    'target',
    'The service did not confirm the subscription.',
    'Check its reply; name topics it knows, or set confirm.',
  ],
  'timeout.confirm': ['target', 'The subscription was not confirmed in time.', ''],
  'timeout.pong': ['target', 'A ping was not answered in time.', 'Raise the timeout of the plan.'],
  'timeout.reply': [
    'target',
    'A message was not answered in time.',
    'Check the reply rule; raise the timeout of the plan.',
  ],
  'sse.bad_content_type': [
    'target',
    'The response is not an event stream.',
    'Is it the right path? An http:// address is read as event streams with --connections or --sse; --users sends requests.',
  ],
  'sse.idle': ['target', 'No event arrived within the idle limit.', 'Raise idleTimeout.'],
  'sse.silent': [
    'target',
    'No event arrived while the event stream was open.',
    'Check what the service sends on this path, and to whom; raise hold, or the duration, if events are rare.',
  ],
  'sse.closed': ['target', 'The service closed the event stream.', ''],
  'sse.ended': ['target', 'The service says there is no stream, and none will come (204).', ''],
  'sse.reconnect_storm': [
    'target',
    'The stream closed again and again without an event.',
    'Check what the service sends as `retry:`, and its log.',
  ],
  'sse.too_big': ['target', 'An event is larger than allowed.', 'Raise maxBodyBytes.'],
  'setup.failed': [
    'test',
    'A setup step failed, so nothing was opened.',
    'See the errors of the setup steps.',
  ],
  'setup.target_failed': [
    'target',
    'The service failed a setup step, so nothing was opened.',
    'See the errors of the setup steps.',
  ],
  'config.invalid_url': ['test', 'The URL of the plan is invalid.', 'Check scheme and host.'],

  'client.fd_limit': ['client', 'This machine ran out of file descriptors.', 'Raise the limit: ulimit -n.'],
  'client.port_exhausted': [
    'client',
    'This machine ran out of local ports.',
    'Keep connections alive, or widen the local port range.',
  ],
  'client.no_memory': ['client', 'This machine ran out of socket memory.', 'Use fewer connections.'],
  'client.permission': ['client', 'This machine does not permit the connection.', 'Check its firewall.'],
  'client.internal': ['client', 'Plimsoll itself failed. This is a bug.', 'Please report it.'],
  'test.bad_request': [
    'test',
    'The plan makes a request that cannot be sent.',
    'Check path and headers of the step.',
  ],
  'network.other': ['network', 'The request failed for an unknown reason.', ''],
} as const satisfies Record<CataloguedCode, Entry>;

export type FailureCode = keyof typeof FAILURES;

/** Details kept apart per code; beyond it a failure carries none, so a hostile target cannot fill the memory. */
const MAX_DETAILS = 100;
const MAX_DETAIL_CHARS = 300;
const interned = new Map<FailureCode, Map<string, Failure>>();

/**
 * The failure of a code, the same object for the same detail: counting allocates nothing.
 * @param detail what exactly happened (an address, a status, the system's word), added to the sentence
 */
export function failureFor(code: FailureCode, detail = ''): Failure {
  let known = interned.get(code);
  if (known === undefined) {
    known = new Map();
    interned.set(code, known);
  }
  const found = known.get(detail);
  if (found !== undefined) return found;
  if (known.size >= MAX_DETAILS && detail !== '') return failureFor(code);
  const [side, sentence, hint] = FAILURES[code];
  const message = detail === '' ? sentence : `${sentence.slice(0, -1)}: ${cutDetail(detail)}.`;
  const failure: Failure = Object.freeze({ code, side, message, hint });
  known.set(detail, failure);
  return failure;
}

/** What is cut says so with `…`: that is how a secret cut in the middle is still known as one. */
function cutDetail(detail: string): string {
  return detail.length > MAX_DETAIL_CHARS ? `${detail.slice(0, MAX_DETAIL_CHARS)}…` : detail;
}

/** 407 as well: a proxy before the service wants credentials, too. */
export function isRejection(status: number): boolean {
  return status === 401 || status === 403 || status === 407;
}

/** The failure of an answer whose status the step does not accept. Rejected credentials are a kind of their own. */
export function statusFailure(status: number): Failure {
  const detail = `status ${status}`;
  if (isRejection(status)) return failureFor('auth.rejected', detail);
  if (status === 429) return failureFor('http.429');
  if (status >= 400 && status < 500) return failureFor('http.4xx', detail);
  if (status >= 500) return failureFor('http.5xx', detail);
  return failureFor('http.unexpected_status', detail);
}

/**
 * The failure of what a failed setup kept from being opened: of the side that failed the setup, so that it counts in the
 * graded error rate where that does. A connection that was wanted and did not come is a failure of its own beside the request
 * of the setup: half of the logins failing is half of the connections missing, not a third of both.
 */
export function failureOfSetup({ code, side }: Failure): Failure {
  return failureFor(countsInErrorRate(side) ? 'setup.target_failed' : 'setup.failed', code);
}
