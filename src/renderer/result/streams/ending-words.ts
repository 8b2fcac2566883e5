import type { ErrorRow } from '../../../contract/summary.ts';

/** How it looks that a connection ended like this: as planned, cut off by us, or a fault. */
export type EndingTone = 'planned' | 'ours' | 'fault';

export interface Ending {
  readonly cause: string;
  readonly count: number;
  readonly tone: EndingTone;
  /** In a few words. */
  readonly title: string;
  /** What it means and where to look; empty where the title says it all. */
  readonly meaning: string;
}

type Words = readonly [title: string, meaning: string];

/** @see https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const CLOSE_CODES: Readonly<Record<number, Words>> = {
  1000: ['Closed by the service, normally', 'It finished before the plan did.'],
  1001: [
    'The service is going away',
    'It is shutting down or being redeployed. Clients should reconnect with a delay.',
  ],
  1002: ['The service saw a protocol error', 'It considers a frame from Plimsoll invalid.'],
  1003: ['The service rejected the data type', 'It expects text where binary is sent, or vice versa.'],
  1005: ['Closed without a code', 'The service sent an empty close frame.'],
  1006: [
    'Cut without a close frame',
    'The process died, or something between here and it dropped the connection.',
  ],
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
const STATUSES: Readonly<Record<number, Words>> = {
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

const CAUSES: Readonly<Record<string, Words>> = {
  clean: ['Closed by Plimsoll, as planned', 'The service answered the close frame.'],
  cut: ['Cut off by the stop', 'It was still open when the run ended.'],
  unanswered: ['Never answered', 'The run was stopped during its handshake.'],
  ended: ['Ended by the service, in order', 'Its last event came before the end of the stream: no failure.'],
  'ws.abnormal_close': CLOSE_CODES[1006] as Words,
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
  'sse.closed': [
    'Interrupted by the service',
    'In the middle of an event, before any event, or without a proper end.',
  ],
  'sse.ended': ['The service says there is no stream', 'It answered 204: no reconnect.'],
  'sse.idle': ['No event within the idle limit', 'Raise idleTimeout where silence is normal.'],
  'sse.silent': ['Open without a single event', 'Until its hold or the run was over.'],
  'sse.bad_content_type': ['The response is not an event stream', 'Check the path.'],
  'sse.reconnect_storm': ['Closed again and again', 'It ends without an event: see its own log.'],
  'sse.too_big': ['An event was larger than allowed', 'Raise maxBodyBytes if that is expected.'],
  'connect.refused': ['Connection refused', 'Nothing listens there, or its queue is full.'],
  'connect.timeout': [
    'Connection not accepted in time',
    'The accept queue of the service is full, or a firewall drops it.',
  ],
  'setup.failed': ['The setup failed, so nothing was opened', 'See the errors of the setup requests.'],
  'setup.target_failed': [
    'The service failed the setup',
    'Nothing was opened: see the errors of the setup requests.',
  ],
  'guard.connection_cap': ['Held back by the connection limit', 'Raise maxConnections.'],
  '(others)': ['Other causes', 'There were more causes than are listed separately.'],
};

/** What a cause of `closedBy` says to a reader. @param errors of the run: their sentences serve for rare causes */
export function endingOf(cause: string, count: number, errors: readonly ErrorRow[]): Ending {
  const [title, meaning] = wordsOf(cause, errors);
  const tone =
    cause === 'clean' || cause === 'ended'
      ? 'planned'
      : cause === 'cut' || cause === 'unanswered'
        ? 'ours'
        : 'fault';
  return { cause, count, tone, title, meaning };
}

/** Most frequent first. */
export function endingsOf(
  closedBy: Readonly<Record<string, number>>,
  errors: readonly ErrorRow[],
  what: 'connection' | 'stream',
): Ending[] {
  return Object.entries(closedBy)
    .map(([cause, count]) => endingOf(cause, count, errors))
    .map((ending) =>
      what === 'stream' && ending.cause === 'clean' ? { ...ending, meaning: TIME_UP } : ending,
    )
    .toSorted((a, b) => b.count - a.count);
}

/** Event streams know no goodbye. */
const TIME_UP = 'It was read for as long as the plan says.';

function wordsOf(cause: string, errors: readonly ErrorRow[]): Words {
  const known = Object.hasOwn(CAUSES, cause) ? CAUSES[cause] : undefined;
  if (known !== undefined) return known;
  const closed = /^ws\.closed\.(\d+)$/.exec(cause)?.[1];
  if (closed !== undefined) return closeWords(Number(closed));
  const refused = /^ws\.handshake_status\.(\d+)$/.exec(cause)?.[1];
  if (refused !== undefined) return statusWords(Number(refused));
  const row = errors.find((error) => error.code === cause);
  return row === undefined ? [cause, ''] : [row.message.replace(/\.$/, ''), row.hint];
}

/** Codes from 4000 on are each service's own; many take them from HTTP. */
export function closeWords(code: number): Words {
  const known = CLOSE_CODES[code];
  if (known !== undefined) return known;
  if (code < 4_000) return [`Closed with the reserved code ${code}`, 'No meaning is registered for it.'];
  const status = STATUSES[code - 4_000];
  const like = status === undefined ? '' : ` Many services use it like HTTP ${code - 4_000}.`;
  return [`Closed with the service's own code ${code}`, `Its documentation says what it means.${like}`];
}

function statusWords(status: number): Words {
  return STATUSES[status] ?? [`Upgrade refused with status ${status}`, 'A WebSocket begins with a 101.'];
}
