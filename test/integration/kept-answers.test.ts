/** What failed must be visible: what came back with a failure is kept, from real sockets. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { HttpStep } from '../../src/contract/run-plan.ts';
import { type Answer, type KeptRequest, MAX_ANSWER_PART_BYTES } from '../../src/contract/tick.ts';
import { AddressBook } from '../../src/workers/engine/connections/address-book.ts';
import { emptyExchange } from '../../src/workers/engine/drivers/driver.ts';
import { emptySample } from '../../src/workers/engine/measure/sample.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { answerOfRecord } from '../../src/workers/protocols/http/kept-response.ts';
import { createUndiciSseDriver } from '../../src/workers/protocols/sse/sse.ts';
import { createWebSocketDriver } from '../../src/workers/protocols/websocket/websocket.ts';
import { constantUsers, httpPlan } from '../support/engine-plan.ts';
import { runHere } from '../support/engine-run.ts';
import { type Ending, rawTarget, writeThen } from '../support/faults/raw-target.ts';
import { makePlan } from '../support/made-plan.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function rawUrl(bytes: string | Buffer, ending: Ending = 'keep'): Promise<string> {
  const target = await rawTarget({ onRequest: (socket) => writeThen(socket, bytes, ending) });
  closers.push(() => target.close());
  return target.url;
}

/** A response with the right length. */
function response(head: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`${head}\r\ncontent-length: ${bytes.length}\r\n\r\n`), bytes]);
}

async function failureOf(url: string, step: Partial<HttpStep> = {}): Promise<KeptRequest> {
  const plan = httpPlan({
    url,
    profile: constantUsers(1, 3_000),
    step: { timeoutMs: 300, ...step },
    scenario: { iterations: 1 },
  });
  const run = await runHere(plan);
  const failed = run.ticks.flatMap(({ exemplars }) => exemplars).find(({ code }) => code !== null);
  if (failed === undefined) throw new Error(`nothing failed: ${JSON.stringify(run.totals)}`);
  return failed;
}

const answerOf = async (url: string, step?: Partial<HttpStep>): Promise<Answer | undefined> =>
  (await failureOf(url, step)).answer;

describe('an HTTP response that fails', () => {
  test('with its status is kept with head and body', async () => {
    const url = await rawUrl(
      response('HTTP/1.1 503 Service Unavailable\r\nretry-after: 5', '{"error":"pool exhausted"}'),
    );
    const failed = await failureOf(url);
    expect(failed).toMatchObject({ code: 'http.5xx', status: 503 });
    expect(failed.answer).toEqual({
      head: 'HTTP/1.1 503 Service Unavailable\nretry-after: 5\ncontent-length: 26',
      body: '{"error":"pool exhausted"}',
      note: '',
    });
  });

  test('after interim responses and in chunks is kept without them', async () => {
    const url = await rawUrl(
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 409 Conflict\r\ntransfer-encoding: chunked\r\n\r\n4;x=1\r\nvers\r\n3\r\nion\r\n0\r\n\r\n',
    );
    expect(await answerOf(url)).toEqual({
      head: 'HTTP/1.1 409 Conflict\ntransfer-encoding: chunked',
      body: 'version',
      note: '',
    });
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('is decoded: %s', async (encoding, pack) => {
    const url = await rawUrl(
      response(`HTTP/1.1 500 Oops\r\ncontent-encoding: ${encoding}`, pack('schön kaputt')),
    );
    expect(await answerOf(url)).toMatchObject({ body: 'schön kaputt', note: '' });
  });

  test('and is long is cut in whole characters, and says how long it was', async () => {
    const url = await rawUrl(response('HTTP/1.1 500 Oops', 'ä'.repeat(40_000)));
    const { body = '', note } = (await answerOf(url)) ?? {};
    expect(body).toBe(`${'ä'.repeat(1_022)}…`);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_ANSWER_PART_BYTES);
    expect(note).toBe('the beginning of 80,000 bytes');
  });

  test('packed and long is decoded as far as it was kept', async () => {
    const lines = Array.from({ length: 9_000 }, (_, n) => `line ${n} ${(n * 7_919) % 1_000}`).join('\n');
    const packed = gzipSync(lines);
    const url = await rawUrl(response('HTTP/1.1 500 Oops\r\ncontent-encoding: gzip', packed));
    const { body = '', note } = (await answerOf(url)) ?? {};
    expect(lines.startsWith(body.slice(0, -1))).toBe(true);
    expect(body.length).toBe(2_046);
    expect(note).toBe(`the beginning of ${packed.length.toLocaleString('en-US')} bytes, compressed (gzip)`);
  });

  test('in an encoding nobody here knows is only said', async () => {
    const url = await rawUrl(
      response('HTTP/1.1 500 Oops\r\ncontent-encoding: compress', Buffer.alloc(1_234, 7)),
    );
    expect(await answerOf(url)).toMatchObject({ body: '', note: 'compressed (compress), 1,234 bytes' });
  });

  test.each([
    [
      'by its type',
      'image/png',
      Buffer.from('plain'),
      '70 6c 61 69 6e',
      'binary, image/png, 5 bytes, in hexadecimal',
    ],
    [
      'by its bytes',
      'text/plain',
      Buffer.concat([Buffer.from([0xff, 0xfd, 0, 1]), Buffer.alloc(60, 0xab)]),
      `ff fd 00 01${' ab'.repeat(28)} …`,
      'binary, text/plain, 64 bytes, in hexadecimal',
    ],
  ])('that is no text is shown in hexadecimal: %s', async (_, type, bytes, body, note) => {
    const url = await rawUrl(response(`HTTP/1.1 500 Oops\r\ncontent-type: ${type}`, bytes));
    expect(await answerOf(url)).toMatchObject({ body, note });
  });

  test.each([
    ['windows-1251', Buffer.from('cff0e8e2e5f2', 'hex'), 'Привет'],
    ['shift_jis', Buffer.from('93fa967b', 'hex'), '日本'],
    ['utf-8', Buffer.from('fffe410042004f04', 'hex'), 'ABя'],
    ['windows-1251', gzipSync(Buffer.from('cff0e8e2e5f2', 'hex')), 'Привет'],
  ])(
    'in %s, or with another mark at its beginning, is shown as a check would read it',
    async (charset, bytes, body) => {
      const packing = bytes[0] === 0x1f ? 'content-encoding: gzip\r\n' : '';
      const head = `HTTP/1.1 400 Bad\r\n${packing}content-type: text/plain; charset=${charset}`;
      expect(await answerOf(await rawUrl(response(head, bytes)))).toMatchObject({ body, note: '' });
    },
  );

  test('in Latin-1 is read as that', async () => {
    const bytes = Buffer.from('größer', 'latin1');
    const url = await rawUrl(
      response('HTTP/1.1 400 Bad\r\ncontent-type: text/plain; charset=ISO-8859-1', bytes),
    );
    expect(await answerOf(url)).toMatchObject({ body: 'größer', note: '' });
  });

  test('a check refused is kept as it came', async () => {
    const url = await rawUrl(response('HTTP/1.1 200 OK\r\ncontent-type: text/html', '<h1>Sign in</h1>'));
    const failed = await failureOf(url, { checks: [{ json: '/ok' }] });
    expect([failed.code, failed.answer]).toEqual([
      'check.json',
      {
        head: 'HTTP/1.1 200 OK\ncontent-type: text/html\ncontent-length: 16',
        body: '<h1>Sign in</h1>',
        note: '',
      },
    ]);
  });

  test('a check of time refused is kept as it came', async () => {
    const url = await rawUrl(response('HTTP/1.1 200 OK', 'x'));
    expect(await answerOf(url, { checks: [{ maxTime: 0 }] })).toEqual({
      head: 'HTTP/1.1 200 OK\ncontent-length: 1',
      body: 'x',
      note: '',
    });
  });

  test('a check refused, where another took longer, is told from what is known of it', () => {
    const owner = { answered() {} };
    const exchange = { ...emptyExchange(owner), status: 200, responseHeaders: { 'x-a': 'b' } };
    expect(answerOfRecord(exchange)).toEqual({
      head: 'HTTP/1.1 200\nx-a: b',
      body: '',
      note: 'the body was not kept: nothing reads it',
    });
    expect(
      answerOfRecord({ ...exchange, responseBody: '<h1>Sign in</h1>', responseBytes: 16 }),
    ).toMatchObject({
      body: '<h1>Sign in</h1>',
      note: '',
    });
  });

  test('truncated inside its packing is shown as far as it can be unpacked', async () => {
    const packed = gzipSync(JSON.stringify({ text: 'half of it came' }));
    const url = await rawUrl(response('HTTP/1.1 200 OK\r\ncontent-encoding: gzip', packed.subarray(0, -9)));
    const failed = await failureOf(url, { checks: [{ json: '/text' }] });
    expect(failed.code).toBe('protocol.bad_encoding');
    expect(failed.answer?.body).toMatch(/^\{"text":"half of.*…$/);
  });

  test('that breaks off is kept as far as it came, marked as cut', async () => {
    const url = await rawUrl('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"part', 'fin');
    const failed = await failureOf(url);
    expect([failed.code, failed.answer]).toEqual([
      'closed.mid_body',
      { head: 'HTTP/1.1 200 OK\ncontent-length: 100', body: '{"part…', note: 'the beginning of 6 bytes' },
    ]);
  });

  test('that stops coming is kept as far as it came', async () => {
    const url = await rawUrl('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nslow', 'hang');
    const failed = await failureOf(url);
    expect([failed.code, failed.answer?.body]).toEqual(['timeout.body_idle', 'slow…']);
  });

  test('that is not HTTP is shown', async () => {
    const url = await rawUrl('SSH-2.0-OpenSSH_9.6\r\n', 'fin');
    expect(await failureOf(url)).toMatchObject({
      code: 'protocol.not_http',
      answer: { head: '', body: 'SSH-2.0-OpenSSH_9.6\r\n…' },
    });
  });

  test('with a malformed head is shown up to where it stopped', async () => {
    const url = await rawUrl('HTTP/1.1 200 OK\r\nbad header\r\n\r\n', 'fin');
    expect((await answerOf(url))?.head).toMatch(/^HTTP\/1\.1 200 OK\nbad header/);
  });

  test('of which nothing came has none', async () => {
    const url = await rawUrl('', 'fin');
    const failed = await failureOf(url);
    expect([failed.code, failed.answer]).toEqual(['closed.before_headers', undefined]);
  });

  test('shows no credential by name: cookies, tokens in JSON, forms and addresses', async () => {
    const url = await rawUrl(
      response(
        'HTTP/1.1 500 Oops\r\nset-cookie: sid=8f14e45f; Path=/\r\nx-api-key: abcdefgh\r\nlocation: /next?access_token=eyJhbGci&page=2',
        String.raw`{"access_token":"eyJhbGci","user":"ann","inner":"{\"password\":\"hunter22\"}"}`,
      ),
    );
    expect(await answerOf(url)).toMatchObject({
      head: 'HTTP/1.1 500 Oops\nset-cookie: sid=[hidden]; Path=/\nx-api-key: [hidden]\nlocation: /next?access_token=[hidden]&page=2\ncontent-length: 78',
      body: String.raw`{"access_token":"[hidden]","user":"ann","inner":"{\"password\":\"[hidden]\"}"}`,
    });
  });

  test('keeps one of each code of a second, not the first two failures', async () => {
    let nth = 0;
    const statuses = [500, 500, 500, 404, 429, 401];
    const target = await rawTarget({
      onRequest: (socket) => {
        const status = statuses[nth++ % statuses.length] ?? 500;
        writeThen(socket, response(`HTTP/1.1 ${status} No`, `number ${nth}`), 'keep');
      },
    });
    closers.push(() => target.close());
    const plan = httpPlan({
      url: target.url,
      profile: constantUsers(1, 3_000),
      scenario: { iterations: statuses.length },
    });
    const kept = (await runHere(plan)).ticks.flatMap(({ exemplars }) => exemplars);
    expect(kept.map(({ code, answer }) => [code, answer?.body])).toEqual([
      ['http.5xx', 'number 1'],
      ['http.4xx', 'number 4'],
      ['http.429', 'number 5'],
      ['auth.rejected', 'number 6'],
    ]);
  });
});

const dial = () => {
  const clock = createSystemClock();
  const addresses = new AddressBook({ clock, timeoutUs: 5_000_000, allowedHosts: [] });
  return { clock, limits: makePlan().limits, addresses };
};
const nothing = (): void => {};

/** What the driver tells of a WebSocket when it has ended. */
function endOfWebSocket(
  url: string,
): Promise<{ code: string | null; answer: Answer | null; tookMs: number }> {
  const { promise, resolve } = Promise.withResolvers<{
    code: string | null;
    answer: Answer | null;
    tookMs: number;
  }>();
  const began = performance.now();
  const link = createWebSocketDriver(dial()).open(
    {
      url,
      subprotocols: [],
      headers: [],
      maxMessageBytes: 100_000,
      perMessageDeflate: false,
      closeTimeoutMs: 500,
    },
    {
      onOpen: nothing,
      onMessage: nothing,
      onPong: nothing,
      onHeard: nothing,
      onBroken: nothing,
      onEnd: ({ failure }) =>
        resolve({
          code: failure?.code ?? null,
          answer: link.answerOf(emptySample()),
          tookMs: performance.now() - began,
        }),
    },
  );
  return promise;
}

describe('a WebSocket', () => {
  const refuse = async (bytes: string, ending: Ending) => (await rawUrl(bytes, ending)).replace('http', 'ws');

  test('whose handshake is refused shows head and body', async () => {
    const head = 'HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: 23';
    const url = await refuse(`${head}\r\n\r\n{"error":"not invited"}`, 'keep');
    expect(await endOfWebSocket(url)).toMatchObject({
      code: 'auth.rejected',
      answer: {
        head: 'HTTP/1.1 403 Forbidden\nContent-Type: application/json\nContent-Length: 23',
        body: '{"error":"not invited"}',
        note: '',
      },
    });
  });

  test('whose refusal never ends is waited for a moment only', async () => {
    const url = await refuse('HTTP/1.1 503 Busy\r\nContent-Length: 1000\r\n\r\nhold on', 'hang');
    const { answer, tookMs } = await endOfWebSocket(url);
    expect(answer).toMatchObject({ body: 'hold on…', note: 'the beginning of 7 bytes' });
    expect(tookMs).toBeLessThan(1_500);
  });

  test('that is closed shows the close frame and the message before it', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    closers.push(() => server.close());
    await new Promise((listening) => server.once('listening', listening));
    server.on('connection', (peer) => {
      peer.send('{"type":"error","reason":"token expired"}');
      peer.close(4401, 'unauthorised');
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect((await endOfWebSocket(`ws://127.0.0.1:${port}/`)).answer).toEqual({
      head: 'close frame: 4401 "unauthorised"',
      body: '{"type":"error","reason":"token expired"}',
      note: 'the last message received',
    });
  });
});

describe('an event stream', () => {
  const end = (url: string) => {
    const { promise, resolve } = Promise.withResolvers<{ code: string | undefined; answer: Answer | null }>();
    const link = createUndiciSseDriver(dial()).open(
      { url, headers: [], lastEventId: '' },
      {
        onHeaders: nothing,
        onEvent: nothing,
        onRetry: nothing,
        onEnd: ({ failure }) => resolve({ code: failure?.code, answer: link.answerOf(emptySample()) }),
      },
    );
    return promise;
  };

  test.each([
    ['HTTP/1.1 200 OK\r\ncontent-type: text/html', '<h1>Sign in</h1>', 'sse.bad_content_type'],
    ['HTTP/1.1 503 Busy\r\ncontent-type: text/plain', 'come back later', 'http.5xx'],
  ])('that is none shows what came instead: %s', async (head, body, code) => {
    const { code: got, answer } = await end(await rawUrl(response(head, body)));
    expect(got).toBe(code);
    expect(answer?.head).toMatch(/^HTTP\/1\.1 \d{3}\ncontent-type: text\//);
    expect(answer).toMatchObject({ body, note: '' });
  });
});
