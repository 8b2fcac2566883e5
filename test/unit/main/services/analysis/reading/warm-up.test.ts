import { describe, expect, it } from 'vitest';
import { LATENCY_BANDS } from '../../../../../../src/contract/latency-bands.ts';
import { PHASES } from '../../../../../../src/contract/tick.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { BandCounts } from '../../../../../../src/main/services/analysis/reading/band-counts.ts';
import { EncodedRun } from '../../../../../../src/main/services/analysis/reading/encoded-run.ts';
import { heatmapOf } from '../../../../../../src/main/services/analysis/reading/heatmap.ts';
import { mediansOf } from '../../../../../../src/main/services/analysis/reading/one-request.ts';
import { requestPage } from '../../../../../../src/main/services/analysis/reading/request-list.ts';
import { selectionOf } from '../../../../../../src/main/services/analysis/reading/select.ts';
import { whyOf } from '../../../../../../src/main/services/analysis/reading/why-of.ts';
import { requestSeconds, requestsPlan } from '../../../../../support/made-requests.ts';
import { COMPLETED, makeRun } from '../../../../../support/made-seconds.ts';

/** A third of it is warm-up, two seconds slower than all that counts. */
const SHAPE = { endpoints: 3, seconds: 150, rate: 120, seed: 23, warmupSeconds: 50 };
const SCOPE = { service: null, endpoint: null, clock: 'intended' } as const;
const BANDS = { fromBand: 0, toBand: LATENCY_BANDS - 1 };
const MEASURED = { fromSecond: 50, toSecond: 149, ...BANDS };
const WAIT = PHASES.indexOf('wait');

describe('the warm-up of a run', () => {
  const { series, ...rest } = requestsPlan(SHAPE);
  const plan = { ...rest, series: series.map((one) => ({ ...one, clock: 'intended' as const })) };
  // For six seconds the second endpoint waits half a second longer.
  const seconds = [
    ...requestSeconds({
      ...SHAPE,
      fault: (one) =>
        one.series === 1 && one.startedUs >= 100e6 && one.startedUs < 106e6
          ? { ...one, phasesUs: one.phasesUs.map((us, phase) => us + (phase === WAIT ? 500_000 : 0)) }
          : one,
    }),
  ];
  const run = new EncodedRun({ plan, precision: 'tick' });
  for (const second of seconds) run.add(second);
  const bands = new BandCounts(run);
  const document = analyseStored(makeRun(plan), seconds, COMPLETED);
  const select = (fromSecond: number, toSecond: number) =>
    selectionOf(run, bands, { scope: SCOPE, area: { fromSecond, toSecond, ...BANDS } });

  it('is no rest that a measured stretch is compared with', () => {
    const { all, phases, errors } = select(100, 109);
    const whole = select(50, 149).all;
    expect(all.here.count + all.there.count).toBe(document.overallTimeMs.count);
    expect(all.failedHere + all.failedThere).toBe(whole.failedHere);
    expect(errors.reduce((sum, { here, there }) => sum + here + there, 0)).toBe(whole.failedHere);
    expect(all.there.p95Ms).toBeLessThan(500);
    expect(phases[WAIT]?.thereMs).toBeLessThan(100);
    expect(whole.here.p99Ms).toBe(document.overallTimeMs.p99);
    expect(select(50, 149).all.there.count).toBe(0);
    // Who selects some of it sees it.
    const within = select(40, 59).all;
    expect(within.here.count + within.there.count).toBe(
      run.seconds * 120 - within.failedHere - within.failedThere,
    );
    expect(within.there.p50Ms).not.toBeNull();
  });

  it('does not lead to expect what is slow, and is no part of a cause or of its requests', () => {
    const area = { fromSecond: 90, toSecond: 119, ...BANDS };
    const part = whyOf(run, bands, { scope: SCOPE, area });
    expect(part.expected).toBeLessThan(20);
    expect(part.causes[0]).toMatchObject({ kind: 'burst', subject: 'gateway endpoint_1' });

    const whole = whyOf(run, bands, { scope: SCOPE, area: null });
    expect(whyOf(run, bands, { scope: SCOPE, area: MEASURED })).toEqual(whole);
    expect(whole.causes.length).toBeGreaterThan(0);
    for (const { requests, area: shown } of whole.causes) {
      expect(shown?.fromSecond).toBeGreaterThanOrEqual(50);
      const { rows } = requestPage(run, { filter: requests, from: 0, limit: 1_000 });
      expect(Math.min(...rows.map(({ startedUs }) => startedUs))).toBeGreaterThan(49e6);
    }
  });

  it('is in no list of what is counted, save of what happens once per connection', () => {
    const once = series.map((one) => ({ ...one, once: one.endpoint === 'endpoint_2' }));
    const own = new EncodedRun({ plan: { ...plan, series: once }, precision: 'tick' });
    for (const second of seconds) own.add(second);
    const earliest = (endpoint: string) => {
      const filter = { endpoint, isCounted: true } as const;
      const { rows } = requestPage(own, { filter, from: 0, limit: 100_000 });
      return Math.min(...rows.map(({ id }) => Number(id.split('.')[0])));
    };
    expect(['endpoint_1', 'endpoint_2'].map(earliest)).toEqual([50, 0]);
    const warmup = (endpoint: string | null) => heatmapOf(own, { ...SCOPE, endpoint }).warmupSeconds;
    expect([null, 'endpoint_1', 'endpoint_2'].map(warmup)).toEqual([50, 50, 0]);
  });

  it('is not in the median that a request stands beside, which is that of the document', () => {
    for (const [series, { responseTimeMs }] of document.endpoints.entries()) {
      const { medianUs, medianPhasesUs } = mediansOf(run, series, 'intended');
      expect((medianUs ?? 0) / 1_000).toBe(responseTimeMs.p50);
      expect(medianPhasesUs[WAIT]).toBeLessThan(200_000);
    }
  });
});
