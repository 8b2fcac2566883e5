/** WebSockets over TLS, subprotocols and compression, against a server of the ws library. */
import { createServer } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { closedProfile } from '../../src/contract/profile.ts';
import type { WebSocketScenario } from '../../src/contract/protocols/websocket.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { selfSignedCertificate } from '../support/certificates.ts';
import { makePlan, makeWebSocket } from '../support/made-plan.ts';
import { LOOPBACK, listenOnLoopback } from '../support/ports.ts';
import { runLive, streamThread } from '../support/stream-run.ts';
import { closeServer, TrackedSockets } from '../support/tracked-sockets.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Seen {
  readonly protocols: string[];
  readonly extensions: string[];
  readonly paths: string[];
}

/** Echoes; takes the first subprotocol offered; compresses where asked. */
async function startSecureEcho(): Promise<{ url: string; seen: Seen }> {
  const { certPem, keyPem } = selfSignedCertificate({ name: 'localhost', hosts: ['localhost', LOOPBACK] });
  const http = createServer({ cert: certPem, key: keyPem });
  const sockets = new TrackedSockets(http);
  const seen: Seen = { protocols: [], extensions: [], paths: [] };
  const server = new WebSocketServer({ server: http, perMessageDeflate: { threshold: 0 } });
  server.on('connection', (peer, request) => {
    seen.protocols.push(peer.protocol);
    seen.extensions.push(peer.extensions);
    seen.paths.push(request.url ?? '');
    peer.on('message', (data, isBinary) => peer.send(data, { binary: isBinary }));
  });
  const port = await listenOnLoopback(http);
  closers.push(() => closeServer(http, sockets));
  return { url: `wss://localhost:${port}/echo?a=1`, seen };
}

async function run(scenario: Partial<WebSocketScenario>, verifyTls: boolean) {
  const made = makeWebSocket(0, {
    profile: closedProfile(4, Number.POSITIVE_INFINITY, 800),
    messageRatePerConnection: 10,
    message: '{"id":{{ id }},"text":"{{ long }}"}',
    reply: null,
    correlate: { pointer: '/id' },
    series: { connect: 0, roundTrip: 1, ping: 2, firstMessage: 3, session: 4 },
    ...scenario,
  });
  const limits = { ...makePlan().limits, verifyTls };
  const values = { id: { counter: { from: 1 } }, long: 'x'.repeat(2_000) };
  const context = streamThread(createSystemClock(), made, { limits, values });
  const { runner } = context;
  const result = await (await runLive(context, 800)).done;
  return { result, addresses: runner.addresses() };
}

test('an unknown certificate is refused, and accepted where the plan says so', async () => {
  const { url, seen } = await startSecureEcho();
  const refused = await run({ url }, true);
  expect(refused.result.failures(0)).toEqual({ 'tls.untrusted': 4 });
  expect(seen.paths).toEqual([]);
  const { result, addresses } = await run({ url }, false);
  expect(addresses).toEqual({ streaming: LOOPBACK });
  expect(result.counts(0)).toMatchObject({ ok: 4, newConnections: 4 });
  expect(result.counts(1)).toMatchObject({ ok: result.counts(1).sent, errors: 0 });
  expect(seen.paths).toEqual(Array.from({ length: 4 }, () => '/echo?a=1'));
  // Each phase of each connection was measured: TCP before TLS, TLS before the answer.
  const phases = result.seconds.flatMap(({ metered }) => metered.series.filter(({ series }) => series === 0));
  expect(phases.some(({ histograms }) => histograms.connect !== null && histograms.tls !== null)).toBe(true);
});

test('compression is off unless the plan wants it, and then answers are the same', async () => {
  const { url, seen } = await startSecureEcho();
  const plain = await run({ url }, false);
  const packed = await run({ url, perMessageDeflate: true }, false);
  expect(seen.extensions.slice(0, 4)).toEqual(['', '', '', '']);
  expect(seen.extensions.slice(4)).toEqual(Array.from({ length: 4 }, () => 'permessage-deflate'));
  for (const { result } of [plain, packed]) {
    expect(result.counts(1).sent).toBeGreaterThan(0);
    expect(result.counts(1)).toMatchObject({ ok: result.counts(1).sent });
  }
});

test('subprotocols are offered in order, and the one chosen is taken', async () => {
  const { url, seen } = await startSecureEcho();
  const { result } = await run({ url, subprotocols: ['v2.json', 'v1.json'] }, false);
  expect(seen.protocols).toEqual(Array.from({ length: 4 }, () => 'v2.json'));
  expect(result.stream()).toMatchObject({ opened: 4, closedBy: { clean: 4 } });
});
