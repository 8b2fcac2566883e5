import type { Side } from './failure.ts';

/** What kind of failure it is, for people: the groups errors are listed and filtered by. */
export const ERROR_CATEGORIES = [
  'http',
  'connection',
  'timeout',
  'authentication',
  'protocol',
  'check',
  'machine',
  'test',
] as const;
export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];

export const CATEGORY_WORDS: Readonly<Record<ErrorCategory, string>> = {
  http: 'HTTP errors',
  connection: 'Connection failures',
  timeout: 'Timeouts',
  authentication: 'Authentication failures',
  protocol: 'Protocol errors',
  check: 'Failed checks',
  machine: 'This machine',
  test: 'The test itself',
};

/** Every code of the catalogue of failures, which is held to this table by its type. */
export const CATEGORY_OF = {
  'dns.not_found': 'machine',
  'dns.timeout': 'machine',
  'dns.empty': 'machine',
  'dns.failed': 'machine',
  'connect.refused': 'connection',
  'connect.timeout': 'timeout',
  'connect.unreachable': 'connection',
  'tls.protocol': 'connection',
  'tls.untrusted': 'connection',
  'tls.expired': 'connection',
  'tls.not_yet_valid': 'connection',
  'tls.revoked': 'connection',
  'tls.name_mismatch': 'connection',
  'tls.handshake_timeout': 'timeout',
  'tls.reset': 'connection',
  'tls.client_cert': 'test',
  'closed.before_headers': 'connection',
  'closed.mid_body': 'connection',
  'closed.keepalive_race': 'connection',
  'reset.before_headers': 'connection',
  'reset.mid_body': 'connection',
  'timeout.headers': 'timeout',
  'timeout.body_idle': 'timeout',
  'timeout.total': 'timeout',
  'protocol.not_http': 'protocol',
  'protocol.bad_status_line': 'protocol',
  'protocol.bad_header': 'protocol',
  'protocol.bad_chunk': 'protocol',
  'protocol.length_mismatch': 'protocol',
  'protocol.unexpected_data': 'protocol',
  'protocol.bad_upgrade': 'protocol',
  'protocol.bad_encoding': 'protocol',
  'protocol.bad_charset': 'protocol',
  'protocol.other': 'protocol',
  'limit.header_bytes': 'protocol',
  'limit.chunk_extension': 'protocol',
  'limit.body_bytes': 'protocol',
  'limit.decoded_bytes': 'protocol',
  'redirect.loop': 'http',
  'redirect.too_many': 'http',
  'redirect.bad_location': 'http',
  'http.4xx': 'http',
  'http.5xx': 'http',
  'http.429': 'http',
  'http.unexpected_status': 'http',
  'auth.rejected': 'authentication',
  'auth.revoked': 'authentication',
  'auth.forbidden': 'authentication',
  'guard.blocked_host': 'test',
  'guard.connection_cap': 'test',
  'ws.handshake_status': 'http',
  'ws.handshake_invalid': 'protocol',
  'ws.handshake_timeout': 'timeout',
  'ws.protocol': 'protocol',
  'ws.bad_utf8': 'protocol',
  'ws.too_big': 'protocol',
  'ws.closed_early': 'connection',
  'ws.closed_silent': 'connection',
  'ws.abnormal_close': 'connection',
  'ws.peer_silent': 'timeout',
  'ws.close_timeout': 'timeout',
  'ws.error_frame': 'check',
  'ws.subscribe_refused': 'check',
  'timeout.confirm': 'timeout',
  'timeout.pong': 'timeout',
  'timeout.reply': 'timeout',
  'sse.bad_content_type': 'protocol',
  'sse.idle': 'timeout',
  'sse.silent': 'timeout',
  'sse.closed': 'connection',
  'sse.ended': 'http',
  'sse.reconnect_storm': 'connection',
  'sse.too_big': 'protocol',
  'setup.failed': 'test',
  'setup.target_failed': 'connection',
  'config.invalid_url': 'test',
  'client.fd_limit': 'machine',
  'client.port_exhausted': 'machine',
  'client.no_memory': 'machine',
  'client.permission': 'machine',
  'client.internal': 'machine',
  'test.bad_request': 'test',
  'network.other': 'connection',
} as const satisfies Record<string, ErrorCategory>;
export type CataloguedCode = keyof typeof CATEGORY_OF;
const CATALOGUE: ReadonlyMap<string, ErrorCategory> = new Map(Object.entries(CATEGORY_OF));

/**
 * Codes that are made as they are met, by checks, values and extractions and by the peer of a WebSocket; and those of an
 * earlier version or a later one, by their first word.
 */
const FAMILIES: readonly (readonly [begin: string, category: ErrorCategory])[] = [
  ['check.', 'check'],
  ['extract.', 'check'],
  // 3000 and 3003 are unauthorised and forbidden (IANA); 44xx are the HTTP statuses of many services.
  ['ws.closed.3000', 'authentication'],
  ['ws.closed.3003', 'authentication'],
  ['ws.closed.4401', 'authentication'],
  ['ws.closed.4403', 'authentication'],
  ['ws.closed.', 'connection'],
  ['auth.', 'authentication'],
  ['http.', 'http'],
  ['redirect.', 'http'],
  ['timeout.', 'timeout'],
  ['protocol.', 'protocol'],
  ['limit.', 'protocol'],
];

/**
 * The category of a failure. What this machine or the test did is never the target's, whatever its code.
 */
export function categoryOf({ code, side }: { readonly code: string; readonly side: Side }): ErrorCategory {
  const known = CATALOGUE.get(code);
  if (known !== undefined) return known;
  if (side === 'client') return 'machine';
  if (side === 'test' || side === 'guard') return 'test';
  return FAMILIES.find(([begin]) => code.startsWith(begin))?.[1] ?? 'connection';
}
