/**
 * Round trips over WebSockets and times of event streams against the servers' own logs.
 * Run: `node test/bench/websocket-truth.bench.ts`. Bounds: round trip p50 and p99 within 2 ms; first event 250 ms and
 * cadence 100 ms within 5 ms.
 */
import type { DelaySpec } from '../support/delay.ts';
import { startScriptedSseServer } from '../support/scripted-sse-server.ts';
import { startScriptedWebSocketServer } from '../support/scripted-websocket-server.ts';
import { exactPercentile } from '../support/stats.ts';
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import { truthPlan } from '../support/truth-plan.ts';
import { ms, TruthReport } from '../support/truth-report.ts';
import { histogramOf, type Proof, proofIn, runPlan } from '../support/truth-run.ts';

const SECONDS = 6;
const DELAYS: readonly (readonly [string, DelaySpec])[] = [
  ['fixed 20 ms', { kind: 'fixed', ms: 20 }],
  ['log-normal, median 30 ms', { kind: 'log-normal', medianMs: 30, sigma: 0.5, seed: 1 }],
];

interface Figure {
  readonly percentile: number;
  readonly measuredUs: number;
  readonly truthUs: number;
}

async function roundTrips(delay: DelaySpec): Promise<Proof & { figures: readonly Figure[] }> {
  const server = await startScriptedWebSocketServer({ delay, pushesBeforeReply: 1 });
  try {
    const plan = truthPlan({
      services: { target: { url: server.url.replace(/^ws/, 'http') } },
      values: { n: { counter: { from: 1 } } },
      classes: {
        conversation: {
          service: 'target',
          websocket: {
            path: '/',
            connections: 100,
            messageRate: 10,
            message: { action: 'ping', id: '{{ n }}' },
            reply: { pointer: '/type', value: 'pong' },
            correlate: { pointer: '/id' },
          },
        },
      },
      load: { duration: SECONDS },
    });
    const run = await runPlan(plan);
    const series = plan.series.findIndex(({ endpoint }) => endpoint === 'ws_message');
    const measured = histogramOf(run.seconds, 'service', { series });
    const log = await server.log();
    const truth = log.releasedUs.map((releasedUs, i) => releasedUs - (log.arrivedUs[i] ?? Number.NaN));
    if (measured.count !== truth.length)
      throw new Error(`${measured.count} measured, ${truth.length} logged`);
    const figures = [50, 99].map((percentile) => ({
      percentile,
      measuredUs: measured.percentile(percentile) ?? Number.NaN,
      truthUs: exactPercentile(truth, percentile),
    }));
    return { figures, ...proofIn(run) };
  } finally {
    await server.close();
  }
}

async function eventStreams(): Promise<Proof & { figures: readonly Figure[] }> {
  const server = await startScriptedSseServer({ firstEventMs: 250, cadenceMs: 100 });
  try {
    const plan = truthPlan({
      services: { target: { url: server.url } },
      classes: { streams: { service: 'target', sse: { path: '/', streams: 50, hold: 2 } } },
      load: { duration: SECONDS },
    });
    const run = await runPlan(plan);
    const scenario = plan.scenarios[0];
    if (scenario?.kind !== 'sse') throw new Error('no event stream in the plan');
    const { firstEvent, gap } = scenario.series;
    const figures = [firstEvent, gap].map((series, i) => ({
      percentile: 50,
      measuredUs: histogramOf(run.seconds, 'service', { series }).percentile(50) ?? Number.NaN,
      truthUs: i === 0 ? 250_000 : 100_000,
    }));
    return { figures, ...proofIn(run) };
  } finally {
    await server.close();
  }
}

const apart = (figures: readonly Figure[], boundUs: number) =>
  figures.filter(({ measuredUs, truthUs }) => !(Math.abs(measuredUs - truthUs) <= boundUs));
const text = (figures: readonly Figure[]) =>
  figures
    .map(
      ({ percentile, measuredUs, truthUs }) =>
        `p${percentile} ${ms(measuredUs)} (${ms(measuredUs - truthUs)})`,
    )
    .join('  ');

const report = new TruthReport('streams');
for (const [name, delay] of DELAYS) {
  const found = await untilTrusted(
    () => roundTrips(delay),
    ({ figures }) => apart(figures, 2_000).length === 0,
  );
  const met = apart(found.figures, 2_000).length === 0;
  report.check(`round trip, ${name}`, `${text(found.figures)} (${attemptsText(found)})`, {
    bound: '2 ms',
    met,
  });
}
const streams = await untilTrusted(eventStreams, ({ figures }) => apart(figures, 5_000).length === 0);
report.check('first event 250 ms, gap 100 ms', `${text(streams.figures)} (${attemptsText(streams)})`, {
  bound: '5 ms',
  met: apart(streams.figures, 5_000).length === 0,
});
report.finish();
