/** Single connections of the HTTP driver, asked one request after the other: when they are kept, and when a request ends. */
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { AddressBook } from '../../src/workers/engine/connections/address-book.ts';
import { Dial } from '../../src/workers/engine/drivers/dial.ts';
import {
  type Exchange,
  emptyExchange,
  type HttpConnection,
  originOf,
} from '../../src/workers/engine/drivers/driver.ts';
import { closeSoon } from '../../src/workers/engine/drivers/socket-closer.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { createHttpDriver } from '../../src/workers/protocols/http/http.ts';
import { selfSignedCertificate } from '../support/certificates.ts';
import { okAnswer, type RawScript, rawTarget } from '../support/faults/raw-target.ts';
import { makePlan } from '../support/made-plan.ts';
import { listenOnLoopback } from '../support/ports.ts';

const SECOND_US = 1_000_000;
const system = createSystemClock();
/** So far has time been put forward: an idle minute need not be waited for. */
let aheadUs = 0;
const clock = { ...system, nowUs: () => system.nowUs() + aheadUs };
const limits = { ...makePlan().limits, verifyTls: false };
const addresses = new AddressBook({ clock, timeoutUs: SECOND_US, allowedHosts: [] });
const driver = createHttpDriver({ clock, limits, addresses });

const closing: (() => unknown)[] = [];
afterEach(async () => {
  aheadUs = 0;
  for (const close of closing.splice(0)) await close();
});

function open(url: string): HttpConnection {
  const origin = originOf(new URL(url));
  if (origin === null) throw new Error(url);
  const connection = driver.open(origin);
  closing.push(() => connection.close());
  return connection;
}

async function serve(script: RawScript): Promise<HttpConnection> {
  const target = await rawTarget(script);
  closing.push(() => target.close());
  return open(target.url);
}

function ask(connection: HttpConnection, change: Partial<Exchange> = {}): Promise<Exchange> {
  return new Promise((resolve) => {
    const exchange = emptyExchange({ answered: resolve });
    Object.assign(exchange, { method: 'GET', timeoutUs: 20 * SECOND_US, keepBody: true }, change);
    connection.fire(exchange);
  });
}

/** Lets time pass as far as deadlines are concerned, one turn for each second. */
function pass(seconds: number): void {
  for (let turn = 0; turn < seconds; turn += 1) {
    aheadUs += SECOND_US;
    driver.tick(clock.nowUs());
    driver.tick(clock.nowUs());
  }
}

test('an answer that ends with the connection ends when that does, not with the last byte before', async () => {
  let finUs = 0;
  const connection = await serve({
    onRequest: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nhello');
      setTimeout(() => {
        finUs = clock.nowUs();
        socket.end();
      }, 100);
    },
  });
  const { responseBody, failure, firstByteUs, endedUs } = await ask(connection);
  expect([responseBody, failure, connection.connected]).toEqual(['hello', null, false]);
  expect(firstByteUs).toBeLessThan(finUs);
  expect(endedUs).toBeGreaterThanOrEqual(finUs);
});

test('the limit of connecting is over with the handshake, and the deadline of the request holds from its start', async () => {
  const { promise: asked, resolve: came } = Promise.withResolvers<void>();
  let answer = () => {};
  const connection = await serve({
    onRequest: (socket) => {
      answer = () => void socket.write(okAnswer('late'));
      came();
    },
  });
  const limitSeconds = limits.connectTimeoutMs / 1_000;
  const first = ask(connection, { timeoutUs: 3 * limitSeconds * SECOND_US });
  await asked;
  pass(limitSeconds + 1);
  answer();
  expect((await first).failure).toBe(null);
  const second = ask(connection, { timeoutUs: 3 * limitSeconds * SECOND_US });
  pass(3 * limitSeconds + 1);
  expect((await second).failure?.code).toBe('timeout.headers');
});

describe('of a request that is kept', () => {
  const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
  const serveHello = () => serve({ onRequest: (socket) => void socket.write(hello) });

  test('its own head is told, and none where it could not be sent', async () => {
    const connection = await serveHello();
    const good = await ask(connection, { headers: ['x-session', 'token-of-another'] });
    expect(good.source?.askedOf?.(good)).toContain('x-session: token-of-another\r\n');
    for (const unsendable of [
      await ask(connection, { headers: ['x-a', 'b\r\nc'] }),
      await ask(connection, { headers: ['x-session', 'token-of-another'], path: 'no slash' }),
    ]) {
      expect(unsendable.failure?.code).toBe('test.bad_request');
      expect(unsendable.source?.askedOf?.(unsendable)).toBeNull();
      expect(unsendable.source?.answerOf(unsendable)).toBeNull();
      expect(unsendable.source?.askedOf?.(good)).toBeNull();
    }
  });

  test('what came is told where it was slow from when it was due, however late it was sent', async () => {
    const connection = await serveHello();
    const late = { answerFromUs: SECOND_US, keepBody: false };
    const slow = await ask(connection, { ...late, intendedUs: clock.nowUs() - 2 * SECOND_US });
    expect(slow.source?.answerOf(slow)?.body).toBe('hello');
    const quick = await ask(connection, { ...late, intendedUs: clock.nowUs() });
    expect(quick.source?.answerOf(quick)?.body).toBe('');
  });
});

describe('an idle connection', () => {
  const answer = (keepAlive: string) =>
    okAnswer('ok', keepAlive === '' ? '' : `Keep-Alive: ${keepAlive}\r\n`);
  test.each([
    ['', 59, 60],
    ['timeout=5', 3, 4],
    ['max=100, timeout=5', 3, 4],
    ['max-timeout=5', 59, 60],
    ['timeout=500', 59, 60],
  ])('to a service that says "%s" is there after %d s, and closed after %d', async (said, there, closed) => {
    const connection = await serve({ onRequest: (socket) => void socket.write(answer(said)) });
    await ask(connection);
    pass(there);
    expect(connection.connected).toBe(true);
    pass(closed - there + 1);
    expect(connection.connected).toBe(false);
  });

  test.each(['timeout=1', 'timeout=0'])('is none where the service says %s', async (said) => {
    const connection = await serve({ onRequest: (socket) => void socket.write(answer(said)) });
    await ask(connection);
    expect([connection.connected, connection.usable]).toEqual([false, true]);
  });

  test('is closed in time also after a request that could not be sent on it', async () => {
    const connection = await serve({ onRequest: (socket) => void socket.write(answer('timeout=5')) });
    await ask(connection);
    const unsendable = await ask(connection, { path: 'no slash' });
    expect(unsendable).toMatchObject({ failure: { code: 'test.bad_request' }, reused: false, sentUs: -1 });
    expect(connection.connected).toBe(true);
    pass(5);
    expect(connection.connected).toBe(false);
  });

  test('is closed in time also while the answer is being decompressed', async () => {
    const body = gzipSync('x'.repeat(100_000));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nKeep-Alive: timeout=5\r\nContent-Length: ${body.length}\r\n\r\n`;
    const connection = await serve({
      onRequest: (socket) => void socket.write(Buffer.concat([Buffer.from(head), body])),
    });
    const asked = ask(connection);
    const passing = setInterval(() => connection.connected && pass(5), 0);
    const { responseBody } = await asked;
    clearInterval(passing);
    pass(5);
    expect([responseBody?.length, connection.connected]).toEqual([100_000, false]);
  });
});

test('what lies behind an answer is not taken for the next: the connection is given up', async () => {
  let connections = 0;
  const connection = await serve({
    onConnect: () => {
      connections += 1;
    },
    onRequest: (socket, _, { index }) => void socket.write(okAnswer(`answer ${index}`) + okAnswer('forged')),
  });
  const bodies = [await ask(connection), await ask(connection)].map(({ responseBody }) => responseBody);
  expect([bodies, connections]).toEqual([['answer 0', 'answer 1'], 2]);
});

describe('over TLS', () => {
  const { certPem: cert, keyPem: key } = selfSignedCertificate({ name: 'local', hosts: ['127.0.0.1'] });

  /** In a thread of its own: only then does an answer come before our own socket says that the request is out. */
  const SERVER = `
    const { createServer } = require('node:tls');
    const { parentPort, workerData } = require('node:worker_threads');
    let connections = 0;
    const server = createServer(workerData, (socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok'));
    });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
    parentPort.on('message', () => parentPort.postMessage(connections));`;

  test('connections are kept: 50 of them serve ten bursts of 50', async () => {
    const worker = new Worker(SERVER, { eval: true, workerData: { cert, key } });
    closing.push(() => worker.terminate());
    const said = () => new Promise<number>((resolve) => worker.once('message', resolve));
    const port = await said();
    const connections = Array.from({ length: 50 }, () => open(`https://127.0.0.1:${port}`));
    for (let burst = 0; burst < 10; burst += 1) {
      // From a timer, as the thread's loop does it.
      await pause(1);
      const answers = await Promise.all(connections.map((connection) => ask(connection)));
      expect(answers.map(({ failure, reused }) => [failure, reused])).toEqual(
        answers.map(() => [null, burst > 0]),
      );
    }
    worker.postMessage('how many?');
    expect(await said()).toBe(50);
  });

  test('a request for another host has a handshake of its own, with that name', async () => {
    const names: string[] = [];
    const server = createTlsServer({
      cert,
      key,
      SNICallback: (name, done) => {
        names.push(name);
        done(null, createSecureContext({ cert, key }));
      },
    });
    server.on('secureConnection', (socket) => socket.on('data', () => socket.write(okAnswer('ok'))));
    const port = await listenOnLoopback(server);
    closing.push(() => server.close());
    const connection = open(`https://127.0.0.1:${port}`);
    for (const host of ['a.example', 'a.example:443', 'b.example']) {
      expect((await ask(connection, { headers: ['host', host] })).failure).toBe(null);
    }
    expect(names).toEqual(['a.example', 'b.example']);
  });
});

test('sockets that are to be closed are, before another is opened: a cap on them holds', async () => {
  const origin = originOf(new URL('http://127.0.0.1:9'));
  if (origin === null) throw new Error('no origin');
  await addresses.resolve(origin.host, origin.port);
  let destroyed = 0;
  closeSoon({ destroy: () => (destroyed += 1) } as unknown as Socket);
  const moments = { dnsUs: -1, connectUs: -1, tlsUs: -1, link: null };
  const dial = new Dial({ clock, limits, addresses }, { origin, moments }, () => {});
  expect(destroyed).toBe(0);
  dial.start();
  expect(destroyed).toBe(1);
  dial.cancel();
});
