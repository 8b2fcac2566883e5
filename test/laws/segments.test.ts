import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedLoad } from '../../src/contract/applied-load.ts';
import type { Profile } from '../../src/contract/profile.ts';
import { STEERED_UNITS, type SteerAct } from '../../src/contract/steering.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { analyseStored, createAnalysis, judgedSeconds } from '../../src/main/services/analysis/analysis.ts';
import { gradedOf } from '../../src/main/services/analysis/seconds/graded-latency.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { distributionOf } from '../../src/workers/engine/verdicts/evidence.ts';
import { lawRuns } from '../support/law-runs.ts';
import { makeHttp, makePlan, makeSeries, makeStep, makeWebSocket } from '../support/made-plan.ts';
import { makeRun } from '../support/made-seconds.ts';
import { answer } from '../support/outages/service-script.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { CrewSteering } from '../support/steer-crew.ts';
import { VirtualCrew } from '../support/virtual-crew.ts';

const DURATION_MS = 9_000;
const hold = (level: number): Profile => ({
  model: 'closed',
  segments: [{ durationMs: DURATION_MS, from: level, to: level }],
});
const plan = makePlan({
  scenarios: [
    makeHttp({ name: 'users', profile: hold(6), thinkTime: { minMs: 50, maxMs: 90 } }),
    makeHttp({
      name: 'arrivals',
      profile: {
        model: 'open',
        arrivals: 'poisson',
        segments: [
          { durationMs: 3_000, from: 0, to: 30 },
          { durationMs: 6_000, from: 30, to: 30 },
        ],
      },
      tasks: [{ name: 'quote', weight: 1, steps: [makeStep(1)] }],
    }),
    makeWebSocket(2, { name: 'sockets', profile: hold(5), heartbeatMs: 0 }),
  ],
  series: [
    makeSeries({ endpoint: 'instruments' }),
    makeSeries({ endpoint: 'quote', clock: 'intended' }),
    ...(['connect', 'round trip', 'ping'] as const).map((endpoint) =>
      makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
    ),
  ],
  services: [
    { name: 'gateway', url: 'http://127.0.0.1:8000', healthPath: null },
    { name: 'streaming', url: 'http://127.0.0.1:8001', healthPath: null },
  ],
  durationMs: DURATION_MS,
  warmupMs: 2_000,
});

const unit = fc.constantFrom(...STEERED_UNITS);
const level = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 }));
const act: fc.Arbitrary<SteerAct> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), unit, level }),
  fc.record({
    kind: fc.constant('scale' as const),
    unit,
    factor: fc.double({ min: 0.1, max: 3, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('spike' as const),
    unit,
    level,
    seconds: fc.double({ min: 0.1, max: 3, noNaN: true }),
  }),
  fc.constant({ kind: 'hold' } as const),
  fc.constant({ kind: 'back' } as const),
);
const steering = fc.record({
  acts: fc.array(fc.record({ atMs: fc.integer({ min: 0, max: DURATION_MS }), act }), { maxLength: 6 }),
  seed: fc.nat(),
  stopMs: fc.option(fc.integer({ min: 500, max: DURATION_MS })),
});

const NAMES = ['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled'] as const;

/** What a segment has to say of its seconds, each added up for itself. */
function addedUp(seconds: readonly RunSecond[]) {
  const counts = { planned: 0, sent: 0, ok: 0, errors: 0, dropped: 0, cancelled: 0 };
  const times = new Histogram();
  for (const { second, series } of seconds)
    for (const entry of series) {
      const { inTotals = false, primary = false } = plan.series[entry.series] ?? {};
      if (inTotals) for (const name of NAMES) counts[name] += entry.counts[name];
      const encoded = gradedOf(plan.series, entry);
      if (primary && encoded !== null && second * 1_000 >= plan.warmupMs) times.mergeEncoded(encoded);
    }
  return { counts, times: distributionOf(times) };
}

test('segments and what lies between add up to the totals; what was applied is what the seconds say', async () => {
  await fc.assert(
    fc.asyncProperty(steering, async ({ acts, seed, stopMs }) => {
      const random = seededRandom(seed);
      const seconds: RunSecond[] = [];
      const crew = new VirtualCrew({
        plan,
        service: {
          http: () => answer({ status: random() < 0.1 ? 500 : 200, delayMs: random() * 300 }),
          sockets: { text: (socket) => socket.say('{"type":"pong"}', 5) },
        },
        onSecond: (second) => seconds.push(second),
      });
      const steered = new CrewSteering(crew, plan);
      await crew.begin();
      if (stopMs !== null) crew.stop('graceful', stopMs);
      let playedMs = 0;
      let applied = 0;
      for (const { atMs, act: one } of acts.toSorted((a, b) => a.atMs - b.atMs)) {
        await crew.play(atMs - playedMs);
        playedMs = atMs;
        if (stopMs === null && atMs < DURATION_MS - 100 && steered.act(one).ok) applied += 1;
      }
      await crew.play(60_000);
      const view = {
        state: stopMs === null ? ('completed' as const) : ('stopped' as const),
        endedAt: 0,
        durationMs: crew.durationUs / 1_000,
        notes: '',
        endReason: '',
        withSeconds: false,
      };
      const summary = analyseStored(makeRun(plan), seconds, view);
      const rows = summary.segments?.rows ?? [];
      if (stopMs === null || stopMs > 3_000) expect(rows.length).toBeGreaterThanOrEqual(2);
      if (rows.length > 0) {
        for (const name of NAMES) {
          const sum = rows.reduce((total, { counts }) => total + counts[name], 0);
          expect(sum + (summary.segments?.between.counts[name] ?? 0)).toBe(summary.totals[name]);
        }
        const whole = rows.reduce((sum, row) => sum + row.wholeSeconds, 0);
        expect(whole + (summary.segments?.between.seconds ?? 0)).toBe(seconds.length);
        expect(rows.slice(1).map(({ fromMs }) => fromMs)).toEqual(rows.slice(0, -1).map(({ toMs }) => toMs));
      }
      for (const row of rows) {
        const own = [...judgedSeconds(plan, seconds)].flatMap(({ judged }) =>
          judged.second * 1_000 >= row.fromMs && (judged.second + 1) * 1_000 <= row.toMs ? judged : [],
        );
        expect({ counts: row.counts, times: row.responseTimeMs }).toEqual(addedUp(own));
      }
      expect(summary.steering?.length ?? 0).toBe(applied);
      const told = seconds.flatMap(({ load = [] }) => load).reduce(changedLoad, [...plan.load]);
      expect(told).toEqual(steered.load);
      const live = createAnalysis(makeRun(plan));
      for (const second of seconds) live.add(second);
      expect(live.summary(view).segments).toEqual(summary.segments);
    }),
    lawRuns(150, 8),
  );
});
