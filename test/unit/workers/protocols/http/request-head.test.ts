import { describe, expect, test } from 'vitest';
import {
  headerLines,
  type RequestLine,
  requestHead,
} from '../../../../../src/workers/protocols/http/request-head.ts';

const GET: RequestLine = {
  method: 'GET',
  path: '/',
  host: '127.0.0.1:8080',
  bodyBytes: 0,
  lastOnConnection: false,
};

/** The head, or the sentence of why there is none. */
function head(line: Partial<RequestLine>, ...headers: string[]): string {
  const made = requestHead({ ...GET, ...line }, headerLines(headers));
  return typeof made === 'string' ? made : `${made.code}, ${made.side}: ${made.message}`;
}

const refusal = (why: string): string =>
  `test.bad_request, test: The plan makes a request that cannot be sent: ${why}.`;

describe('a head', () => {
  test('is request line, host and connection', () => {
    expect(head({ path: '/a?b=c' })).toBe(
      'GET /a?b=c HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nconnection: keep-alive\r\n\r\n',
    );
  });

  test("has the plan's headers behind them, in their order, and the length last", () => {
    const headers = ['Accept', '*/*', 'host', 'api:81', 'x-a', ' b\tc ', 'accept', 'text/css', 'x-empty', ''];
    expect(head({ method: 'POST', path: '/a', bodyBytes: 1_234 }, ...headers)).toBe(
      'POST /a HTTP/1.1\r\nhost: api:81\r\nconnection: keep-alive\r\n' +
        'accept: */*\r\nx-a:  b\tc \r\naccept: text/css\r\nx-empty: \r\ncontent-length: 1234\r\n\r\n',
    );
  });

  test('may have the printing characters of Latin-1', () => {
    expect(head({ path: '/caf\xe9' }, 'x-a', 'caf\xe9')).toBe(
      'GET /caf\xe9 HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nconnection: keep-alive\r\nx-a: caf\xe9\r\n\r\n',
    );
  });
});

describe('the length', () => {
  const lengthOf = (line: Partial<RequestLine>, ...headers: string[]): string[] =>
    head(line, ...headers)
      .split('\r\n')
      .filter((text) => text.startsWith('content-length'));

  test.each(['POST', 'PUT', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH'])(
    'is said of %s, even where it is 0',
    (method) => {
      expect(lengthOf({ method })).toEqual(['content-length: 0']);
      expect(lengthOf({ method, bodyBytes: 7 })).toEqual(['content-length: 7']);
    },
  );

  test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('is said of %s only where there is a body', (method) => {
    expect(lengthOf({ method })).toEqual([]);
    expect(lengthOf({ method, bodyBytes: 7 })).toEqual(['content-length: 7']);
  });

  test('is said once where the plan says it, too', () => {
    expect(lengthOf({ method: 'POST', bodyBytes: 7 }, 'Content-Length', '7')).toEqual(['content-length: 7']);
    expect(lengthOf({ method: 'POST', bodyBytes: 7 }, 'content-length', '007')).toEqual([
      'content-length: 7',
    ]);
  });

  test.each([
    ['6', 7],
    ['8', 7],
    ['0', 7],
    ['7', 0],
  ])('of %s is refused for a body of %i bytes', (said, bodyBytes) => {
    expect(head({ method: 'POST', bodyBytes }, 'content-length', said)).toBe(
      refusal('the header content-length is not the length of the body'),
    );
  });

  test.each(['', '-1', '+7', '7.0', '0x7', '7, 7', ' 7', '9'.repeat(16)])('of %j is refused', (said) => {
    expect(head({ method: 'POST', bodyBytes: 7 }, 'content-length', said)).toBe(
      refusal('the header content-length is not a number'),
    );
  });

  test('is refused where it is said twice', () => {
    expect(head({ method: 'POST' }, 'content-length', '0', 'content-length', '0')).toBe(
      refusal('two content-length headers'),
    );
  });
});

describe('the connection', () => {
  test.each([
    ['keep-alive', false, []],
    ['close', true, []],
    ['close', true, ['connection', 'keep-alive']],
    ['close', false, ['connection', 'close']],
    ['close', false, ['Connection', 'x, Close']],
    ['keep-alive', false, ['connection', 'keep-alive']],
    ['keep-alive', false, ['connection', 'closed']],
    ['close', false, ['connection', 'close', 'connection', 'x']],
  ])('is %s: last on it %j, headers %j', (says, lastOnConnection, headers) => {
    expect(head({ lastOnConnection }, ...headers)).toBe(
      `GET / HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nconnection: ${says}\r\n\r\n`,
    );
  });

  test('is known to close before the head is made', () => {
    expect(headerLines(['connection', 'close']).closes).toBe(true);
    expect(headerLines(['connection', 'keep-alive']).closes).toBe(false);
  });
});

describe('refused', () => {
  test.each([
    ['x a', '"x a" is not a valid header name'],
    ['', '"" is not a valid header name'],
    ['x:', '"x:" is not a valid header name'],
    ['x\r\ny', '"x\\r\\ny" is not a valid header name'],
    ['\u212aeep', '"\u212aeep" is not a valid header name'],
    ['X\xe9', '"X\xe9" is not a valid header name'],
    ['x\n', '"x\\n" is not a valid header name'],
    ['Transfer-Encoding', 'the header transfer-encoding cannot be set by a plan'],
    ['keep-alive', 'the header keep-alive cannot be set by a plan'],
    ['upgrade', 'the header upgrade cannot be set by a plan'],
    ['expect', 'the header expect cannot be set by a plan'],
  ])('the name %j: %s', (name, why) => {
    expect(head({}, 'accept', '*/*', name, 'b')).toBe(refusal(why));
  });

  test.each([
    ['b\r\nx-evil: 1'],
    ['b\n'],
    ['b\r'],
    ['\n b'],
    ['b\0'],
    ['b\x7f'],
    ['b\x1b[0m'],
    ['b\u0100'],
    ['\u{1f6a2}'],
  ])('the value %j, under whatever name', (value) => {
    for (const name of ['x-a', 'host', 'connection', 'content-length']) {
      expect(head({}, name, value)).toBe(refusal(`the header ${name} has invalid characters`));
    }
  });

  test.each([
    '',
    'a',
    '*',
    'http://127.0.0.1/',
    '/a b',
    '/a\r\nx-evil: 1',
    '/a\n',
    '/a\t',
    '/a\0',
    '/a\x7f',
    '/\u0100',
  ])('the path %j', (path) => {
    expect(head({ path })).toBe(refusal('invalid request path'));
  });

  test.each(['', 'GET ', 'GE T', 'GET / HTTP/1.1\r\nx-evil: 1\r\n', 'G\xe9T'])('the method %j', (method) => {
    expect(head({ method })).toBe(refusal('invalid request method'));
  });

  test('two host headers', () => {
    expect(head({}, 'host', 'a', 'Host', 'a')).toBe(refusal('two host headers'));
  });

  test('for what its headers are rather than for its path', () => {
    expect(head({ path: '' }, 'x a', 'b')).toBe(refusal('"x a" is not a valid header name'));
  });
});
