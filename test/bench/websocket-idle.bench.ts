/**
 * What a connection costs that does nothing, and how five thousand of them stop.
 * Run: `node test/bench/websocket-idle.bench.ts [connections]` (5,000 without one). Bound: 60 KB of resident memory each,
 * the load thread's own share included; all held; every close clean.
 */

import { readGauge } from '../../src/contract/gauges.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { startScriptedWebSocketServer } from '../support/scripted-websocket-server.ts';
import { truthPlan } from '../support/truth-plan.ts';
import { TruthReport } from '../support/truth-report.ts';
import { runPlan } from '../support/truth-run.ts';

const CONNECTIONS = Number(process.argv[2] ?? 5_000);
const CONNECT_RATE = 500;
const QUIET_SECONDS = 3;
const HELD_SECONDS = 10;

const report = new TruthReport('idle WebSockets');
const server = await startScriptedWebSocketServer({ logCapacity: 1 });
const plan = truthPlan({
  services: { target: { url: server.url.replace(/^ws/, 'http') } },
  classes: {
    idle: {
      service: 'target',
      // A thread without connections first: what it takes by itself is not the connections'.
      startAfter: QUIET_SECONDS,
      websocket: {
        path: '/',
        connections: CONNECTIONS,
        connectRate: CONNECT_RATE,
        messageRate: 0,
        heartbeat: 5,
      },
    },
  },
  limits: { maxConnections: CONNECTIONS },
  load: { duration: 600 },
});
let orderedAt = 0;
const run = await runPlan(plan, {
  meanwhile: async (crew) => {
    const heldAfterMs = (QUIET_SECONDS + CONNECTIONS / CONNECT_RATE + HELD_SECONDS) * 1_000;
    await new Promise((resolve) => setTimeout(resolve, heldAfterMs));
    orderedAt = performance.now();
    crew.stop('graceful');
    await crew.done;
  },
});
const tookMs = performance.now() - orderedAt;
const sum = (pick: (stream: RunSecond['streams'][number]) => number) =>
  run.seconds.flatMap(({ streams }) => streams).reduce((total, stream) => total + pick(stream), 0);
const heldFrom = QUIET_SECONDS + Math.ceil(CONNECTIONS / CONNECT_RATE) + 1;
const held = run.seconds.slice(heldFrom, heldFrom + HELD_SECONDS - 2);
const rss = (seconds: readonly RunSecond[]) =>
  seconds.reduce((total, second) => total + (readGauge(second, 'process.rss') ?? 0), 0) / seconds.length;
const before = rss(run.seconds.slice(1, QUIET_SECONDS));
const eachKb = (rss(held) - before) / CONNECTIONS / 1_000;
const subscribed = held.map(({ streams }) =>
  streams.reduce((total, { states }) => total + states.subscribed, 0),
);
report.check('connections held', `${Math.min(...subscribed)} of ${CONNECTIONS}`, {
  bound: 'all',
  met: Math.min(...subscribed) === CONNECTIONS,
});
report.check('memory of one', `${eachKb.toFixed(1)} KB`, { bound: '60 KB', met: eachKb < 60 });
report.note(
  'memory of the process',
  `${(before / 1e6).toFixed(0)} MB before, ${(rss(held) / 1e6).toFixed(0)} MB held`,
);
const busy = held.map((second) => readGauge(second, 'loop.utilisation') ?? 0);
report.note(
  'load thread busy while held',
  `${((busy.reduce((a, b) => a + b, 0) / busy.length) * 100).toFixed(1)}%`,
);
report.note('stop', `${tookMs.toFixed(0)} ms`);
const clean = sum(({ closedBy }) => closedBy.clean ?? 0);
report.check('closed clean', `${clean}`, { bound: 'all', met: clean === CONNECTIONS });
await server.close();
report.finish();
