import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { constantUsers, httpPlan, httpStep } from '../support/engine-plan.ts';
import { runHere } from '../support/engine-run.ts';
import { every, okAnswer, rawTarget } from '../support/faults/raw-target.ts';
import { startRecordingServer } from '../support/recording-server.ts';

describe('HEAD leaves the connection to the policy', () => {
  test.each([
    ['HEAD only', 2, ['head'], 'per-user', 2],
    ['GET and HEAD', 5, ['get', 'head'], 'per-user', 5],
    ['GET and HEAD', 2, ['get', 'head'], 'new-each-time', 16],
  ] as const)('%s: %d users, %j, %s: %d connections', async (_, users, methods, connections, made) => {
    const server = await startRecordingServer(() => ({ body: { hello: 'world' } }));
    const steps = methods.map((method) => httpStep({ method }));
    const plan = httpPlan({
      url: server.url,
      profile: constantUsers(users, 5_000),
      scenario: { iterations: 4, connections, tasks: [{ name: 'task', weight: 1, steps }] },
    });
    const run = await runHere(plan);
    await server.close();
    const sent = users * 4 * methods.length;
    expect(run).toMatchObject({ codes: {}, totals: { ok: sent, newConnections: made } });
    expect(server.counts().connections).toBe(made);
    const wish = connections === 'per-user' ? 'keep-alive' : 'close';
    expect(server.requests.map(({ headers }) => headers.connection)).toEqual(Array(sent).fill(wish));
  });
});

test('an interim answer does not end the wait: the final one does', async () => {
  const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n';
  const target = await rawTarget({
    onRequest: (socket) => {
      socket.write(hints);
      setTimeout(() => socket.write(okAnswer('done')), 200);
    },
  });
  const plan = httpPlan({ url: target.url, profile: constantUsers(1, 5_000), scenario: { iterations: 2 } });
  const run = await runHere(plan);
  await target.close();
  expect(run).toMatchObject({ codes: {}, totals: { ok: 2 } });
  const exemplars = run.ticks.flatMap((tick) => tick.exemplars);
  expect(exemplars.length).toBeGreaterThan(0);
  for (const { sentUs, firstByteUs, endedUs } of exemplars) {
    const waitUs = Number(firstByteUs) - Number(sentUs);
    // A timer of the service may fire a millisecond early by our clock.
    expect(waitUs).toBeGreaterThanOrEqual(199_000);
    expect(endedUs - Number(firstByteUs)).toBeLessThan(waitUs);
  }
});

describe('bytes of requests still open when the run is cut', () => {
  test.each(['now', 'graceful'] as const)('stopped %s: they are counted', async (kind) => {
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`);
    const sockets: Socket[] = [];
    let chunks = 0;
    const flowing = Promise.withResolvers<void>();
    const target = await rawTarget({
      onRequest: (socket) => {
        sockets.push(socket);
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        every(socket, 50, () => {
          socket.write(chunk);
          chunks += 1;
          // A second of the three of them.
          if (chunks === 60) flowing.resolve();
        });
      },
    });
    const plan = httpPlan({ url: target.url, profile: constantUsers(3, 20_000) });
    const run = await runHere(plan, {
      meanwhile: async ({ stop }) => {
        await flowing.promise;
        stop(kind);
      },
    });
    await target.close();
    const written = sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0);
    const read = sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
    expect(run.totals).toMatchObject({ sent: 3, ok: 0, errors: 0, inFlight: 3, bytesOut: read });
    expect(run.totals.bytesIn).toBeGreaterThanOrEqual(0.9 * written);
    expect(run.totals.bytesIn).toBeLessThanOrEqual(written);
    expect(written).toBeGreaterThan(60 * 65_536);
  });

  test('of an upload, what the system had taken: no more and no less', async () => {
    const sockets: Socket[] = [];
    const arriving = Promise.withResolvers<void>();
    const target = await rawTarget({
      onConnect: (socket) => {
        sockets.push(socket);
        socket.once('data', () => {
          socket.pause();
          arriving.resolve();
        });
      },
    });
    const size = 40_000_000;
    const plan = httpPlan({
      url: target.url,
      profile: constantUsers(1, 20_000),
      step: { method: 'post', body: { json: 'x'.repeat(size) } },
    });
    const run = await runHere(plan, {
      meanwhile: async ({ stop }) => {
        await arriving.promise;
        stop('now');
      },
    });
    const [socket] = sockets;
    const read = await new Promise((resolve) => {
      socket?.once('end', () => resolve(socket.bytesRead));
      socket?.resume();
    });
    await target.close();
    expect(run.totals).toMatchObject({ sent: 1, inFlight: 1, bytesOut: read });
    expect(read).toBeLessThan(size);
    expect(read).toBeGreaterThan(0);
  });
});
