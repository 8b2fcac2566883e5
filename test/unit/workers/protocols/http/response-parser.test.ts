import { describe, expect, test } from 'vitest';
import { IRREGULARITIES } from '../../../../../src/contract/tick.ts';
import { MARK } from '../../../../../src/workers/engine/measure/irregular.ts';
import { ResponseParser } from '../../../../../src/workers/protocols/http/response-parser.ts';

const MOST = 100;
const MAX_SIZE_LINE = 16_384;
const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const SIZED = `${OK}Content-Length: 2\r\n\r\nok`;
const EARLY_HINTS = 'HTTP/1.1 103 Early Hints\r\n\r\n';

interface Options {
  readonly isHead?: boolean;
  readonly keepHeaders?: boolean;
  readonly mostHeadBytes?: number;
  readonly stopIn?: 'head' | 'body';
  readonly isStrict?: boolean;
}

/** A parser, and what it has told. */
class Reading {
  readonly parser: ResponseParser;
  readonly heads: number[] = [];
  body = '';
  unread = '';

  constructor(options: Options = {}) {
    const { isHead = false, keepHeaders = true, mostHeadBytes = 16_384, stopIn, isStrict = true } = options;
    const sink = {
      head: (status: number) => {
        this.heads.push(status);
        if (stopIn === 'head') this.parser.stop();
      },
      body: (bytes: Buffer, from: number, to: number) => {
        this.body += bytes.toString('latin1', from, to);
        if (stopIn === 'body') this.parser.stop();
      },
    };
    this.parser = new ResponseParser(sink, mostHeadBytes, isStrict);
    this.parser.begin({ isHead, keepHeaders });
  }

  feed(text: string): this {
    const bytes = Buffer.from(text, 'latin1');
    this.unread = text.slice(this.parser.feed(bytes, bytes.length));
    return this;
  }

  /** `ended`, `open` (more is to come), or the code and the detail of what is wrong. */
  get state(): string {
    const { ended, malformed } = this.parser;
    if (malformed === null) return ended ? 'ended' : 'open';
    return malformed.detail === '' ? malformed.code : `${malformed.code}: ${malformed.detail}`;
  }

  /** In which ways it is irregular. */
  get irregular(): string {
    return IRREGULARITIES.filter((kind) => (this.parser.marks & MARK[kind]) !== 0).join(', ');
  }

  /** Statuses, body and state in one. */
  get told(): string {
    return [...this.heads, JSON.stringify(this.body), this.state].join(' ');
  }
}

function read(text: string, options: Options = {}): Reading {
  return new Reading(options).feed(text);
}

describe('a status line', () => {
  test.each([
    ['HTTP/1.1 200 OK', 200],
    ['HTTP/1.0 200 OK', 200],
    ['HTTP/1.1 404 Not\tFound at all', 404],
    ['HTTP/1.1 500 \xe9', 500],
    ['HTTP/1.1 200 ', 200],
    ['HTTP/1.1 200', 200],
    ['HTTP/1.1 999 Odd', 999],
  ])('%j is read', (line, status) => {
    expect(read(`${line}\r\nContent-Length: 2\r\n\r\nok`).told).toBe(`${status} "ok" ended`);
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.6', 'protocol.not_http'],
    ['http/1.1 200 OK', 'protocol.not_http'],
    ['HTTP/2 200', 'protocol.not_http'],
    ['HTTP/0.9 200 OK', 'protocol.not_http'],
    [' HTTP/1.1 200 OK', 'protocol.not_http'],
    ['\rHTTP/1.1 200 OK', 'protocol.not_http'],
    ['HTTP', 'protocol.not_http'],
    ['HTTP/1.', 'protocol.not_http: version'],
    ['HTTP/1.2 200 OK', 'protocol.not_http: version'],
    ['HTTP/1.x 200 OK', 'protocol.not_http: version'],
    ['HTTP/1.1', 'protocol.bad_status_line'],
    ['HTTP/1.1 ', 'protocol.bad_status_line'],
    ['HTTP/1.11 200 OK', 'protocol.bad_status_line'],
    ['HTTP/1.1200 OK', 'protocol.bad_status_line'],
    ['HTTP/1.1  200 OK', 'protocol.bad_status_line'],
    ['HTTP/1.1\t200 OK', 'protocol.bad_status_line'],
    ['HTTP/1.1 20', 'protocol.bad_status_line'],
    ['HTTP/1.1 20 OK', 'protocol.bad_status_line'],
    ['HTTP/1.1 2x0 OK', 'protocol.bad_status_line'],
    ['HTTP/1.1 099 Low', 'protocol.bad_status_line'],
    ['HTTP/1.1 -20 OK', 'protocol.bad_status_line'],
    ['HTTP/1.1 99999 Odd', 'protocol.bad_status_line'],
    ['HTTP/1.1 200\tOK', 'protocol.bad_status_line'],
    ['HTTP/1.1 200 O\0K', 'protocol.bad_status_line'],
    ['HTTP/1.1 200 O\x7fK', 'protocol.bad_status_line'],
    ['HTTP/1.1 200 O\rK', 'protocol.bad_status_line'],
  ])('%j is %s', (line, state) => {
    expect(read(`${line}\r\nContent-Length: 2\r\n\r\nok`).told).toBe(`"" ${state}`);
  });

  test.each(['\n', 'HT\n', 'HTTP/1.1 200 OK\n'])('%j lacks its carriage return', (line) => {
    expect(read(line).state).toBe('protocol.bad_status_line: line feed without carriage return');
  });

  test('may have blank lines before it, whole ones', () => {
    expect(read(`\r\n\r\n${SIZED}`).told).toBe('200 "ok" ended');
    expect(read('\r').feed('\n').feed(SIZED).told).toBe('200 "ok" ended');
    expect(read('\r\r').state).toBe('protocol.not_http');
  });

  test('is refused at its first wrong byte, before it ends', () => {
    expect(read('HTTP/1.').state).toBe('open');
    expect(read('HTTP/2').state).toBe('protocol.not_http');
    expect(read('HTTP').feed('S').state).toBe('protocol.not_http');
  });
});

describe('a header', () => {
  test.each([
    ['X-A: b', 'x-a', 'b'],
    ['X-A:b', 'x-a', 'b'],
    ['X-A: \t b c \t', 'x-a', 'b c'],
    ['X-A:', 'x-a', ''],
    ['X-A: \t', 'x-a', ''],
    ['X-A: b: c', 'x-a', 'b: c'],
    ['X-A: caf\xe9', 'x-a', 'caf\xe9'],
    ["!#$%&'*+-.^_`|~09Az: b", "!#$%&'*+-.^_`|~09az", 'b'],
    ['__proto__: b', '__proto__', 'b'],
    ['constructor: b', 'constructor', 'b'],
  ])('%j is %s = %j', (line, name, value) => {
    const { parser } = read(`${OK}${line}\r\nContent-Length: 0\r\n\r\n`);
    expect(Object.entries(parser.headers ?? {})).toEqual([
      [name, value],
      ['content-length', '0'],
    ]);
  });

  test.each([
    ['NoColonHere', 'no colon'],
    ['X A: b', 'name'],
    ['X-A : b', 'name'],
    [': b', 'name'],
    ['X"A: b', 'name'],
    ['X\xe9: b', 'name'],
    ['X\0A: b', 'name'],
    [' X-A: b', 'folded'],
    ['Content-Length: 2\r\n 3', 'folded'],
    ['Transfer-Encoding:\r\n chunked', 'folded'],
    ['Connection: close,\r\n x', 'folded'],
    ['X-A: b\r\n \0', 'value'],
    ['X-A: b\0', 'value'],
    ['X-A: b\x01c', 'value'],
    ['X-A: b\x7fc', 'value'],
    ['X-A: b\rc', 'value'],
    ['X-A: b\r', 'value'],
    ['X-A: b\nX-C: d', 'line feed without carriage return'],
    ['X-A: b\r\n\nX-C: d', 'line feed without carriage return'],
  ])('%j is malformed: %s', (line, detail) => {
    expect(read(`${OK}${line}\r\nContent-Length: 2\r\n\r\nok`).told).toBe(
      `"" protocol.bad_header: ${detail}`,
    );
  });

  test('that goes on in the next line has a blank there (RFC 9112, 5.2)', () => {
    const folded = 'X-A: b\r\n c\r\n\t d \r\nX-B: 1\r\nX-B:\r\n 2\r\n';
    const { parser, told } = read(`${OK}${folded}Content-Length: 2\r\n\r\nok`);
    expect(told).toBe('200 "ok" ended');
    expect(parser.headers).toMatchObject({ 'x-a': 'b c d', 'x-b': ['1', '2'] });
  });

  test.each([
    ['Set-Cookie: a=1', true],
    ['SET-COOKIE: a=1', true],
    ['Set-Cookie2: a=1', false],
    ['Keep-Alive: timeout=1', false],
  ])('%j sets a cookie: %j, whether headers are kept or not', (line, sets) => {
    for (const keepHeaders of [true, false]) {
      const { parser } = read(`${OK}${line}\r\nContent-Length: 0\r\n\r\n`, { keepHeaders });
      expect(parser.setsCookie).toBe(sets);
      parser.begin({ isHead: false, keepHeaders });
      expect(parser.setsCookie).toBe(false);
    }
  });

  test('that repeats is a list, in order', () => {
    const { parser } = read(
      `${OK}Set-Cookie: a=1\r\nset-cookie: b=2\r\nSET-COOKIE: c=3\r\nContent-Length: 0\r\n\r\n`,
    );
    expect({ ...parser.headers }).toEqual({ 'set-cookie': ['a=1', 'b=2', 'c=3'], 'content-length': '0' });
  });

  test.each([
    [200, false, null],
    [404, false, null],
    [302, false, { 'content-length': '0' }],
    [200, true, { 'content-length': '0' }],
  ])('of a %i is kept where it is wanted (%j), or is a redirect', (status, keepHeaders, kept) => {
    const { parser } = read(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`, { keepHeaders });
    expect(parser.headers === null ? null : { ...parser.headers }).toEqual(kept);
  });
});

describe('a content-length', () => {
  test.each([
    ['2', 2],
    ['002', 2],
    ['\t2 \t', 2],
  ])('%j is %i', (value, bytes) => {
    const reading = read(`${OK}Content-Length:${value}\r\n\r\nok`);
    expect([reading.told, reading.parser.bodyBytes]).toEqual(['200 "ok" ended', bytes]);
  });

  test.each([
    ['9007199254740988', 9_007_199_254_740_988],
    ['9007199254740989', 9_007_199_254_740_989],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('of %s is exact', (value, bytes) => {
    const reading = read(`${OK}Content-Length: ${value}\r\n\r\nok`);
    expect([reading.told, reading.parser.bodyBytes]).toEqual(['200 "ok" open', bytes]);
  });

  test('of 0 ends the answer', () => {
    expect(read(`${OK}Content-Length: 0\r\n\r\n`).told).toBe('200 "" ended');
  });

  test.each(['', '-1', '+2', '2.0', '0x2', '2 2', '2, 2', '2x', '"2"', '9007199254740992', '9'.repeat(400)])(
    '%j is malformed',
    (value) => {
      expect(read(`${OK}Content-Length: ${value}\r\n\r\nok`).told).toBe(
        '"" protocol.bad_header: Content-Length',
      );
    },
  );

  test.each(['2', '3'])('of 2 beside one of %s is a contradiction', (other) => {
    expect(read(`${OK}Content-Length: 2\r\nContent-Length: ${other}\r\n\r\nok`).told).toBe(
      '"" protocol.length_mismatch: two Content-Lengths',
    );
  });

  test.each([
    'Content-Length: 3\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nContent-Length: 3',
    'Transfer-Encoding: identity\r\nContent-Length: 3',
    'Transfer-Encoding:\r\nContent-Length: 3',
  ])('excludes a transfer coding: %j', (lines) => {
    expect(read(`${OK}${lines}\r\n\r\n0\r\n\r\n`).told).toBe(
      '"" protocol.length_mismatch: Content-Length beside Transfer-Encoding',
    );
  });

  test('is the number of bytes of the body, in however many pieces', () => {
    const reading = read(`${OK}Content-Length: 5\r\n\r\nhe`).feed('ll');
    expect(reading.told).toBe('200 "hell" open');
    expect(reading.feed('o').told).toBe('200 "hello" ended');
  });
});

describe('a transfer coding', () => {
  test.each([
    ['Transfer-Encoding: chunked', 'ok'],
    ['TRANSFER-ENCODING: CHUNKED', 'ok'],
    ['Transfer-Encoding:\tchunked\t', 'ok'],
    ['Transfer-Encoding: gzip, chunked', 'ok'],
    ['Transfer-Encoding: gzip,\tchunked', 'ok'],
    ['Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked', 'ok'],
    ['Transfer-Encoding:\r\nTransfer-Encoding: chunked', 'ok'],
    // Empty elements of a list are to be ignored (RFC 9110, 5.6.1.2).
    ['Transfer-Encoding: ,chunked', 'ok'],
    ['Transfer-Encoding: chunked,', 'ok'],
    ['Transfer-Encoding: chunked , ,', 'ok'],
    ['Transfer-Encoding: chunked\r\nTransfer-Encoding:', 'ok'],
  ])('%j: chunks', (line, body) => {
    expect(read(`${OK}${line}\r\n\r\n2\r\nok\r\n0\r\n\r\n`).told).toBe(`200 ${JSON.stringify(body)} ended`);
  });

  test.each(['gzip', 'identity', 'chunked, gzip', 'xchunked', 'x chunked', 'chunked;a=b', 'gzip;chunked'])(
    '%j: until the connection ends',
    (coding) => {
      const reading = read(`${OK}Transfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n`);
      expect(reading.told).toBe('200 "0\\r\\n\\r\\n" open');
      expect(reading.parser.finish()).toBe(true);
    },
  );
});

describe('chunks', () => {
  test.each([
    ['0\r\n\r\n', ''],
    ['2\r\nok\r\n0\r\n\r\n', 'ok'],
    ['1\r\no\r\n1\r\nk\r\n0\r\n\r\n', 'ok'],
    ['00000000000000000000002\r\nok\r\n000\r\n\r\n', 'ok'],
    ['a\r\n0123456789\r\n0\r\n\r\n', '0123456789'],
    ['A\r\n0\r\n\r\n56789\r\n0\r\n\r\n', '0\r\n\r\n56789'],
    ['10\r\n0123456789abcdef\r\n0\r\n\r\n', '0123456789abcdef'],
    ['2;a\r\nok\r\n0;a=b\r\n\r\n', 'ok'],
    ['2 ; a = "b;c"\r\nok\r\n0\r\n\r\n', 'ok'],
    ['2;\r\nok\r\n0\r\n\r\n', 'ok'],
    ['2 \t\r\nok\r\n0 \r\n\r\n', 'ok'],
    ['2;\xe9\r\nok\r\n0\r\n\r\n', 'ok'],
    ['2\r\nok\r\n0\r\nX-Sum: 1\r\nETag: "a"\r\n\r\n', 'ok'],
    ['2\r\nok\r\n0\r\nContent-Length: 7\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n', 'ok'],
  ])('%j are read', (chunks, body) => {
    const reading = read(CHUNKED + chunks);
    expect(reading.told).toBe(`200 ${JSON.stringify(body)} ended`);
    expect({ ...reading.parser.headers }).toEqual({ 'transfer-encoding': 'chunked' });
    expect([reading.parser.keepsAlive, reading.parser.bodyBytes]).toEqual([true, -1]);
  });

  test.each([
    ['ZZ\r\n', 'bad_chunk: length'],
    ['\r\n', 'bad_chunk: length'],
    [';a\r\n', 'bad_chunk: length'],
    [' 2\r\n', 'bad_chunk: length'],
    ['-2\r\n', 'bad_chunk: length'],
    ['+2\r\n', 'bad_chunk: length'],
    ['0x2\r\n', 'bad_chunk: length'],
    ['2x\r\n', 'bad_chunk: length'],
    ['2,\r\n', 'bad_chunk: length'],
    ['2;\0\r\n', 'bad_chunk: length'],
    ['2;a\rb\r\n', 'bad_chunk: length'],
    // Behind blanks there is an extension, or nothing (RFC 9112, 7.1.1).
    ['2 junk\r\n', 'bad_chunk: length'],
    ['2 2\r\n', 'bad_chunk: length'],
    ['2\tx;a=b\r\n', 'bad_chunk: length'],
    ['20000000000000\r\n', 'bad_chunk: length too large'],
    [`${'F'.repeat(18)}\r\n`, 'bad_chunk: length too large'],
    [`${'F'.repeat(400)}\r\n`, 'bad_chunk: length too large'],
    ['2\n', 'bad_chunk: line feed without carriage return'],
    ['2;a\n', 'bad_chunk: line feed without carriage return'],
    ['0\r\nX-Sum\r\n', 'bad_header: no colon'],
    ['0\r\n X-Sum: 1\r\n', 'bad_header: folded'],
    ['0\r\nX-Sum: \0\r\n', 'bad_header: value'],
    ['0\r\nX-Sum: 1\n', 'bad_header: line feed without carriage return'],
    ['0\r\n\n', 'bad_header: line feed without carriage return'],
  ])('%j are malformed: %s', (chunks, state) => {
    expect(read(CHUNKED + chunks).told).toBe(`200 "" protocol.${state}`);
  });

  test.each(['2\r\nokk', '2\r\nok\n', '2\r\nok\r\r'])('%j are longer than they say', (chunks) => {
    expect(read(CHUNKED + chunks).told).toBe('200 "ok" protocol.bad_chunk: longer than it says');
  });

  test('of 2^53 - 1 bytes are read as they come', () => {
    expect(read(`${CHUNKED}1FFFFFFFFFFFFF\r\nok`).told).toBe('200 "ok" open');
  });

  test('have a bounded line for their length', () => {
    const line = (bytes: number): string => `2;${'a'.repeat(bytes - 2)}`;
    const most = line(MAX_SIZE_LINE - 1);
    expect(read(`${CHUNKED}${most}\r\nok\r\n0\r\n\r\n`).told).toBe('200 "ok" ended');
    expect(read(`${CHUNKED}${line(MAX_SIZE_LINE)}\r\n`).state).toBe('limit.chunk_extension');
    expect(read(CHUNKED + most).feed('a').state).toBe('open');
    expect(read(CHUNKED + most).feed('aa').state).toBe('limit.chunk_extension');
  });

  test('may have extensions of 8,000 bytes, each of them', () => {
    const one = `1;a=${'b'.repeat(8_000)}\r\no\r\n`;
    expect(read(`${CHUNKED}${one}${one}0;${'c'.repeat(8_000)}\r\n\r\n`).told).toBe('200 "oo" ended');
  });

  test('without an end of their length are no extension', () => {
    const digits = '0'.repeat(MAX_SIZE_LINE + 1);
    const state = 'protocol.bad_chunk: no end of its length';
    expect(read(`${CHUNKED}${digits}\r\n`).state).toBe(state);
    expect(read(`${CHUNKED}${digits};a\r\n`).state).toBe(state);
    expect(read(CHUNKED + digits.slice(1)).feed('0').state).toBe(state);
  });

  test('have trailers as long as a head may be', () => {
    const trailer = (bytes: number): string => `${CHUNKED}0\r\nX: ${'t'.repeat(bytes - 3)}\r\n\r\n`;
    expect(read(trailer(MOST), { mostHeadBytes: MOST }).state).toBe('ended');
    expect(read(trailer(MOST + 1), { mostHeadBytes: MOST }).state).toBe('limit.header_bytes');
  });
});

describe('the end of the connection', () => {
  test.each([
    [`${OK}\r\nold but fine`, true],
    [`${OK}\r\n`, true],
    ['HTTP/1.0 200 OK\r\n\r\nold', true],
    ['HTTP/1.1 205 Reset\r\n\r\n', true],
    [SIZED, true],
    ['', false],
    ['HTTP/1.1 20', false],
    [`${OK}Content-Length: 2\r\n`, false],
    [`${OK}Content-Length: 2\r\n\r\no`, false],
    [CHUNKED, false],
    [`${CHUNKED}2\r\no`, false],
    [`${CHUNKED}2\r\nok\r\n`, false],
    [`${CHUNKED}0\r\n`, false],
    [EARLY_HINTS, false],
    ['SSH', false],
  ])('%j: complete is %j', (text, complete) => {
    const { parser } = read(text);
    expect([parser.finish(), parser.ended]).toEqual([complete, complete]);
  });
});

describe('an answer without a body', () => {
  test.each([
    [`${OK}Content-Length: 2\r\n\r\n`, true, true],
    [CHUNKED, true, true],
    [`${OK}\r\n`, true, true],
    ['HTTP/1.1 204 No Content\r\n\r\n', false, true],
    ['HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n', false, true],
    ['HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n', false, false],
    ['HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n', false, false],
    ['HTTP/1.1 304 Not Modified\r\n\r\n', false, true],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', false, true],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', true, true],
  ])('%j (HEAD: %j) ends with its head; the connection is kept: %j', (text, isHead, keeps) => {
    const reading = read(`${text}surplus`, { isHead });
    expect([reading.body, reading.state, reading.unread]).toEqual(['', 'ended', 'surplus']);
    expect(reading.parser.keepsAlive).toBe(keeps);
  });
});

describe('an interim answer', () => {
  test.each([100, 102, 103, 199])('%i is told, and the final one awaited', (status) => {
    const reading = read(`HTTP/1.1 ${status} X\r\nLink: </a.css>\r\nContent-Length: 7\r\n\r\n`);
    expect([reading.told, reading.parser.hasBegun]).toEqual([`${status} "" open`, false]);
    expect(reading.feed('H').parser.hasBegun).toBe(true);
    expect(reading.feed(SIZED.slice(1)).told).toBe(`${status} 200 "ok" ended`);
    expect({ ...reading.parser.headers }).toEqual({ 'content-length': '2' });
  });

  test('does not speak for the final one', () => {
    const interim = 'HTTP/1.0 103 X\r\nConnection: close\r\nKeep-Alive: timeout=1\r\n\r\n';
    const { parser } = read(interim + SIZED);
    expect([parser.keepsAlive, parser.keepAliveSeconds]).toEqual([true, -1]);
  });

  test('has no body to HEAD either', () => {
    expect(read(`${EARLY_HINTS}${OK}Content-Length: 2\r\n\r\n`, { isHead: true }).told).toBe(
      '103 200 "" ended',
    );
  });

  test('of 101 was not asked for', () => {
    const upgrade = 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(read(upgrade).told).toBe('"" protocol.bad_upgrade');
  });
});

describe('the connection', () => {
  test.each([
    ['1.1', '', true],
    ['1.1', 'Connection: close', false],
    ['1.1', 'CONNECTION: CLOSE', false],
    ['1.1', 'Connection: x, \tClose ,y', false],
    ['1.1', 'Connection: keep-alive, close', false],
    ['1.1', 'Connection: keep-alive\r\nConnection: close', false],
    ['1.1', 'Connection: closed', true],
    ['1.1', 'Connection: not close', true],
    ['1.1', 'Connection:', true],
    ['1.1', 'Connection: keep-alive', true],
    ['1.0', '', false],
    ['1.0', 'Connection: keep-alive', true],
    ['1.0', 'Connection: x, Keep-Alive', true],
    ['1.0', 'Connection: keep-alive, close', false],
    ['1.0', 'Keep-Alive: timeout=5', false],
  ])('of HTTP/%s with %j is kept: %j', (version, line, keeps) => {
    const lines = line === '' ? '' : `${line}\r\n`;
    expect(read(`HTTP/${version} 200 OK\r\n${lines}Content-Length: 0\r\n\r\n`).parser.keepsAlive).toBe(keeps);
  });

  test('of HTTP/1.0 is not kept after a chunked answer (RFC 9112, 6.1)', () => {
    const head = 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n';
    const reading = read(`${head}2\r\nok\r\n0\r\n\r\n`);
    expect([reading.told, reading.parser.keepsAlive]).toEqual(['200 "ok" ended', false]);
  });

  test.each([
    ['', -1],
    ['Keep-Alive: timeout=5', 5],
    ['Keep-Alive: max=100, TIMEOUT=5', 5],
    ['Keep-Alive: max=100\r\nKeep-Alive: timeout=7', 7],
    ['Keep-Alive: timeout=0', 0],
    ['Keep-Alive: timeout=-1', -1],
    ['Keep-Alive: timeout=', -1],
    ['Keep-Alive: max=100', -1],
  ])('with %j is left open for %i s', (line, seconds) => {
    const lines = line === '' ? '' : `${line}\r\n`;
    expect(read(`${OK}${lines}Content-Length: 0\r\n\r\n`).parser.keepAliveSeconds).toBe(seconds);
  });
});

describe('the head of an answer', () => {
  const capped = { mostHeadBytes: MOST } as const;
  /** As long as said, not counting the four bytes that end it. */
  const head = (bytes: number, status = 200): string =>
    `HTTP/1.1 ${status} OK\r\nX: ${'h'.repeat(bytes - 20)}\r\n\r\n`;
  const states = (...pieces: string[]): string[] => {
    const reading = new Reading(capped);
    return pieces.map((piece) => reading.feed(piece).state);
  };

  test('may be as long as the cap, whatever comes behind it', () => {
    expect(read(head(MOST - 4), capped).told).toBe('200 "" open');
    expect(read(head(MOST) + 'b'.repeat(10_000), capped).body.length).toBe(10_000);
    expect(states(head(MOST).slice(0, 60), head(MOST).slice(60) + 'b'.repeat(10_000))).toEqual([
      'open',
      'open',
    ]);
  });

  test('is too long by one byte', () => {
    expect(read(head(MOST + 1), capped).told).toBe('"" limit.header_bytes');
    expect(states(head(MOST + 1).slice(0, 60), head(MOST + 1).slice(60))).toEqual([
      'open',
      'limit.header_bytes',
    ]);
  });

  test('is too long while it has not ended', () => {
    const endless = `${OK}X: ${'h'.repeat(MOST)}`;
    // The one byte beyond might be the carriage return of its end.
    expect(states(endless.slice(0, MOST), 'h', 'h')).toEqual(['open', 'open', 'limit.header_bytes']);
    expect(states('HTTP/1.1 200 '.padEnd(MOST + 2, 'h'))).toEqual(['limit.header_bytes']);
  });

  test.each([1, 2, 3])('may have its blank line across two reads, %i bytes in the first', (bytes) => {
    const text = head(MOST);
    const cut = text.length - 4 + bytes;
    expect(states(text.slice(0, cut), text.slice(cut) + 'b'.repeat(1_000))).toEqual(['open', 'open']);
  });

  test('begins anew behind every interim answer', () => {
    expect(states(...new Array(50).fill(head(30, 103)))).toEqual(new Array(50).fill('open'));
    const next = head(MOST + 1);
    expect(states(head(90, 103) + next.slice(0, 50), next.slice(50, 100), next.slice(100))).toEqual([
      'open',
      'open',
      'limit.header_bytes',
    ]);
  });

  test('of the next answer is counted from nothing', () => {
    const reading = new Reading(capped);
    expect(reading.feed(head(MOST).slice(0, 90)).state).toBe('open');
    reading.parser.begin({ isHead: false, keepHeaders: true });
    expect(reading.feed(head(MOST)).told).toBe('200 "" open');
  });

  test('counts the blank lines before it', () => {
    expect(states('\r\n'.repeat(MOST))).toEqual(['limit.header_bytes']);
  });

  test('that is none is called so, however much of it comes at once', () => {
    expect(states('\x15\x03\x01'.repeat(MOST))).toEqual(['protocol.not_http']);
  });
});

describe('what lies behind an answer', () => {
  test.each([
    [SIZED, SIZED],
    [`${CHUNKED}0\r\n\r\n`, 'EXTRA'],
    [`${OK}Content-Length: 0\r\n\r\n`, '\r\n'],
  ])('%j stays unread: %j', (text, surplus) => {
    const reading = read(text + surplus);
    expect([reading.heads, reading.state, reading.unread]).toEqual([[200], 'ended', surplus]);
    expect(reading.feed('more').unread).toBe('more');
  });

  test('beyond the bytes that were read is not looked at', () => {
    const reading = new Reading();
    expect(reading.parser.feed(Buffer.from(SIZED), SIZED.length - 1)).toBe(SIZED.length - 1);
    expect(reading.told).toBe('200 "o" open');
  });
});

describe('a lenient reader', () => {
  const lenient = { isStrict: false } as const;

  test.each([
    ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok', 'ok', 'bare_lf'],
    [`\n${SIZED}`, 'ok', 'bare_lf'],
    ['HTTP/1.1 200 OK\r\nX-A: b\nContent-Length: 2\r\n\r\nok', 'ok', 'bare_lf'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nok', 'ok', 'bare_lf'],
    ['HTTP/1.1 103 Early\n\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'ok', 'bare_lf'],
    [`${CHUNKED}2\nok\r\n0\r\n\r\n`, 'ok', 'bare_lf'],
    [`${CHUNKED}2\r\nok\n0\r\n\r\n`, 'ok', 'bare_lf'],
    [`${CHUNKED}2\r\nok\r\n0\r\nX-Sum: 1\n\r\n`, 'ok', 'bare_lf'],
    [
      `${OK}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
      'ok',
      'length_and_chunked',
    ],
    [
      `${OK}Transfer-Encoding: gzip\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      '',
      'length_and_chunked',
    ],
    [`${OK}Content-Length: 2\r\nContent-Length: 02\r\n\r\nok`, 'ok', 'same_length_twice'],
    [`${OK}Content-Length: 2, 2\r\n\r\nok`, 'ok', 'same_length_twice'],
    [`${OK}Content-Length: 2,\t2\r\nContent-Length: 2\r\n\r\nok`, 'ok', 'same_length_twice'],
    [
      'HTTP/1.1 200 OK\nContent-Length: 3, 3\nTransfer-Encoding: chunked\n\n2\nok\n0\n\n',
      'ok',
      'bare_lf, length_and_chunked, same_length_twice',
    ],
  ])('%j is read as %j, and called %s', (text, body, irregular) => {
    for (const reading of [read(text, lenient), new Reading(lenient)]) {
      if (reading.heads.length === 0) for (const octet of text) reading.feed(octet);
      expect([reading.body, reading.state, reading.irregular]).toEqual([body, 'ended', irregular]);
    }
    expect(read(text).state).toMatch(/^protocol\./);
  });

  test('of a HEAD reads no body, whatever is said of its length', () => {
    const head = `${OK}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const reading = read(head, { ...lenient, isHead: true });
    expect([reading.told, reading.irregular]).toEqual(['200 "" ended', 'length_and_chunked']);
  });

  test.each([
    ['Content-Length: 2\r\nContent-Length: 3', 'length_mismatch: two different Content-Lengths'],
    ['Content-Length: 2, 3', 'length_mismatch: two different Content-Lengths'],
    ['Content-Length: 2\r\nContent-Length: 3, 3', 'length_mismatch: two different Content-Lengths'],
    ['Content-Length: 2,', 'bad_header: Content-Length'],
    ['Content-Length: 2, x', 'bad_header: Content-Length'],
    ['Content-Length: -2', 'bad_header: Content-Length'],
    [
      'Content-Length: 2\r\nTransfer-Encoding: gzip',
      'length_mismatch: Content-Length beside Transfer-Encoding',
    ],
    [
      'Transfer-Encoding: chunked, gzip\r\nContent-Length: 2',
      'length_mismatch: Content-Length beside Transfer-Encoding',
    ],
    ['X-A: b\rc', 'bad_header: value'],
    ['NoColon', 'bad_header: no colon'],
  ])('refuses what could be read in two ways, or not at all: %j', (lines, state) => {
    expect(read(`${OK}${lines}\r\n\r\nok`, lenient).told).toBe(`"" protocol.${state}`);
  });

  test.each(['2\r\nokk', '2\r\nok\r\r', '2\r\nok\rx'])(
    'refuses chunks that are longer than they say: %j',
    (chunks) => {
      expect(read(CHUNKED + chunks, lenient).state).toBe('protocol.bad_chunk: longer than it says');
    },
  );

  test('forgets what was irregular with the next answer', () => {
    const { parser } = read('HTTP/1.1 200 OK\nContent-Length: 2\n\nok', lenient);
    parser.begin({ isHead: false, keepHeaders: false });
    expect([parser.marks, parser.feed(Buffer.from(SIZED), SIZED.length), parser.marks]).toEqual([
      0,
      SIZED.length,
      0,
    ]);
  });
});

describe('stopped', () => {
  test.each([
    ['head', SIZED, '200 "" open', 'ok'],
    ['head', `${OK}Content-Length: 0\r\n\r\n`, '200 "" open', ''],
    ['head', EARLY_HINTS + SIZED, '103 "" open', SIZED],
    ['head', `${OK}\r\nflow`, '200 "" open', 'flow'],
    ['body', `${SIZED}surplus`, '200 "ok" open', 'surplus'],
    ['body', `${CHUNKED}2\r\nok\r\n0\r\n\r\n`, '200 "ok" open', '\r\n0\r\n\r\n'],
    ['body', `${OK}\r\nflow`, '200 "flow" open', ''],
  ] as const)('from within its %s, %j is read no further: %j', (stopIn, text, told, unread) => {
    const reading = read(text, { stopIn });
    expect([reading.told, reading.unread]).toEqual([told, unread]);
    expect(reading.feed('more').unread).toBe('more');
    expect(reading.parser.finish()).toBe(false);
  });
});

describe('begun again', () => {
  test.each([
    [
      'an answer',
      'HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: close\r\nKeep-Alive: timeout=3\r\n\r\n',
    ],
    ['half a line', 'HTTP/1.1 2'],
    ['half a head', `${OK}Content-Length: 7\r\nX-A: b`],
    ['half a body', `${OK}Content-Length: 7\r\n\r\nok`],
    ['half a chunk', `${CHUNKED}7\r\nok`],
    ['a length of a chunk', `${CHUNKED}7`],
    ['half a trailer', `${CHUNKED}0\r\nX-A`],
    ['a body without an end', `${OK}\r\nflow`],
    ['an interim answer', EARLY_HINTS],
    ['something malformed', 'SSH-2.0'],
  ])('after %s, it knows nothing of it', (_, before) => {
    const reading = read(before, { isHead: false });
    reading.heads.length = 0;
    reading.body = '';
    reading.parser.begin({ isHead: false, keepHeaders: true });
    const { parser } = reading;
    expect([reading.state, parser.headers, parser.bodyBytes, parser.hasBegun]).toEqual([
      'open',
      null,
      -1,
      false,
    ]);
    expect(reading.feed(SIZED).told).toBe('200 "ok" ended');
    expect([parser.keepsAlive, parser.keepAliveSeconds]).toEqual([true, -1]);
    expect({ ...parser.headers }).toEqual({ 'content-length': '2' });
  });

  test('after stop, and after HEAD', () => {
    const { parser } = read(`${OK}Content-Length: 2\r\n\r\n`, { isHead: true });
    parser.begin({ isHead: false, keepHeaders: false });
    parser.feed(Buffer.from(SIZED), SIZED.length - 2);
    expect(parser.ended).toBe(false);
    parser.stop();
    parser.begin({ isHead: false, keepHeaders: false });
    expect([parser.feed(Buffer.from(SIZED), SIZED.length), parser.ended]).toEqual([SIZED.length, true]);
  });
});
