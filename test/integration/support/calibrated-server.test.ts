import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ArrivalRecord } from '../../support/arrival-log.ts';
import type { CalibratedServerOptions } from '../../support/calibrated-http.ts';
import { type CalibratedServer, startCalibratedServer } from '../../support/calibrated-server.ts';
import {
  constantPlanUs,
  responseTimesByOrderUs,
  responseTimesUs,
  serviceTimesUs,
} from '../../support/calibrated-truth.ts';
import { monotonicUs } from '../../support/monotonic.ts';

let server: CalibratedServer | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
});

async function start(options: CalibratedServerOptions): Promise<CalibratedServer> {
  server = await startCalibratedServer(options);
  return server;
}

async function open(to: CalibratedServer): Promise<Socket> {
  const socket = connect({ port: to.port, host: '127.0.0.1', noDelay: true });
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

interface Stamps {
  readonly sentUs: number;
  readonly gotUs: number;
}

/** One request on a connection of its own use: stamped before the write and after the answer. */
async function ask(socket: Socket, id: number): Promise<Stamps> {
  const sentUs = monotonicUs();
  socket.write(`GET /?i=${id} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  expect(String(answer).endsWith('\r\n\r\noo')).toBe(true);
  return { sentUs, gotUs: monotonicUs() };
}

const at = (column: Float64Array, row: number): number => column[row] ?? Number.NaN;

/** sent ≤ arrived ≤ released ≤ got, by three processes' worth of clocks that are one clock. */
function expectOrdered(log: ArrivalRecord, stamps: readonly Stamps[]): void {
  stamps.forEach(({ sentUs, gotUs }, row) => {
    expect(log.id[row]).toBe(row);
    expect(at(log.arrivedUs, row)).toBeGreaterThanOrEqual(sentUs);
    expect(at(log.releasedUs, row)).toBeGreaterThanOrEqual(at(log.arrivedUs, row));
    expect(gotUs).toBeGreaterThanOrEqual(at(log.releasedUs, row));
  });
}

for (const ms of [0, 1, 5, 20]) {
  test(`keeps each answer back ${ms} ms and logs what a raw client sees`, async () => {
    const to = await start({ delay: { kind: 'fixed', ms }, precision: 'spin' });
    const socket = await open(to);
    const stamps: Stamps[] = [];
    for (let i = 0; i < 20; i += 1) stamps.push(await ask(socket, i));
    const log = await to.log();
    expect(log.arrivedUs).toHaveLength(20);
    expectOrdered(log, stamps);
    expect(Math.min(...serviceTimesUs(log))).toBeGreaterThanOrEqual(ms * 1_000);
    expect(await to.counts()).toEqual({ connections: 1, openSockets: 1, requests: 20, answers: 20 });
  });
}

test('hold: what arrives in the window is answered at its end', async () => {
  const to = await start({});
  const socket = await open(to);
  await ask(socket, 0);
  await to.stallNow('hold', 150);
  const { gotUs } = await ask(socket, 1);
  const log = await to.log();
  const [stall] = log.stalls;
  expect(at(log.releasedUs, 1)).toBeGreaterThanOrEqual(stall?.toUs ?? Number.NaN);
  expect(gotUs).toBeGreaterThanOrEqual(at(log.releasedUs, 1));
  expect((stall?.toUs ?? 0) - (stall?.fromUs ?? 0)).toBe(150_000);
});

test('planned windows count from the first arrival', async () => {
  const stall = { shape: 'hold', firstAfterMs: 0, durationMs: 120, everyMs: 60_000, times: 1 } as const;
  const to = await start({ stall });
  await ask(await open(to), 0);
  const log = await to.log();
  expect(log.stalls).toEqual([{ fromUs: at(log.arrivedUs, 0), toUs: at(log.arrivedUs, 0) + 120_000 }]);
  expect(at(log.releasedUs, 0) - at(log.arrivedUs, 0)).toBeGreaterThanOrEqual(120_000);
});

test('blocked loop: the log is blind to it, the intended start is not', async () => {
  const to = await start({});
  const socket = await open(to);
  const first = await ask(socket, 0);
  await to.stallNow('blocked-loop', 200);
  const { sentUs, gotUs } = await ask(socket, 1);
  const log = await to.log();
  const [block] = log.stalls;
  const endUs = block?.toUs ?? Number.NaN;
  expect(endUs - (block?.fromUs ?? 0)).toBeGreaterThanOrEqual(200_000);
  expect(at(log.arrivedUs, 1)).toBeGreaterThanOrEqual(endUs);
  expect(at(serviceTimesUs(log), 1)).toBeLessThan(100_000);
  const truth = responseTimesUs(log, (id) => (id === 0 ? first.sentUs : sentUs));
  expect(at(truth, 1)).toBeGreaterThanOrEqual(endUs - sentUs);
  expect(at(truth, 1)).toBeLessThanOrEqual(gotUs - sentUs);
});

test('blocked loop by plan', async () => {
  const stall = { shape: 'blocked-loop', firstAfterMs: 5, durationMs: 50, everyMs: 100, times: 2 } as const;
  const to = await start({ stall });
  await ask(await open(to), 0);
  await expect.poll(async () => (await to.log()).stalls.length).toBe(2);
  const log = await to.log();
  const fromFirst = log.stalls.map(({ fromUs }) => fromUs - at(log.arrivedUs, 0));
  expect(fromFirst[0]).toBeGreaterThanOrEqual(5_000);
  expect(fromFirst[1]).toBeGreaterThanOrEqual(105_000);
});

test('SIGSTOP: requests wait in the kernel until the process goes on', async () => {
  const to = await start({});
  const socket = await open(to);
  await ask(socket, 0);
  const stopped = to.stallNow('sigstop', 200);
  const { sentUs, gotUs } = await ask(socket, 1);
  await stopped;
  const log = await to.log();
  const [stall] = log.stalls;
  expect((stall?.toUs ?? 0) - (stall?.fromUs ?? 0)).toBeGreaterThanOrEqual(199_000);
  expect(gotUs - sentUs).toBeGreaterThanOrEqual(150_000);
  expect(log.releasedUs.some(Number.isNaN)).toBe(false);
});

test('SIGSTOP by plan begins after the first arrival', async () => {
  const stall = { shape: 'sigstop', firstAfterMs: 10, durationMs: 100, everyMs: 60_000, times: 1 } as const;
  const to = await start({ stall });
  await ask(await open(to), 0);
  await expect.poll(async () => (await to.log()).stalls.length).toBe(1);
  const log = await to.log();
  expect((log.stalls[0]?.fromUs ?? 0) - at(log.arrivedUs, 0)).toBeGreaterThanOrEqual(10_000);
});

test('accept pause: new connections wait, older ones do not', async () => {
  const to = await start({});
  const older = await open(to);
  await ask(older, 0);
  await to.stallNow('accept-pause', 150);
  const newer = await open(to);
  const asked = ask(newer, 2);
  await ask(older, 1);
  await asked;
  const log = await to.log();
  expect([...log.id]).toEqual([0, 1, 2]);
  const endUs = log.stalls[0]?.toUs ?? Number.NaN;
  expect(at(log.releasedUs, 1)).toBeLessThan(endUs);
  expect(at(log.arrivedUs, 2)).toBeGreaterThanOrEqual(endUs);
});

test('one slow in n: exactly every n-th arrival is slow', async () => {
  const to = await start({ stall: { shape: 'one-slow-in', n: 10, slowMs: 30 } });
  const socket = await open(to);
  for (let i = 0; i < 20; i += 1) await ask(socket, i);
  const slow = [...serviceTimesUs(await to.log())].flatMap((us, row) => (us >= 30_000 ? [row] : []));
  expect(slow).toEqual([9, 19]);
});

test('logs no more than its capacity, counts all, and marks what was never answered', async () => {
  const to = await start({ logCapacity: 2, delay: { kind: 'fixed', ms: 60_000 } });
  for (let i = 0; i < 3; i += 1) (await open(to)).write(`GET /?i=${i} HTTP/1.1\r\n\r\n`);
  await expect.poll(async () => (await to.counts()).requests).toBe(3);
  const log = await to.log();
  expect([log.arrivedUs.length, log.unlogged, (await to.counts()).answers]).toEqual([2, 1, 0]);
  expect([...log.releasedUs]).toEqual([Number.NaN, Number.NaN]);
  expect(serviceTimesUs(log)).toHaveLength(0);
});

test('the truth of an open plan, by id and by order', () => {
  const log: ArrivalRecord = {
    arrivedUs: Float64Array.of(10, 900, 2_100),
    releasedUs: Float64Array.of(500, 1_500, Number.NaN),
    id: Float64Array.of(0, 1, 2),
    connection: Float64Array.of(0, 0, 0),
    unlogged: 0,
    stalls: [],
  };
  expect([...responseTimesUs(log, constantPlanUs(0, 1_000))]).toEqual([500, 500]);
  expect([...responseTimesByOrderUs(log, [0, 700, 2_000])]).toEqual([500, 800]);
  expect([...serviceTimesUs(log)]).toEqual([490, 600]);
  const nameless = { ...log, id: Float64Array.of(0, Number.NaN, 2) };
  expect(() => responseTimesUs(nameless, constantPlanUs(0, 1_000))).toThrow('requests without an id');
});
