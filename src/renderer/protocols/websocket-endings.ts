import type { EndingWords } from './shown-protocol.ts';

const ABNORMAL: EndingWords = [
  'Cut without a close frame',
  'The process died, or something between here and it dropped the connection.',
];

/** @see https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const CLOSE_CODES: Readonly<Record<number, EndingWords>> = {
  1000: ['Closed by the service, normally', 'It finished before the plan did.'],
  1001: [
    'The service is going away',
    'It is shutting down or being redeployed. Clients should reconnect with a delay.',
  ],
  1002: ['The service saw a protocol error', 'It considers a frame from Plimsoll invalid.'],
  1003: ['The service rejected the data type', 'It expects text where binary is sent, or vice versa.'],
  1005: ['Closed without a code', 'The service sent an empty close frame.'],
  1006: ABNORMAL,
  1007: ['The service saw malformed data', 'A message does not match its type.'],
  1008: ['Against a policy of the service', 'Often an expired token, or too many messages.'],
  1009: ['The message was too big', 'Check the message limit of the service.'],
  1010: ['An extension is missing', 'The service insists on one that was not offered.'],
  1011: ['Internal error of the service', 'An unhandled error: see its own log.'],
  1012: ['The service restarts', 'Clients should reconnect with a delay.'],
  1013: ['The service is overloaded', 'It asks clients to try again later.'],
  1014: ['A gateway got a bad response', 'Check the service behind the gateway.'],
  3000: ['Not authorized', 'The service requires other credentials.'],
  3003: ['Forbidden', 'The credentials do not allow this.'],
  3008: ['The service timed out', 'It gave up waiting.'],
};

/** Refused upgrades, by HTTP status. */
const STATUSES: Readonly<Record<number, EndingWords>> = {
  400: ['Upgrade refused: bad request', 'Check subprotocol, headers and path.'],
  401: ['Upgrade refused: not authorized', 'The token may be wrong, or sent in the wrong place.'],
  403: ['Upgrade refused: forbidden', 'The token is known and not allowed this; or the origin is not.'],
  404: ['Upgrade refused: not found', 'Check the path.'],
  426: ['Upgrade refused: version not supported', 'The service speaks another version of WebSocket.'],
  429: ['Upgrade refused: too many requests', 'The service limits how many connect, or how fast.'],
  500: ['Upgrade refused: internal error', 'See its own log.'],
  502: ['Upgrade refused: bad gateway', 'The proxy could not reach the service.'],
  503: ['Upgrade refused: overloaded', 'The service, or the proxy in front of it, is out of capacity.'],
  504: ['Upgrade refused: gateway timeout', 'The service behind the proxy did not respond in time.'],
};

const ENDINGS: Readonly<Record<string, EndingWords>> = {
  clean: ['Closed by Plimsoll, as planned', 'The service answered the close frame.'],
  'ws.abnormal_close': ABNORMAL,
  'ws.closed_early': ['Closed early by the service', 'Set reconnect where it is meant to close.'],
  'ws.closed_silent': [
    'Closed by the service without a message',
    'It accepted the connection and sent nothing on it.',
  ],
  'ws.close_timeout': ['The close was not answered', 'The service keeps closed connections open.'],
  'ws.peer_silent': ['The connection went silent', 'Even a ping went unanswered: the other side is gone.'],
  'ws.handshake_timeout': ['The upgrade was not answered in time', 'The service is too busy to accept it.'],
  'ws.handshake_invalid': [
    'The response to the upgrade is invalid',
    'What responds is not a valid WebSocket server.',
  ],
  'ws.protocol': ['A frame broke the protocol', 'The service, or a proxy, violates it.'],
  'ws.bad_utf8': ['A text message was not UTF-8', 'The service sends binary as text.'],
  'ws.too_big': ['A message was larger than allowed', 'Raise maxMessageBytes if that is expected.'],
  'timeout.confirm': ['The subscription was not confirmed', 'Check the subscribe frame.'],
};

/** What a WebSocket's end says to a reader; undefined: nothing in particular of WebSockets. */
export function webSocketEnding(cause: string): EndingWords | undefined {
  const [, kind, code] = /^ws\.(closed|handshake_status)\.(\d+)$/.exec(cause) ?? [];
  if (kind === 'closed') return closeWords(Number(code));
  if (kind !== undefined) return statusWords(Number(code));
  return Object.hasOwn(ENDINGS, cause) ? ENDINGS[cause] : undefined;
}

/** Codes from 4000 on are each service's own; many take them from HTTP. */
export function closeWords(code: number): EndingWords {
  const known = CLOSE_CODES[code];
  if (known !== undefined) return known;
  if (code < 4_000) return [`Closed with the reserved code ${code}`, 'No meaning is registered for it.'];
  const status = STATUSES[code - 4_000];
  const like = status === undefined ? '' : ` Many services use it like HTTP ${code - 4_000}.`;
  return [`Closed with the service's own code ${code}`, `Its documentation says what it means.${like}`];
}

function statusWords(status: number): EndingWords {
  return STATUSES[status] ?? [`Upgrade refused with status ${status}`, 'A WebSocket begins with a 101.'];
}
