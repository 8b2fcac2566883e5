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
  1000: ['Closed by the service, normally', 'It had said all it wanted to, before the plan was done.'],
  1001: [
    'The service is going away',
    'It shuts down or is deployed anew. Clients should reconnect with a delay.',
  ],
  1002: ['The service saw a protocol error', 'It thinks a frame of ours breaks the protocol.'],
  1003: [
    'The service does not take such data',
    'It wants text where we send binary, or the other way round.',
  ],
  1005: ['Closed without a code', 'The service sent an empty close frame.'],
  1006: [
    'Cut without a close frame',
    'The process died, or something between here and it dropped the connection.',
  ],
  1007: ['The service saw malformed data', 'A message of ours is not what its type says.'],
  1008: ['Against a policy of the service', 'Often an expired token, or too many messages.'],
  1009: ['Our message was too big', 'Look at the message limit of the service.'],
  1010: ['An extension is missing', 'The service insists on one that was not offered.'],
  1011: ['The service failed inside', 'An unhandled error: see its own log.'],
  1012: ['The service restarts', 'Clients should reconnect with a delay.'],
  1013: ['The service is overloaded', 'It asks to be tried again later.'],
  1014: ['A gateway got a bad answer', 'Look at the service behind the gateway.'],
  3000: ['Not authorised', 'The service wants other credentials.'],
  3003: ['Forbidden', 'The credentials do not allow this.'],
  3008: ['The service timed out', 'It waited for us longer than it wants to.'],
};

/** Refused upgrades, by HTTP status. */
const STATUSES: Readonly<Record<number, Words>> = {
  400: ['Upgrade refused: bad request', 'Look at subprotocol, headers and path.'],
  401: ['Upgrade refused: not authorised', 'Look at the token, and at where it travels.'],
  403: ['Upgrade refused: forbidden', 'The token is known and not allowed this; or the origin is not.'],
  404: ['Upgrade refused: nothing there', 'Look at the path.'],
  426: ['Upgrade refused: another version wanted', 'The service speaks another version of WebSocket.'],
  429: ['Upgrade refused: too many', 'The service limits how many connect, or how fast.'],
  500: ['Upgrade refused: the service failed', 'See its own log.'],
  502: ['Upgrade refused: bad gateway', 'The proxy could not reach the service.'],
  503: ['Upgrade refused: overloaded', 'The service, or the proxy before it, has no room.'],
  504: ['Upgrade refused: gateway timeout', 'The service behind the proxy did not answer in time.'],
};

const CAUSES: Readonly<Record<string, Words>> = {
  clean: ['Closed by us, as planned', 'The service answered our close frame.'],
  cut: ['Cut off by our stop', 'It was still open when the run had to end.'],
  unanswered: ['Never answered', 'The run was stopped while it waited for the answer to its handshake.'],
  ended: ['Ended by the service, in order', 'Its last event came before the end of the stream: no failure.'],
  'ws.abnormal_close': CLOSE_CODES[1006] as Words,
  'ws.closed_early': ['Closed by the service before its time', 'Set reconnect where it is meant to close.'],
  'ws.closed_silent': [
    'Closed by the service, nothing said',
    'It let the connection in and served nothing on it.',
  ],
  'ws.close_timeout': ['Our close was not answered', 'The service keeps closed connections open.'],
  'ws.peer_silent': ['Nothing was heard any more', 'Not even the answer to a ping: the other side is gone.'],
  'ws.handshake_timeout': ['The upgrade was not answered in time', 'The service is too busy to accept.'],
  'ws.handshake_invalid': [
    'The answer to the upgrade is invalid',
    'What answers does not speak WebSocket properly.',
  ],
  'ws.protocol': ['A frame broke the protocol', 'The service, or a proxy, sends what it must not.'],
  'ws.bad_utf8': ['A text message was not UTF-8', 'The service sends binary as text.'],
  'ws.too_big': ['A message was larger than allowed', 'Raise maxMessageBytes where that is meant to be.'],
  'timeout.confirm': ['The subscription was not confirmed', 'Look at the subscribe frame.'],
  'sse.closed': ['Broken off by the service', 'Inside an event, without an event, or without an end.'],
  'sse.ended': ['The service says there is no stream', 'It answered 204: no reconnect.'],
  'sse.idle': ['No event within the idle limit', 'Raise idleTimeout where silence is normal.'],
  'sse.silent': ['Open without a single event', 'Until its hold or the run was over.'],
  'sse.bad_content_type': ['The answer is no event stream', 'Look at the path.'],
  'sse.reconnect_storm': ['Closed again and again', 'It ends without an event: see its own log.'],
  'sse.too_big': ['An event was larger than allowed', 'Raise maxBodyBytes where that is meant to be.'],
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
  '(others)': ['Other causes', 'More kinds than are kept apart.'],
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
const TIME_UP = 'It had been read for as long as the plan wants.';

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
  const like = status === undefined ? '' : ` Many services mean by it what HTTP means by ${code - 4_000}.`;
  return [`Closed with the service's own code ${code}`, `Its documentation says what it means.${like}`];
}

function statusWords(status: number): Words {
  return STATUSES[status] ?? [`Upgrade refused with status ${status}`, 'A WebSocket begins with a 101.'];
}
