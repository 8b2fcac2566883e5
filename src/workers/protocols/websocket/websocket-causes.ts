import type { Failure } from '../../../contract/failure.ts';
import type { ResponseHeaders } from '../../engine/drivers/driver.ts';
import { type FailureCode, failureFor, isRejection } from '../../engine/drivers/failure-codes.ts';
import { failureOf } from '../../engine/drivers/failure-of.ts';

interface Row {
  readonly is: FailureCode;
  readonly code?: RegExp;
  readonly says?: RegExp;
}

/** Errors of ws 8.23.0 about frames: all carry a code. */
const FRAMES: readonly Row[] = [
  { is: 'ws.bad_utf8', code: /^WS_ERR_INVALID_UTF8$/ },
  {
    is: 'ws.too_big',
    code: /^WS_ERR_(?:UNSUPPORTED_(?:MESSAGE|DATA_PAYLOAD)_LENGTH|TOO_MANY_BUFFERED_PARTS)$/,
  },
  { is: 'ws.protocol', code: /^WS_ERR_(?:EXPECTED|UNEXPECTED|INVALID)_/ },
  // zlib, of a compressed message.
  { is: 'ws.protocol', code: /^Z_(?:(?:DATA|BUF|STREAM)_ERROR|NEED_DICT)$/ },
];

/** Errors of ws 8.23.0 about the handshake: they carry no code, so they are known by their text. */
const HANDSHAKE: readonly Row[] = [
  { is: 'config.invalid_url', says: /^Invalid URL|URL's protocol|pathname is empty|fragment identifier/ },
  { is: 'config.invalid_url', code: /^ERR_INVALID_URL$/ },
  { is: 'test.bad_request', says: /invalid or duplicated subprotocol/i },
  { is: 'ws.handshake_invalid', says: /^Invalid (?:Upgrade|Sec-WebSocket-\w+) header/ },
  { is: 'ws.handshake_invalid', says: /^Server (?:sent|indicated) / },
];

/**
 * The failure of an error before or after the 101. What ws says of the WebSocket protocol is decided here, everything
 * below it (names, sockets, TLS, HTTP) by the table all drivers share.
 */
export function webSocketFailure(error: unknown, at: { opened: boolean; where: string }): Failure {
  const { opened, where } = at;
  const code = property(error, 'code');
  const message = property(error, 'message');
  const row = (opened ? FRAMES : HANDSHAKE).find(
    (candidate) => candidate.code?.test(code) === true || candidate.says?.test(message) === true,
  );
  if (row !== undefined) return failureFor(row.is, message);
  // A socket error on an open connection: the close frame that ought to have come did not.
  if (opened) return failureFor('ws.abnormal_close', code);
  return failureOf({ stage: 'headers', error, where });
}

/**
 * The failure of an upgrade that did not become a WebSocket: answered with another status than 101, or with a 101 that does
 * not switch, which Node takes for an ordinary answer.
 * @param headers names in lower case
 */
export function refusedUpgrade(status: number, headers: ResponseHeaders = {}): Failure {
  if (status === 101) return failureFor('ws.handshake_invalid', whyNoSwitch(headers));
  return failureFor(isRejection(status) ? 'auth.rejected' : 'ws.handshake_status', `status ${status}`);
}

function whyNoSwitch(headers: ResponseHeaders): string {
  const { upgrade, connection } = headers;
  if (upgrade === undefined) return 'the 101 has no Upgrade header';
  if (connection === undefined) return 'the 101 has no Connection header';
  return `the Connection header of the 101 is ${JSON.stringify(String(connection))}, not "Upgrade"`;
}

/** The cause under which a handshake that failed is counted: of a refused upgrade, by its status. */
export function causeOfRefusal({ code }: Failure, status: number): string {
  const isRefused = code === 'ws.handshake_status' || code === 'auth.rejected';
  return isRefused ? `ws.handshake_status.${status}` : code;
}

const closeFailures = new Map<number, Failure>();

/** The failure of a connection that the peer closed with a code we did not want: `ws.closed.1011`. */
export function closedByPeer(closeCode: number): Failure {
  if (closeCode === 1000) return failureFor('ws.closed_early');
  if (closeCode === 1006) return failureFor('ws.abnormal_close');
  let failure = closeFailures.get(closeCode);
  if (failure === undefined) {
    const meaning = CLOSE_MEANINGS[closeCode];
    const code = `ws.closed.${closeCode}`;
    const message =
      meaning === undefined
        ? `The service closed the connection with code ${closeCode}.`
        : `The service closed the connection with code ${closeCode}: ${meaning}.`;
    failure = Object.freeze({ code, side: 'target', message, hint: '' });
    closeFailures.set(closeCode, failure);
  }
  return failure;
}

/** @see https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const CLOSE_MEANINGS: Readonly<Record<number, string>> = {
  1001: 'it is going away',
  1002: 'protocol error',
  1003: 'it rejected the data type',
  1005: 'no code given',
  1007: 'malformed data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'an extension is missing',
  1011: 'internal error',
  1012: 'it is restarting',
  1013: 'try again later',
  1014: 'a gateway got a bad response',
};

function property(error: unknown, name: 'code' | 'message'): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}
