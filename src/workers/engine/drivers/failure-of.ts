import type { Failure } from '../../../contract/failure.ts';
import { type FailureCode, failureFor } from './failure-codes.ts';

/** How far a request had come when it failed. */
type Stage = 'dns' | 'connect' | 'tls' | 'headers' | 'body';

/** Why something failed, as the driver saw it. */
export interface Cause {
  readonly stage: Stage;
  readonly error: unknown;
  /** The connection had served a request before. */
  readonly reused?: boolean;
  /** At least one byte of an answer came. */
  readonly answered?: boolean;
  /** What was asked, for the sentence: an address and port. */
  readonly where?: string;
}

/** One row: where all that it names holds, the failure is `is`. */
interface Row {
  readonly is: FailureCode;
  readonly stages?: readonly Stage[];
  /** `code` of the error. */
  readonly codes?: readonly string[];
  /** `message` of the error. */
  readonly says?: RegExp;
  readonly reused?: boolean;
  readonly answered?: boolean;
}

const RESET = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN'];

/**
 * The classifier: the first row that holds decides. Error codes and texts are those of Node 24, OpenSSL 3 and, for event
 * streams, undici 8.12.4 (whose parser errors carry no code: they are known by llhttp's text); `EOF` is a peer that
 * closed in order. The versions are pinned, and a test provokes every row. What no row knows is `network.other`, with
 * the error's own words.
 */
const CAUSES: readonly Row[] = [
  { is: 'client.fd_limit', codes: ['EMFILE', 'ENFILE'] },
  { is: 'client.port_exhausted', codes: ['EADDRNOTAVAIL', 'EADDRINUSE'] },
  { is: 'client.no_memory', codes: ['ENOBUFS', 'ENOMEM'] },
  { is: 'client.permission', codes: ['EACCES', 'EPERM'] },

  { is: 'dns.not_found', codes: ['ENOTFOUND', 'EAI_NONAME'] },
  { is: 'dns.empty', codes: ['ENODATA', 'EAI_NODATA', 'EAI_ADDRFAMILY'] },
  { is: 'dns.timeout', stages: ['dns'], codes: ['ETIMEDOUT', 'ETIMEOUT'] },
  { is: 'dns.failed', stages: ['dns'] },

  { is: 'connect.refused', codes: ['ECONNREFUSED'] },
  { is: 'connect.unreachable', codes: ['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'ENONET'] },
  { is: 'connect.timeout', stages: ['connect'], codes: ['ETIMEDOUT'] },
  // The handshake was done, or there would be nothing to reset: the answer to it was.
  { is: 'reset.before_headers', stages: ['connect'], codes: RESET },

  { is: 'tls.expired', codes: ['CERT_HAS_EXPIRED'] },
  { is: 'tls.not_yet_valid', codes: ['CERT_NOT_YET_VALID'] },
  { is: 'tls.revoked', codes: ['CERT_REVOKED'] },
  { is: 'tls.name_mismatch', codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'] },
  {
    is: 'tls.untrusted',
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_UNTRUSTED',
      'CERT_REJECTED',
      'CERT_SIGNATURE_FAILURE',
      'CERT_CHAIN_TOO_LONG',
      'INVALID_CA',
      'INVALID_PURPOSE',
      'PATH_LENGTH_EXCEEDED',
    ],
  },
  { is: 'tls.client_cert', says: /certificate required|bad certificate|unknown ca/i },
  { is: 'tls.client_cert', stages: ['headers', 'body'], says: /alert handshake failure/i },
  { is: 'tls.protocol', says: /^(?:[0-9A-F]+:)?error:|SSL routines|ERR_SSL|EPROTO/ },
  { is: 'tls.handshake_timeout', stages: ['tls'], codes: ['ETIMEDOUT', 'ERR_TLS_HANDSHAKE_TIMEOUT'] },
  { is: 'tls.reset', stages: ['tls'], codes: RESET },

  { is: 'limit.header_bytes', codes: ['UND_ERR_HEADERS_OVERFLOW', 'HPE_HEADER_OVERFLOW'] },
  { is: 'protocol.length_mismatch', codes: ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH'] },
  {
    is: 'protocol.length_mismatch',
    says: /Content-Length can't be present|can't be present with Content-Length/,
  },
  { is: 'protocol.bad_chunk', says: /chunk/i },
  { is: 'protocol.bad_status_line', says: /status|response line|start line|space after version/i },
  {
    is: 'protocol.not_http',
    says: /Expected HTTP\/|Invalid (?:major|minor|HTTP) version|Expected dot|Expected CRLF/,
  },
  { is: 'protocol.bad_header', says: /header|Content-Length|Transfer-Encoding/ },
  { is: 'protocol.bad_upgrade', says: /bad upgrade/ },
  { is: 'protocol.unexpected_data', says: /bad response|Data after `Connection: close`/ },
  // llhttp's word for a stream that ends where the message may not: the peer closed it.
  { is: 'closed.mid_body', stages: ['body'], says: /Invalid EOF state/ },
  { is: 'protocol.other', says: /does not match the HTTP\/1\.1 protocol/ },

  // Node's own HTTP client (WebSocket upgrades): a FIN before the answer. A RST says `read ECONNRESET`.
  { is: 'closed.before_headers', stages: ['headers'], codes: ['ECONNRESET'], says: /socket hang up/ },
  {
    is: 'closed.keepalive_race',
    stages: ['headers'],
    reused: true,
    answered: false,
    codes: [...RESET, 'EOF'],
  },
  { is: 'reset.before_headers', stages: ['headers'], codes: RESET },
  { is: 'reset.mid_body', stages: ['body'], codes: RESET },
  { is: 'closed.before_headers', stages: ['headers'], codes: ['UND_ERR_SOCKET', 'EOF'] },
  { is: 'closed.mid_body', stages: ['body'], codes: ['UND_ERR_SOCKET', 'EOF'] },
  { is: 'timeout.headers', stages: ['headers'], codes: ['ETIMEDOUT'] },
  { is: 'timeout.body_idle', stages: ['body'], codes: ['ETIMEDOUT'] },

  {
    is: 'test.bad_request',
    codes: [
      'UND_ERR_INVALID_ARG',
      'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
      'UND_ERR_NOT_SUPPORTED',
      'ERR_INVALID_CHAR',
      'ERR_INVALID_ARG_TYPE',
      'ERR_INVALID_ARG_VALUE',
    ],
  },
];

/** The failure of a cause. Never throws. */
export function failureOf(cause: Cause): Failure {
  const code = textOf(cause.error, 'code');
  const message = textOf(cause.error, 'message');
  const row = CAUSES.find((candidate) => holds(candidate, cause, code, message));
  if (row === undefined) return failureFor('network.other', message || code || String(cause.error));
  return failureFor(row.is, detailOf(row.is, cause, code, message));
}

function holds(row: Row, cause: Cause, code: string, message: string): boolean {
  return (
    (row.stages === undefined || row.stages.includes(cause.stage)) &&
    (row.codes === undefined || row.codes.includes(code)) &&
    (row.says === undefined || row.says.test(message) || row.says.test(code)) &&
    (row.reused === undefined || row.reused === (cause.reused ?? false)) &&
    (row.answered === undefined || row.answered === (cause.answered ?? false))
  );
}

/** What a reader wants beside the sentence: where, for connections; the parser's or system's word, otherwise. */
function detailOf(is: FailureCode, cause: Cause, code: string, message: string): string {
  if (is.startsWith('connect.') || is.startsWith('dns.')) return cause.where ?? '';
  if (is.startsWith('protocol.')) return /\(([^)]*)\)\s*$/.exec(message)?.[1] ?? '';
  if (is.startsWith('tls.') || is.startsWith('client.')) return code;
  if (is.startsWith('test.')) return message;
  return '';
}

function textOf(error: unknown, name: 'code' | 'message'): string {
  if (typeof error !== 'object' || error === null) return '';
  const own: unknown = Reflect.get(error, name);
  if (typeof own === 'string' && own !== '') return own;
  const cause: unknown = Reflect.get(error, 'cause');
  return cause === error || cause === undefined ? '' : textOf(cause, name);
}
