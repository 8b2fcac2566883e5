import { countsInErrorRate, type Failure } from '../../../contract/failure.ts';
import type { FailureRow } from '../../../contract/protocols/protocol.ts';
import { PROTOCOL_FAILURES, type ProtocolFailure } from '../../../contract/protocols/protocols.ts';

/**
 * Every way in which whatever is sent can fail; what fails in one protocol alone stands in its record. Data only;
 * `failure-of.ts` says which cause leads to which code.
 */
const OWN = {
  'dns.not_found': [
    'machine',
    'The host name does not exist.',
    'Check the name in the URL and the DNS server.',
    'client',
  ],
  'dns.timeout': [
    'machine',
    'The host name was not resolved in time.',
    'Check the DNS server, or use an address.',
    'client',
  ],
  'dns.empty': ['machine', 'The host name has no address.', 'Check the DNS records of the name.', 'client'],
  'dns.failed': [
    'machine',
    'This machine could not look up the address of the host.',
    'Check its DNS configuration.',
    'client',
  ],

  'connect.refused': ['connection', 'The connection was refused.', 'Is the service running on that port?'],
  'connect.timeout': [
    'timeout',
    'The connection was not accepted in time.',
    'A firewall drops packets, or the accept queue of the service is full.',
    'network',
  ],
  'connect.unreachable': [
    'connection',
    'There is no route to the host.',
    'Check the network and the address.',
    'network',
  ],

  'tls.protocol': [
    'connection',
    'The port does not speak TLS, or shares no version.',
    'Is it https, and the right port?',
  ],
  'tls.untrusted': [
    'connection',
    'The certificate is not signed by an authority this machine trusts.',
    'Add the authority with NODE_EXTRA_CA_CERTS, or set verifyTls to false for a test system.',
  ],
  'tls.expired': ['connection', 'The certificate has expired.', 'Renew it.'],
  'tls.not_yet_valid': ['connection', 'The certificate is not valid yet.', 'Check the clocks.'],
  'tls.revoked': ['connection', 'The certificate was revoked.', 'Replace it.'],
  'tls.name_mismatch': [
    'connection',
    'The certificate is for another host name.',
    'Use the name it was issued for.',
  ],
  'tls.handshake_timeout': ['timeout', 'The TLS handshake did not finish in time.', ''],
  'tls.reset': ['connection', 'The connection was cut during the TLS handshake.', ''],
  'tls.client_cert': [
    'test',
    'The service requires a client certificate.',
    'Plans cannot contain one yet.',
    'test',
  ],

  'closed.before_headers': ['connection', 'The service closed the connection without a response.', ''],
  'closed.mid_body': ['connection', 'The service closed the connection mid-response.', ''],
  'closed.keepalive_race': [
    'connection',
    'The service closed an idle connection just as a request was sent on it.',
    'Raise the keep-alive timeout of the service, or of the proxy in front of it.',
  ],
  'reset.before_headers': ['connection', 'The connection was reset before a response.', ''],
  'reset.mid_body': ['connection', 'The connection was reset mid-response.', ''],

  'timeout.headers': ['timeout', 'No response began within the time limit.', ''],
  'timeout.body_idle': ['timeout', 'The response stalled and the time limit passed.', ''],
  'timeout.total': ['timeout', 'The response was still arriving when the time limit passed.', ''],

  'protocol.not_http': ['protocol', 'What responded does not speak HTTP/1.1.', 'Is it the right port?'],
  'protocol.bad_status_line': ['protocol', 'The status line of the response is malformed.', ''],
  'protocol.bad_header': ['protocol', 'A header of the response is malformed.', ''],
  'protocol.bad_chunk': ['protocol', 'The chunked encoding of the response is malformed.', ''],
  'protocol.length_mismatch': ['protocol', 'The response contradicts its own length.', ''],
  'protocol.unexpected_data': ['protocol', 'The service sent data that no request asked for.', ''],
  'protocol.bad_upgrade': ['protocol', 'The service switched protocols without being asked.', ''],
  'protocol.bad_encoding': [
    'protocol',
    'The body of the response cannot be decoded.',
    'Compare its Content-Encoding with what the service, or a proxy in front of it, actually sends.',
  ],
  'protocol.bad_charset': [
    'protocol',
    'The response names an unknown character set.',
    'Correct the charset of its Content-Type.',
  ],
  'protocol.other': ['protocol', 'The response violates HTTP/1.1.', ''],

  'limit.header_bytes': [
    'protocol',
    'The headers of the response are larger than allowed.',
    'Raise maxHeaderBytes.',
  ],
  'limit.chunk_extension': [
    'protocol',
    'An extension of a chunk of the response is larger than 16 kB.',
    'Check what the service, or a proxy in front of it, writes after the length of a chunk.',
  ],
  'limit.body_bytes': ['protocol', 'The body of the response is larger than allowed.', 'Raise maxBodyBytes.'],
  'limit.decoded_bytes': [
    'protocol',
    'The decompressed body of the response is larger than allowed.',
    'Raise maxBodyBytes.',
  ],

  'redirect.loop': [
    'http',
    'The redirects loop.',
    'Check where they lead: the service may expect a cookie or a credential that the plan does not send.',
  ],
  'redirect.too_many': ['http', 'There are more redirects than the plan follows.', 'Raise followRedirects.'],
  'redirect.bad_location': ['http', 'The redirect target is not a valid address.', ''],

  'http.4xx': ['http', 'The service refused the request.', 'Check path, body and token of the step.'],
  'http.5xx': ['http', 'The service failed.', 'See its own log.'],
  'http.429': ['http', 'The service limits the rate.', 'Lower the load, or raise its limit for the test.'],
  'http.unexpected_status': ['http', 'The service responded with a status the step does not expect.', ''],
  // The engine counts every rejection as this one. Whether the run accepted the credential elsewhere, and the rejection
  // is `auth.revoked`, is known when all of the run is.
  'auth.rejected': [
    'authentication',
    'The service did not accept the credentials.',
    'Check the token that is sent, and where it comes from.',
    'test',
  ],
  'auth.revoked': [
    'authentication',
    'The service refused credentials that it had accepted before.',
    'Check the service behind it, its session store and its clock.',
  ],
  'auth.forbidden': [
    'authentication',
    'The service refuses this path to credentials that it accepts elsewhere.',
    'Give them permission for it, or use others; if they should have it, check the rules of the service.',
  ],

  'guard.blocked_host': [
    'test',
    'The address is not on this machine and was not allowed for this run.',
    'Name the host with --allow-host.',
    'guard',
  ],
  'guard.connection_cap': [
    'test',
    'A redirect needed a connection beyond the cap of this run.',
    'Raise maxConnections.',
    'guard',
  ],

  'setup.failed': [
    'test',
    'A setup step failed, so nothing was opened.',
    'See the errors of the setup steps.',
    'test',
  ],
  'setup.target_failed': [
    'connection',
    'The service failed a setup step, so nothing was opened.',
    'See the errors of the setup steps.',
  ],
  'config.invalid_url': ['test', 'The URL of the plan is invalid.', 'Check scheme and host.', 'test'],

  'client.fd_limit': [
    'machine',
    'This machine ran out of file descriptors.',
    'Raise the limit: ulimit -n.',
    'client',
  ],
  'client.port_exhausted': [
    'machine',
    'This machine ran out of local ports.',
    'Keep connections alive, or widen the local port range.',
    'client',
  ],
  'client.no_memory': [
    'machine',
    'This machine ran out of socket memory.',
    'Use fewer connections.',
    'client',
  ],
  'client.permission': [
    'machine',
    'This machine does not permit the connection.',
    'Check its firewall.',
    'client',
  ],
  'client.internal': ['machine', 'Plimsoll itself failed. This is a bug.', 'Please report it.', 'client'],
  'test.bad_request': [
    'test',
    'The plan makes a request that cannot be sent.',
    'Check path and headers of the step.',
    'test',
  ],
  'network.other': ['connection', 'The request failed for an unknown reason.', '', 'network'],
} as const satisfies Record<string, FailureRow>;

export type FailureCode = keyof typeof OWN | ProtocolFailure;
export const FAILURES: Readonly<Record<FailureCode, FailureRow>> = { ...OWN, ...PROTOCOL_FAILURES };

/** Those of what took too long: for whoever counts latencies, they are beyond all that were measured. */
export const TIMEOUT_CODES: ReadonlySet<string> = new Set(
  Object.entries(FAILURES).flatMap(([code, [category]]) => (category === 'timeout' ? [code] : [])),
);

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
  const [, sentence, hint, side = 'target'] = FAILURES[code];
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
