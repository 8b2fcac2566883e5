/**
 * A load thread that gets into trouble on purpose: the real thread's program, and beside it what the environment data
 * "troubles" asks for (ThreadTroubles in truth-run.ts). Tells the test when the run began, when it was blocked, and of
 * every request that was cut before it had been written: no server need ever hear of such a one.
 */
import { setDefaultCACertificates } from 'node:tls';
import { BroadcastChannel, getEnvironmentData, parentPort, workerData } from 'node:worker_threads';
import { ConnectionPool } from '../../src/workers/engine/connections/connection-pool.ts';
import type { Exchange, HttpConnection } from '../../src/workers/engine/drivers/driver.ts';
import type { ThreadAssignment, ToThread } from '../../src/workers/threads/messages.ts';
import { monotonicUs } from './monotonic.ts';
import type { BlockTrouble, ThreadTroubles } from './truth-run.ts';

const { runId, thread } = workerData as ThreadAssignment;
const { block, burn, ca } = getEnvironmentData('troubles') as ThreadTroubles;
const channel = new BroadcastChannel(runId);
// The run ends when the thread has nothing to do, not when the test has nothing to hear.
channel.unref();

if (ca !== undefined) setDefaultCACertificates([...ca]);

/** What each connection was last asked to do, and when: records are used again, for other requests. */
const lastOf = new WeakMap<HttpConnection, { readonly exchange: Exchange; readonly startedUs: number }>();
const { open, discard } = ConnectionPool.prototype;
ConnectionPool.prototype.open = function openAndWatch(...to) {
  const connection = open.apply(this, to);
  if (connection === null) return null;
  const { fire } = connection;
  connection.fire = function fireAndNote(exchange) {
    fire.call(connection, exchange);
    lastOf.set(connection, { exchange, startedUs: exchange.startedUs });
  };
  return connection;
};
ConnectionPool.prototype.discard = function discardAndTell(connection) {
  const last = lastOf.get(connection);
  const isOpen = last?.exchange.startedUs === last?.startedUs && last?.exchange.endedUs === -1;
  if (isOpen && last?.exchange.sentUs === -1) channel.postMessage({ kind: 'cut-unsent' });
  discard.call(this, connection);
};

parentPort?.on('message', (message: ToThread) => {
  if (message.kind !== 'begin' || thread !== 0) return;
  const { startUs, endUs } = message;
  channel.postMessage({ kind: 'begun', startUs });
  if (block !== undefined) blockAt(startUs + block.firstAfterMs * 1_000, endUs, block);
  if (burn !== undefined) burnUntil(endUs, burn, monotonicUs());
});

/** Blocks the thread at `atUs`, and again after each period, until the run ends. */
function blockAt(atUs: number, endUs: number, { everyMs, durationMs, ...rest }: BlockTrouble): void {
  if (atUs >= endUs) return;
  later(atUs, () => {
    const fromUs = monotonicUs();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
    channel.postMessage({ kind: 'blocked', fromUs, toUs: monotonicUs() });
    blockAt(atUs + everyMs * 1_000, endUs, { everyMs, durationMs, ...rest });
  });
}

/** Short of a block: that would be another trouble. */
const LONGEST_BURN_US = 30_000;

/** What a burn was late for is made up by the next: on a machine that wakes threads late, the share is what it says, too. */
function burnUntil(endUs: number, share: number, sinceUs: number, burnedUs = 0): void {
  const nowUs = monotonicUs();
  const dueUs = Math.min(LONGEST_BURN_US, share * (nowUs + 10_000 - sinceUs) - burnedUs);
  while (monotonicUs() < nowUs + dueUs);
  const allUs = burnedUs + monotonicUs() - nowUs;
  if (nowUs < endUs) later(nowUs + 10_000, () => burnUntil(endUs, share, sinceUs, allUs));
}

/** Never keeps the thread alive by itself. */
function later(atUs: number, act: () => void): void {
  setTimeout(act, Math.max(0, (atUs - monotonicUs()) / 1_000)).unref();
}

await import('../../src/workers/threads/entry.ts');
