import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { ConsoleFrame, ConsoleUpdate } from '../../src/contract/console.ts';
import { Consoles, MAX_CONSOLES } from '../../src/main/services/console/console.ts';
import { MAX_FRAMES } from '../../src/main/services/console/console-frames.ts';
import { EventHub } from '../../src/main/services/event-hub.ts';
import { KnownSecrets } from '../../src/main/services/secrets/known-secrets.ts';
import type { Clock } from '../../src/workers/engine/time/clock.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { startRecordingServer } from '../support/recording-server.ts';
import type { ScriptedWebSocketOptions } from '../support/scripted-websocket-options.ts';
import {
  type ScriptedWebSocketServer,
  startScriptedWebSocketServer,
} from '../support/scripted-websocket-server.ts';

/** A console over the real driver, against servers that follow a script; what it tells is kept. */
const servers: ScriptedWebSocketServer[] = [];
const consoles: Consoles[] = [];
afterEach(async () => {
  for (const one of consoles.splice(0)) one.closeAll();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(options: ScriptedWebSocketOptions = {}): Promise<ScriptedWebSocketServer> {
  const server = await startScriptedWebSocketServer(options);
  servers.push(server);
  return server;
}

/** What a server counted once it has seen the last of its connections go. */
async function countsAtEnd(server: ScriptedWebSocketServer) {
  let counts = await server.counts();
  while (counts.openSockets > 0) counts = await server.counts();
  return counts;
}

function open(change: Partial<ConstructorParameters<typeof Consoles>[0]> = {}) {
  const events = new EventHub((error) => {
    throw error;
  });
  const updates: ConsoleUpdate[] = [];
  let wake = () => {};
  events.on('console.frame', (update) => {
    updates.push(update);
    wake();
  });
  const made = new Consoles({
    events,
    allowedHosts: [],
    version: '0.0.0-test',
    env: () => ({}),
    known: new KnownSecrets(),
    ...change,
  });
  consoles.push(made);
  const frames = () => updates.flatMap((update) => update.frames);
  /** Until what was told satisfies; the test's own time limit ends a wait in vain. */
  const until = async (enough: (frames: ConsoleFrame[]) => boolean): Promise<ConsoleFrame[]> => {
    while (!enough(frames())) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return frames();
  };
  return { consoles: made, updates, frames, until };
}

const ID = 'console-1';
const closed = (frames: readonly ConsoleFrame[]) =>
  frames.some(({ direction, kind }) => direction === 'in' && (kind === 'close' || kind === 'broken'));

describe('a console', () => {
  test('hides what was typed under the name of a credential, and what a service says back of it', async () => {
    const server = await serve({ greet: true });
    const { consoles, until } = open();
    await consoles.open({ consoleId: ID, url: server.url });
    consoles.send({ consoleId: ID, text: '{"password":"pw-abc-12345"}' });
    const frames = await until((all) => all.filter(({ kind }) => kind === 'text').length >= 3);
    expect(frames.find(({ direction }) => direction === 'out')?.text).toBe(
      '{"password":"[secret password]"}',
    );
    expect(JSON.stringify(frames)).not.toContain('pw-abc');
    // Bare, it is the same password.
    consoles.send({ consoleId: ID, text: 'say pw-abc-12345' });
    const later = await until((all) => all.filter(({ kind }) => kind === 'text').length >= 4);
    expect(later.findLast(({ direction }) => direction === 'out')?.text).toBe('say [secret password]');
  });

  test('opens, sends, hears, pings and closes, and tells every frame with its time and size', async () => {
    const server = await serve({ greet: true });
    const { consoles, until, updates } = open();
    const opened = await consoles.open({ consoleId: ID, url: server.url });
    expect(opened).toMatchObject({
      ok: true,
      value: { address: `127.0.0.1:${server.port}`, phasesMs: { dns: null, tls: null } },
    });
    await until((frames) => frames.length === 1);
    expect(consoles.send({ consoleId: ID, text: '{"n":1}' })).toEqual({ ok: true, value: { bytes: 7 } });
    await until((frames) => frames.filter(({ kind }) => kind === 'text').length === 3);
    expect(consoles.ping({ consoleId: ID }).ok).toBe(true);
    const frames = await until((all) => all.some(({ kind }) => kind === 'pong'));
    expect(frames.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(frames[0]).toMatchObject({ direction: 'in', kind: 'text', cut: false, code: null });
    expect(JSON.parse(frames[0]?.text ?? '')).toMatchObject({ type: 'connection_established' });
    expect(frames.filter(({ text }) => text.includes('"n":1'))).toMatchObject([
      { direction: 'out', bytes: 7 },
      { direction: 'in', kind: 'text' },
    ]);
    const pong = frames.find(({ kind }) => kind === 'pong');
    expect(pong?.roundTripMs).toBeGreaterThan(0);
    expect(pong?.roundTripMs).toBeLessThan(1_000);
    expect(frames.every(({ atMs }, at) => atMs >= (frames[at - 1]?.atMs ?? 0))).toBe(true);
    consoles.close({ consoleId: ID });
    const all = await until(closed);
    expect(all.slice(-2)).toMatchObject([
      { direction: 'out', kind: 'close', code: 1_000, closedBy: 'us' },
      { direction: 'in', kind: 'close', code: 1_000, closedBy: 'us' },
    ]);
    expect(updates.at(-1)).toMatchObject({
      state: 'closed',
      framesIn: 4,
      framesOut: 3,
      failure: null,
    });
    expect(await countsAtEnd(server)).toMatchObject({ open: 0, closedByClient: { 1000: 1 } });
  });

  test('says who closed it, with what code, and that nothing can be sent any more', async () => {
    const server = await serve({ closes: { codes: [1011], afterMessages: 1 } });
    const { consoles, until, updates } = open();
    await consoles.open({ consoleId: ID, url: server.url });
    consoles.send({ consoleId: ID, text: 'hello' });
    const frames = await until(closed);
    expect(frames.at(-1)).toMatchObject({ direction: 'in', kind: 'close', code: 1_011, closedBy: 'service' });
    expect(updates.at(-1)?.failure).toMatchObject({ code: 'ws.closed.1011', side: 'target' });
    expect(consoles.send({ consoleId: ID, text: 'again' })).toMatchObject({
      ok: false,
      failure: { code: 'console.not_open' },
    });
    expect(consoles.close({ consoleId: ID })).toMatchObject({
      ok: false,
      failure: { code: 'console.not_open' },
    });
  });

  test('tells the subprotocol agreed on, when it was opened, and the reason of a close, secrets hidden', async () => {
    const server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      handleProtocols: (offered) => [...offered].at(-1) ?? false,
    });
    await once(server, 'listening');
    server.on('connection', (socket) =>
      socket.on('message', () => socket.close(4_401, 'token s3cret-word has expired')),
    );
    const { port } = server.address() as AddressInfo;
    const { consoles, until } = open();
    const before = Date.now();
    const opened = await consoles.open({
      consoleId: ID,
      url: `ws://127.0.0.1:${port}/`,
      subprotocols: ['v1.test', 'v2.test'],
      token: { text: 's3cret-word', place: 'query' },
    });
    expect(opened).toMatchObject({ ok: true, value: { subprotocol: 'v2.test' } });
    const openedAt = opened.ok ? opened.value.openedAt : 0;
    // The fine wall clock follows the coarse one within two milliseconds.
    expect(openedAt).toBeGreaterThanOrEqual(before - 3);
    expect(openedAt).toBeLessThanOrEqual(Date.now() + 3);
    consoles.send({ consoleId: ID, text: 'hello' });
    const end = (await until(closed)).at(-1);
    expect(end).toMatchObject({ kind: 'close', code: 4_401, closedBy: 'service' });
    expect(end?.text).toMatch(/^token .+ has expired$/);
    expect(end?.text).not.toContain('s3cret-word');
    server.close();
  });

  test('tells a connection that was cut from one that was closed', async () => {
    const server = await serve({ closes: { codes: [1006], afterMessages: 1 } });
    const { consoles, until, updates } = open();
    await consoles.open({ consoleId: ID, url: server.url });
    consoles.send({ consoleId: ID, text: 'hello' });
    const frames = await until(closed);
    expect(frames.at(-1)).toMatchObject({ kind: 'broken', code: 1_006 });
    expect(updates.at(-1)?.failure?.code).toBe('ws.abnormal_close');
  });

  test.each([
    [401, 'auth.rejected', 'test'],
    [503, 'ws.handshake_status', 'target'],
  ])('answers a refused upgrade (%d) with its failure', async (status, code, side) => {
    const server = await serve({ refuse: [status] });
    const { consoles } = open();
    expect(await consoles.open({ consoleId: ID, url: server.url })).toMatchObject({
      ok: false,
      failure: { code, side, message: expect.stringContaining(`status ${status}`) },
    });
    // The name is free again.
    const second = await consoles.open({ consoleId: ID, url: server.url });
    expect(second).toMatchObject({ ok: false, failure: { code } });
  });

  test('is held by the guard on the resolved address, before a packet is sent', async () => {
    const { consoles } = open({ resolve: async () => ['192.0.2.1'] });
    expect(await consoles.open({ consoleId: ID, url: 'ws://inside.test:9/' })).toMatchObject({
      ok: false,
      failure: { code: 'guard.blocked_host', side: 'guard', message: expect.stringContaining('192.0.2.1') },
    });
  });

  test('finds nothing behind a closed port', async () => {
    const server = await serve();
    const { url } = server;
    await server.close();
    servers.splice(0);
    const { consoles } = open();
    expect(await consoles.open({ consoleId: ID, url })).toMatchObject({
      ok: false,
      failure: { code: 'connect.refused' },
    });
  });

  test('gives an attempt up that was closed before it was open', async () => {
    // Accepts, reads, and says nothing.
    const silent = await startRecordingServer(() => ({ status: 200, delayMs: 60_000 }));
    const { consoles } = open();
    const opening = consoles.open({ consoleId: ID, url: silent.url.replace('http', 'ws') });
    consoles.close({ consoleId: ID });
    expect(await opening).toMatchObject({ ok: false, failure: { code: 'console.given_up' } });
    await silent.close();
  });

  test('counts what comes faster than it can be shown', async () => {
    const server = await serve({ stream: { count: 3_000, everyMs: 0 } });
    const { consoles, updates, until } = open();
    await consoles.open({ consoleId: ID, url: server.url });
    await until(() => (updates.at(-1)?.framesIn ?? 0) === 3_000);
    const numbers = updates.flatMap((update) => update.frames.map(({ number }) => number));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    expect(numbers.at(-1)).toBeLessThanOrEqual(3_000);
    expect(Math.max(...updates.map((update) => update.frames.length))).toBeLessThanOrEqual(MAX_FRAMES);
  });

  test('has one connection per name; of too many those that were unused the longest are cut off at once', async () => {
    const server = await serve();
    const { consoles, updates, until } = open();
    for (let n = 0; n < MAX_CONSOLES; n += 1) {
      expect((await consoles.open({ consoleId: `console-${n}`, url: server.url })).ok).toBe(true);
    }
    expect(await consoles.open({ consoleId: 'console-0', url: server.url })).toMatchObject({
      failure: { code: 'console.taken' },
    });
    consoles.send({ consoleId: 'console-0', text: 'still here' });
    // One that says goodbye takes its place until the service has answered: it is no reason to pass the limit.
    consoles.close({ consoleId: 'console-1' });
    const more = ['console-8', 'console-9', 'console-a'];
    const opened = await Promise.all(more.map((consoleId) => consoles.open({ consoleId, url: server.url })));
    expect(opened.map(({ ok }) => ok)).toEqual([true, true, true]);
    const over = () => updates.filter(({ state }) => state === 'closed');
    await until(() => over().length >= 3);
    expect(
      over()
        .map(({ consoleId, failure }) => [consoleId, failure?.code])
        .toSorted(),
    ).toEqual([
      ['console-1', 'console.too_many'],
      ['console-2', 'console.too_many'],
      ['console-3', 'console.too_many'],
    ]);
    expect(over().find(({ consoleId }) => consoleId === 'console-2')?.frames).toMatchObject([
      { kind: 'broken', closedBy: 'us' },
    ]);
    expect(consoles.send({ consoleId: 'console-0', text: 'and still' }).ok).toBe(true);
    expect(consoles.ping({ consoleId: 'console-2' })).toMatchObject({
      failure: { code: 'console.not_open' },
    });
  });
});

test('a console that nobody uses is closed; one that is used is not', async () => {
  const server = await serve();
  const system = createSystemClock();
  const idle: (() => void)[] = [];
  /** Half an hour is not waited for: the test says when it is over. */
  const clock: Clock = {
    ...system,
    setTimer(atUs, fn) {
      if (atUs - system.nowUs() < 60_000_000) return system.setTimer(atUs, fn);
      idle.push(fn);
      return {};
    },
  };
  const { consoles, until, updates } = open({ clock });
  await consoles.open({ consoleId: ID, url: server.url });
  expect(idle).toHaveLength(1);
  consoles.send({ consoleId: ID, text: 'still here' });
  expect(idle).toHaveLength(2);
  idle[1]?.();
  await until(closed);
  expect(updates.at(-1)).toMatchObject({ state: 'closed', failure: null });
  expect((await countsAtEnd(server)).closedByClient).toEqual({ 1000: 1 });
});

describe('secrets of a console', () => {
  let server: ScriptedWebSocketServer;
  beforeAll(async () => {
    server = await startScriptedWebSocketServer();
  });
  afterAll(() => server.close());

  test('travel where they are to, and are not seen again in what echoes them', async () => {
    const { consoles, until } = open({ env: () => ({ STREAM_TOKEN: 'tok-9f8e7d6c' }) });
    const token = { text: '{{ env.STREAM_TOKEN }}', place: 'query' } as const;
    await consoles.open({ consoleId: ID, url: server.url, token });
    consoles.send({ consoleId: ID, text: '{"say":"tok-9f8e7d6c"}' });
    const frames = await until((all) => all.length === 2);
    expect(JSON.stringify(frames)).not.toContain('tok-9f8e7d6c');
    expect(frames[0]?.text).toBe('{"say":"[secret env.STREAM_TOKEN]"}');
    expect(frames[0]?.bytes).toBe(22);
  });

  test('that are nowhere are named before anything is sent', async () => {
    const { consoles } = open();
    const ask = (text: string) =>
      consoles.open({ consoleId: ID, url: server.url, token: { text, place: 'bearer' } });
    expect(await ask('{{ env.NOWHERE }}')).toMatchObject({
      failure: { code: 'secret.missing_value', message: expect.stringContaining('NOWHERE') },
    });
    expect(await ask('{{ other }}')).toMatchObject({ failure: { code: 'secret.missing_value' } });
    expect(await ask('{{ env.X')).toMatchObject({ failure: { code: 'secret.bad_reference' } });
  });
});

test.each(['http://127.0.0.1:1/', 'not an address', 'ws://'])(
  '%s is no address of a console',
  async (url) => {
    const { consoles } = open();
    expect(await consoles.open({ consoleId: ID, url })).toMatchObject({
      failure: { code: 'console.bad_url' },
    });
  },
);
