/**
 * A thousand connections with ten messages a second each, and how they stop.
 * Run: `node test/bench/websocket-load.bench.ts [seconds]` (60 without one). Bounds: all opened, messages sent within 1 %
 * of the plan, a stop of 1,000 connections under a second with every close clean.
 */

import { readGauge } from '../../src/contract/gauges.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { startScriptedWebSocketServer } from '../support/scripted-websocket-server.ts';
import { truthPlan } from '../support/truth-plan.ts';
import { ms, TruthReport } from '../support/truth-report.ts';
import { histogramOf, runPlan, totalsOf, trustIn } from '../support/truth-run.ts';
import { worstGauge } from '../support/worst-gauge.ts';

const CONNECTIONS = 1_000;
const PER_SECOND = 10;
const CONNECT_RATE = 500;

const report = new TruthReport('WebSocket load');
await load(Number(process.argv[2] ?? 60));
await stop();
report.finish();

function planFor(url: string, seconds: number): RunPlan {
  return truthPlan({
    services: { target: { url: url.replace(/^ws/, 'http') } },
    values: { n: { counter: { from: 1 } } },
    classes: {
      conversation: {
        service: 'target',
        websocket: {
          path: '/',
          connections: CONNECTIONS,
          connectRate: CONNECT_RATE,
          messageRate: PER_SECOND,
          message: { action: 'ping', id: '{{ n }}' },
          reply: { pointer: '/type', value: 'pong' },
          correlate: { pointer: '/id' },
        },
      },
    },
    load: { duration: seconds },
  });
}

function seriesOf(plan: RunPlan): { connect: number; roundTrip: number } {
  const scenario = plan.scenarios[0];
  if (scenario?.kind !== 'websocket') throw new Error('no WebSocket in the plan');
  return scenario.series;
}

function streamSum(
  seconds: readonly RunSecond[],
  name: 'attempted' | 'opened' | 'failed' | 'closed',
): number {
  return seconds.flatMap(({ streams }) => streams).reduce((sum, stream) => sum + stream[name], 0);
}

async function load(seconds: number): Promise<void> {
  const server = await startScriptedWebSocketServer({ delay: { kind: 'fixed', ms: 5 }, logCapacity: 1 });
  try {
    const plan = planFor(server.url, seconds);
    const cpuBefore = process.cpuUsage();
    const run = await runPlan(plan);
    const cpu = process.cpuUsage(cpuBefore);
    const { connect, roundTrip } = seriesOf(plan);
    const trips = totalsOf(run.seconds, roundTrip);
    const opened = streamSum(run.seconds, 'opened');
    // Each connection sends from its opening on: on the ramp, on average, half of the time.
    const planned = CONNECTIONS * PER_SECOND * (seconds - CONNECTIONS / CONNECT_RATE / 2);
    const off = Math.abs(trips.sent - planned) / planned;
    const counts = await server.counts();
    const histogram = histogramOf(run.seconds, 'response', { series: roundTrip });
    const connects = histogramOf(run.seconds, 'service', { series: connect });
    const busyOf = (second: RunSecond) => readGauge(second, 'loop.utilisation') ?? 0;
    const busy = run.seconds.reduce((sum, second) => sum + busyOf(second), 0) / run.seconds.length;
    report.check('connections opened', `${opened} of ${CONNECTIONS}`, {
      bound: 'all',
      met: opened === CONNECTIONS,
    });
    report.note('planned, dropped', `${trips.planned}, ${trips.dropped}`);
    report.check('messages sent', `${trips.sent}, ${(off * 100).toFixed(2)}% off the plan`, {
      bound: '1%',
      met: off <= 0.01 && trips.dropped === 0,
    });
    report.check(
      'sent = ok + errors + open; server got',
      `${trips.ok + trips.errors + trips.inFlight}; ${counts.messagesIn}`,
      {
        bound: 'the same',
        met: trips.sent === trips.ok + trips.errors + trips.inFlight && counts.messagesIn === trips.sent,
      },
    );
    report.note(
      'round trip (server: 5 ms)',
      `p50 ${ms(histogram.percentile(50) ?? 0)}  p99 ${ms(histogram.percentile(99) ?? 0)}`,
    );
    report.note(
      'connect',
      `p50 ${ms(connects.percentile(50) ?? 0)}  p99 ${ms(connects.percentile(99) ?? 0)}`,
    );
    report.note('lateness p99, worst second', ms(worstGauge(run.seconds, 'lateness.p99')));
    report.note('CPU per message and answer', `${((cpu.user + cpu.system) / trips.sent).toFixed(1)} µs`);
    report.note('load thread busy', `${(busy * 100).toFixed(0)}%`);
    const trust = trustIn(run);
    report.note('verdict', `${trust.verdict}: ${trust.sentence}`);
  } finally {
    await server.close();
  }
}

async function stop(): Promise<void> {
  const server = await startScriptedWebSocketServer({ delay: { kind: 'fixed', ms: 5 }, logCapacity: 1 });
  try {
    let orderedAt = 0;
    const run = await runPlan(planFor(server.url, 600), {
      meanwhile: async (crew) => {
        await new Promise((resolve) => setTimeout(resolve, 4_000));
        orderedAt = performance.now();
        crew.stop('graceful');
        await crew.done;
      },
    });
    const tookMs = performance.now() - orderedAt;
    const clean = run.seconds
      .flatMap(({ streams }) => streams)
      .reduce((sum, { closedBy }) => sum + (closedBy.clean ?? 0), 0);
    report.check('stop at 1,000 connections', `${tookMs.toFixed(0)} ms`, {
      bound: '1 s',
      met: tookMs < 1_000,
    });
    report.check(
      'closed clean',
      `${clean}; server ${JSON.stringify((await server.counts()).closedByClient)}`,
      {
        bound: '1,000',
        met: clean === CONNECTIONS,
      },
    );
  } finally {
    await server.close();
  }
}
