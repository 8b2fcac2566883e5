import { describe, expect, test } from 'vitest';
import { refusalIn } from '../../../../../src/workers/protocols/websocket/refusal.ts';

const said = (value: unknown) =>
  refusalIn(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

describe('a first frame', () => {
  test.each([
    [{ error: 'UNAUTHORIZED', message: 'no' }],
    [{ error: 'AUTH_FAILED' }],
    [{ error: 'INVALID_TOKEN', message: 'Token has expired' }],
    [{ error: 'E17', message: 'invalid token' }],
    [{ error: 'Forbidden' }],
    [{ error: 4401, message: '' }],
    [{ error: 'ACCESS_DENIED' }],
    [{ error: 'x', message: 'Missing credentials' }],
    [{ type: 'error', code: 403, message: 'no' }],
  ])('%j speaks of authorization', (value) =>
    expect(said(value)).toMatchObject({ code: 'auth.rejected', side: 'test' }),
  );

  test.each([
    [{ error: 'FULL', message: 'Too many connections' }],
    [{ error: 'INTERNAL', message: 'author not found' }],
    [{ error: 'RATE_LIMITED', message: 'no tokens left in the bucket' }],
    [{ error: 1013 }],
  ])('%j refuses for another reason', (value) =>
    expect(said(value)).toMatchObject({ code: 'ws.closed_early', side: 'target' }),
  );

  test('is named in the sentence', () => {
    expect(said({ error: 'AUTH_FAILED', message: 'Token has expired' })?.message).toBe(
      'The service did not accept the credentials: AUTH_FAILED: Token has expired.',
    );
    expect(said({ error: 'FULL', message: 'Too many' })?.message).toBe(
      'The service closed the connection early: FULL: Too many.',
    );
  });

  test.each([
    ['{"type":"connection_established","connection_id":"c"}'],
    ['{"type":"pong","error":null}'],
    ['{"error":""}'],
    ['{"error":{"code":1}}'],
    ['{"error": "cut off'],
    ['["error"]'],
    ['error'],
    [''],
    [`{"error":"${'x'.repeat(5_000)}"}`],
  ])('%j is no refusal', (text) => expect(said(text)).toBe(null));
});
