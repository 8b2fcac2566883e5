import { describe, expect, test } from 'vitest';
import {
  closedByPeer,
  refusedUpgrade,
  webSocketFailure,
} from '../../../../../src/workers/protocols/websocket/websocket-causes.ts';

const error = (code: string, message = '') => Object.assign(new Error(message), code === '' ? {} : { code });

describe('webSocketFailure', () => {
  test.each([
    ['WS_ERR_INVALID_UTF8', 'ws.bad_utf8'],
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'ws.too_big'],
    ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 'ws.too_big'],
    ['WS_ERR_UNEXPECTED_MASK', 'ws.protocol'],
    ['WS_ERR_INVALID_CLOSE_CODE', 'ws.protocol'],
    ['Z_DATA_ERROR', 'ws.protocol'],
    ['ECONNRESET', 'ws.abnormal_close'],
    ['EPIPE', 'ws.abnormal_close'],
  ])('%s on an open connection is %s', (code, is) => {
    expect(webSocketFailure(error(code), { opened: true, where: '' })).toMatchObject({
      code: is,
      side: 'target',
    });
  });

  test.each([
    ['', 'Invalid Sec-WebSocket-Accept header', 'ws.handshake_invalid', 'target'],
    ['', 'Invalid Upgrade header', 'ws.handshake_invalid', 'target'],
    ['', 'Server sent no subprotocol', 'ws.handshake_invalid', 'target'],
    ['', 'Server indicated an extension that was not requested', 'ws.handshake_invalid', 'target'],
    ['', 'An invalid or duplicated subprotocol was specified', 'test.bad_request', 'test'],
    ['', 'The URL\'s protocol must be one of "ws:", "wss:"', 'config.invalid_url', 'test'],
    ['ERR_INVALID_URL', 'Invalid URL', 'config.invalid_url', 'test'],
    ['ECONNRESET', 'socket hang up', 'closed.before_headers', 'target'],
    ['ECONNRESET', 'read ECONNRESET', 'reset.before_headers', 'target'],
    ['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/, RTSP/ or ICE/', 'protocol.not_http', 'target'],
    ['HPE_HEADER_OVERFLOW', 'Parse Error: Header overflow', 'limit.header_bytes', 'target'],
    ['ECONNREFUSED', 'connect ECONNREFUSED', 'connect.refused', 'target'],
    ['EMFILE', 'too many open files', 'client.fd_limit', 'client'],
  ])('%s "%s" in the handshake is %s', (code, message, is, side) => {
    const failure = webSocketFailure(error(code, message), { opened: false, where: '127.0.0.1:1' });
    expect(failure).toMatchObject({ code: is, side });
  });

  test('takes anything that is thrown', () => {
    for (const thrown of [null, undefined, 'text', 7, {}]) {
      expect(webSocketFailure(thrown, { opened: false, where: '' }).code).toBe('network.other');
    }
  });
});

describe('refusedUpgrade', () => {
  test.each([
    [401, {}, 'auth.rejected', 'status 401'],
    [503, { upgrade: 'websocket' }, 'ws.handshake_status', 'status 503'],
    [101, { connection: 'Upgrade' }, 'ws.handshake_invalid', 'the 101 has no Upgrade header'],
    [101, { upgrade: 'websocket' }, 'ws.handshake_invalid', 'the 101 has no Connection header'],
    [
      101,
      { upgrade: 'websocket', connection: 'keep-alive' },
      'ws.handshake_invalid',
      'the Connection header of the 101 is "keep-alive", not "Upgrade"',
    ],
  ])('%i with %j is %s: %s', (status, headers, code, what) => {
    const failure = refusedUpgrade(status, headers);
    expect([failure.code, failure.message.endsWith(`: ${what}.`)]).toEqual([code, true]);
  });
});

describe('closedByPeer', () => {
  test.each([
    [1000, 'ws.closed_early', 'The service closed the connection early.'],
    [1006, 'ws.abnormal_close', 'The connection ended without a close frame.'],
    [1011, 'ws.closed.1011', 'The service closed the connection with code 1011: internal error.'],
    [4401, 'ws.closed.4401', 'The service closed the connection with code 4401.'],
  ])('%i is %s', (closeCode, code, message) => {
    expect(closedByPeer(closeCode)).toMatchObject({ code, message, side: 'target' });
  });

  test('is the same object every time: counting allocates nothing', () => {
    expect(closedByPeer(4401)).toBe(closedByPeer(4401));
  });
});
