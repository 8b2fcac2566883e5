import { describe, expect, test } from 'vitest';
import {
  FAILURES,
  type FailureCode,
  failureFor,
  statusFailure,
} from '../../../../src/workers/engine/drivers/failure-codes.ts';
import { type Cause, failureOf } from '../../../../src/workers/engine/drivers/failure-of.ts';

const error = (code: string, message = '') => Object.assign(new Error(message), { code });
const parser = (reason: string) => new Error(`Response does not match the HTTP/1.1 protocol (${reason})`);

describe('causes', () => {
  const cases: readonly (readonly [Partial<Cause>, FailureCode])[] = [
    [{ stage: 'connect', error: error('EMFILE') }, 'client.fd_limit'],
    [{ stage: 'connect', error: error('ENFILE') }, 'client.fd_limit'],
    [{ stage: 'connect', error: error('EADDRNOTAVAIL') }, 'client.port_exhausted'],
    [{ stage: 'connect', error: error('ENOBUFS') }, 'client.no_memory'],
    [{ stage: 'connect', error: error('EACCES') }, 'client.permission'],
    [{ stage: 'dns', error: error('ENOTFOUND') }, 'dns.not_found'],
    [{ stage: 'dns', error: error('ENODATA') }, 'dns.empty'],
    [{ stage: 'dns', error: error('ETIMEOUT') }, 'dns.timeout'],
    [{ stage: 'dns', error: error('EAI_AGAIN') }, 'dns.failed'],
    [{ stage: 'connect', error: error('ECONNREFUSED') }, 'connect.refused'],
    [{ stage: 'connect', error: error('EHOSTUNREACH') }, 'connect.unreachable'],
    [{ stage: 'connect', error: error('ETIMEDOUT') }, 'connect.timeout'],
    [{ stage: 'connect', error: error('ECONNRESET') }, 'reset.before_headers'],
    [{ stage: 'tls', error: error('ECONNRESET') }, 'tls.reset'],
    [{ stage: 'tls', error: error('ETIMEDOUT') }, 'tls.handshake_timeout'],
    [{ stage: 'tls', error: error('CERT_HAS_EXPIRED') }, 'tls.expired'],
    [{ stage: 'tls', error: error('CERT_REVOKED') }, 'tls.revoked'],
    [{ stage: 'tls', error: error('SELF_SIGNED_CERT_IN_CHAIN') }, 'tls.untrusted'],
    [
      { stage: 'tls', error: error('ERR_SSL_WRONG_VERSION_NUMBER', 'x:error:y:SSL routines::wrong') },
      'tls.protocol',
    ],
    [
      {
        stage: 'headers',
        error: error('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required'),
      },
      'tls.client_cert',
    ],
    [{ stage: 'headers', error: error('ECONNRESET') }, 'reset.before_headers'],
    [{ stage: 'headers', error: error('EPIPE') }, 'reset.before_headers'],
    [{ stage: 'headers', error: error('ECONNRESET'), reused: true }, 'closed.keepalive_race'],
    [{ stage: 'headers', error: error('ECONNRESET'), reused: true, answered: true }, 'reset.before_headers'],
    [{ stage: 'headers', error: error('UND_ERR_SOCKET', 'other side closed') }, 'closed.before_headers'],
    [{ stage: 'headers', error: error('UND_ERR_SOCKET', 'bad response') }, 'protocol.unexpected_data'],
    [{ stage: 'headers', error: error('UND_ERR_SOCKET', 'bad upgrade') }, 'protocol.bad_upgrade'],
    [{ stage: 'body', error: error('UND_ERR_SOCKET', 'other side closed') }, 'closed.mid_body'],
    [{ stage: 'body', error: error('ECONNRESET') }, 'reset.mid_body'],
    [{ stage: 'headers', error: error('EOF') }, 'closed.before_headers'],
    [{ stage: 'headers', error: error('EOF'), reused: true }, 'closed.keepalive_race'],
    [{ stage: 'headers', error: error('EOF'), reused: true, answered: true }, 'closed.before_headers'],
    [{ stage: 'body', error: error('EOF'), reused: true }, 'closed.mid_body'],
    [{ stage: 'headers', error: error('UND_ERR_RES_CONTENT_LENGTH_MISMATCH') }, 'protocol.length_mismatch'],
    [{ stage: 'headers', error: error('UND_ERR_HEADERS_OVERFLOW') }, 'limit.header_bytes'],
    [{ stage: 'headers', error: parser('Expected HTTP/, RTSP/ or ICE/') }, 'protocol.not_http'],
    [{ stage: 'headers', error: parser('Invalid status code') }, 'protocol.bad_status_line'],
    [
      { stage: 'headers', error: parser('Missing expected CR after response line') },
      'protocol.bad_status_line',
    ],
    [{ stage: 'headers', error: parser('Invalid header token') }, 'protocol.bad_header'],
    [{ stage: 'headers', error: parser('Content-Length overflow') }, 'protocol.bad_header'],
    [
      { stage: 'headers', error: parser("Content-Length can't be present with Transfer-Encoding") },
      'protocol.length_mismatch',
    ],
    [{ stage: 'body', error: parser('Invalid character in chunk size') }, 'protocol.bad_chunk'],
    [{ stage: 'body', error: parser('Invalid EOF state') }, 'closed.mid_body'],
    [{ stage: 'body', error: parser('something new') }, 'protocol.other'],
    [{ stage: 'headers', error: error('UND_ERR_INVALID_ARG', 'invalid request path') }, 'test.bad_request'],
  ];

  test.each(cases)('%j', (cause, code) => {
    expect(failureOf({ stage: 'headers', error: null, ...cause }).code).toBe(code);
  });

  test('what no row knows says so in its own words', () => {
    expect(failureOf({ stage: 'headers', error: error('E_NEW', 'strange days') })).toEqual({
      code: 'network.other',
      side: 'network',
      message: 'The request failed for an unknown reason: strange days.',
      hint: '',
    });
    expect(failureOf({ stage: 'headers', error: 'a text' }).code).toBe('network.other');
    expect(failureOf({ stage: 'headers', error: undefined }).code).toBe('network.other');
  });

  test('the cause behind an error counts', () => {
    const wrapped = new Error('', { cause: error('ECONNREFUSED') });
    expect(failureOf({ stage: 'connect', error: wrapped, where: 'api:80' }).message).toBe(
      'The connection was refused: api:80.',
    );
  });
});

describe('statuses', () => {
  test.each([
    [401, 'auth.rejected', 'test'],
    [403, 'auth.rejected', 'test'],
    [407, 'auth.rejected', 'test'],
    [404, 'http.4xx', 'target'],
    [429, 'http.429', 'target'],
    [500, 'http.5xx', 'target'],
    [503, 'http.5xx', 'target'],
    [304, 'http.unexpected_status', 'target'],
  ])('%d is %s', (status, code, side) => {
    expect(statusFailure(status)).toMatchObject({ code, side });
  });

  test('says which: "The service failed: status 503."', () => {
    expect(statusFailure(503).message).toBe('The service failed: status 503.');
  });
});

describe('the catalogue', () => {
  test('is the same object for the same detail, and forgets details beyond a hundred', () => {
    expect(failureFor('connect.refused', 'a:1')).toBe(failureFor('connect.refused', 'a:1'));
    for (let port = 0; port < 200; port += 1) failureFor('connect.refused', `b:${port}`);
    expect(failureFor('connect.refused', 'b:199')).toBe(failureFor('connect.refused'));
  });

  test('every message is one sentence, every hint one or none', () => {
    for (const [, message, hint] of Object.values(FAILURES)) {
      expect(message).toMatch(/^[A-Z].*\.$/);
      if (hint !== '') expect(hint).toMatch(/^[A-Z].*[.?]$/);
    }
  });
});
