import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { serviceTimesUs } from '../../support/calibrated-truth.ts';
import { monotonicUs } from '../../support/monotonic.ts';
import type { ScriptedWebSocketOptions } from '../../support/scripted-websocket-options.ts';
import {
  type ScriptedWebSocketServer,
  startScriptedWebSocketServer,
} from '../../support/scripted-websocket-server.ts';

let server: ScriptedWebSocketServer | undefined;
const clients: WebSocket[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  await server?.close();
});

async function start(options: ScriptedWebSocketOptions): Promise<ScriptedWebSocketServer> {
  server = await startScriptedWebSocketServer(options);
  return server;
}

/** A client and everything it hears, from the first frame on. */
async function open(url: string): Promise<{ client: WebSocket; heard: string[] }> {
  const client = new WebSocket(url);
  const heard: string[] = [];
  clients.push(client);
  client.on('message', (data) => heard.push(String(data)));
  await once(client, 'open');
  return { client, heard };
}

test('echoes with a known delay and logs it', async () => {
  const { url, ...to } = await start({ delay: { kind: 'fixed', ms: 20 }, precision: 'spin' });
  const { client, heard } = await open(url);
  const sentUs = monotonicUs();
  client.send('{"id":42}');
  await once(client, 'message');
  const gotUs = monotonicUs();
  expect(heard).toEqual(['{"id":42}']);
  const log = await to.log();
  expect([...log.id]).toEqual([42]);
  const [service = Number.NaN] = serviceTimesUs(log);
  expect(service).toBeGreaterThanOrEqual(20_000);
  expect(service).toBeLessThanOrEqual(gotUs - sentUs);
});

test('answers application pings behind pushes, keeping the id', async () => {
  const { url } = await start({ pushesBeforeReply: 2, greet: true });
  const { client, heard } = await open(url);
  client.send('{"action":"subscribe","topic":"prices"}');
  client.send('{"action":"ping","id":7}');
  await expect.poll(() => heard.length).toBe(7);
  expect(heard).toEqual([
    '{"type":"connection_established","connection_id":"c0"}',
    '{"type":"price","n":0}',
    '{"type":"price","n":1}',
    '{"type":"subscribed","topic":"prices"}',
    '{"type":"price","n":0}',
    '{"type":"price","n":1}',
    '{"type":"pong","id":7}',
  ]);
});

test('streams numbers with exactly the faults it was told to make', async () => {
  const faults = { seed: 3, drop: 0.01, duplicate: 0.005, swap: 0.005 };
  const { url, ...to } = await start({ stream: { count: 400, everyMs: 0, faults }, stamp: true });
  const { heard } = await open(url);
  await expect.poll(() => heard.length).toBe(400 - 4 + 2);
  const numbers = heard.map((text) => Number(JSON.parse(text).seq));
  expect(new Set(numbers).size).toBe(396);
  expect(numbers.filter((n, i) => i > 0 && n < (numbers[i - 1] ?? 0))).toHaveLength(2);
  expect((await to.counts()).stream).toEqual({ sent: 398, dropped: 4, duplicated: 2, swapped: 2 });
  const stampUs = Number(JSON.parse(heard[0] ?? '{}').sentUs);
  expect(stampUs).toBeLessThan(monotonicUs());
});

test('closes with the codes of the script, and counts them', async () => {
  const { url, ...to } = await start({ closes: { codes: [1000, 1001, 1006, 1011, 4401], afterMs: 5 } });
  const codes: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const { client } = await open(url);
    const [code] = await once(client, 'close');
    codes.push(Number(code));
  }
  expect(codes).toEqual([1000, 1001, 1006, 1011, 4401]);
  // The client may see the end of the last connection before the server does.
  await expect.poll(async () => (await to.counts()).open).toBe(0);
  const counts = await to.counts();
  expect(counts.closedByServer).toEqual({ 1000: 1, 1001: 1, 1006: 1, 1011: 1, 4401: 1 });
  expect([counts.attempted, counts.opened]).toEqual([5, 5]);
});

test('closes after a number of replies', async () => {
  const { url } = await start({ closes: { codes: [4401], afterMessages: 2, reason: 'token expired' } });
  const { client, heard } = await open(url);
  client.send('a');
  client.send('b');
  client.send('c');
  const [code, reason] = await once(client, 'close');
  expect([code, String(reason), heard]).toEqual([4401, 'token expired', ['a', 'b']]);
});

test('refuses upgrades in turn', async () => {
  const { url, ...to } = await start({ refuse: [401, null, 429, 503] });
  const outcomes: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    outcomes.push(
      await open(url).then(
        () => 'open',
        (error: Error) => error.message,
      ),
    );
  }
  expect(outcomes).toEqual([
    'Unexpected server response: 401',
    'open',
    'Unexpected server response: 429',
    'Unexpected server response: 503',
  ]);
  const counts = await to.counts();
  expect(counts.refused).toEqual({ 401: 1, 429: 1, 503: 1 });
  expect([counts.attempted, counts.opened]).toEqual([4, 1]);
});

test('keeps protocol pongs back, or never sends them', async () => {
  const { url, ...to } = await start({ pong: { kind: 'fixed', ms: 15 }, precision: 'spin' });
  const { client } = await open(url);
  const sentUs = monotonicUs();
  client.ping('beat');
  const [data] = await once(client, 'pong');
  expect(String(data)).toBe('beat');
  expect(monotonicUs() - sentUs).toBeGreaterThanOrEqual(15_000);
  expect((await to.counts()).pings).toBe(1);
});

test('counts clean closes that clients began', async () => {
  const { url, ...to } = await start({});
  const { client } = await open(url);
  client.close(1000);
  await once(client, 'close');
  const rude = await open(url);
  rude.client.terminate();
  await expect.poll(async () => (await to.counts()).closedByClient).toEqual({ 1000: 1, 1006: 1 });
  await expect.poll(async () => (await to.counts()).openSockets).toBe(0);
});
