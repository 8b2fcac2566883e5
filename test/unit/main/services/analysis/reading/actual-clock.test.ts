import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../../../../src/contract/area.ts';
import { LATENCY_BANDS } from '../../../../../../src/contract/latency-bands.ts';
import type { LightRequest } from '../../../../../../src/contract/light-requests.ts';
import { BandCounts } from '../../../../../../src/main/services/analysis/reading/band-counts.ts';
import { EncodedRun } from '../../../../../../src/main/services/analysis/reading/encoded-run.ts';
import { requestPage } from '../../../../../../src/main/services/analysis/reading/request-list.ts';
import { selectionOf } from '../../../../../../src/main/services/analysis/reading/select.ts';
import { whyOf } from '../../../../../../src/main/services/analysis/reading/why-of.ts';
import { requestSeconds, requestsPlan } from '../../../../../support/made-requests.ts';

/** What is slow to answer has waited much longer before it was sent. */
const SHAPE = { endpoints: 3, seconds: 120, rate: 100, seed: 5 };
const scopeOf = (clock: Scope['clock']) => ({ service: null, endpoint: null, clock }) as const;

function queuedRun(): EncodedRun {
  const run = new EncodedRun({ plan: requestsPlan(SHAPE), precision: 'tick' });
  const fault = (request: LightRequest): LightRequest => {
    const [queued = 0, ...rest] = request.phasesUs;
    const own = rest.reduce((sum, us) => sum + us);
    return { ...request, phasesUs: [queued + (own > 200_000 ? 5 * own : 0), ...rest] };
  };
  for (const second of requestSeconds({ ...SHAPE, fault })) run.add(second);
  return run;
}

describe('a run as seen from when its requests were sent', () => {
  const run = queuedRun();
  const bands = new BandCounts(run);

  it('lists each request with the time by which it is found and ordered', () => {
    const area = { fromSecond: 0, toSecond: 119, fromBand: 46, toBand: LATENCY_BANDS - 1 };
    const { rows } = requestPage(run, { filter: { clock: 'actual', area }, from: 0, limit: 200 });
    expect(rows.length).toBeGreaterThan(10);
    const durations = rows.map(({ durationUs }) => durationUs);
    expect(durations).toEqual(durations.toSorted((a, b) => b - a));
    for (const { phasesUs, durationUs } of rows) {
      expect(phasesUs[0]).toBe(0);
      expect(phasesUs.reduce((sum, us) => sum + us)).toBe(durationUs);
      expect(durationUs).toBeGreaterThan(180_000);
    }
  });

  it.each([0, 30])('has no time in the queue in its phases, from band %i on', (fromBand) => {
    const area = { fromSecond: 20, toSecond: 39, fromBand, toBand: LATENCY_BANDS - 1 };
    const queuedOf = (clock: Scope['clock']) =>
      selectionOf(run, bands, { scope: scopeOf(clock), area }).phases.find(({ phase }) => phase === 'queued');
    expect(queuedOf('actual')).toEqual({ phase: 'queued', hereMs: 0, thereMs: 0 });
    expect(queuedOf('intended')?.hereMs).toBeGreaterThan(5);
  });

  it('was not slow because its requests were queued', () => {
    const told = (clock: Scope['clock']) =>
      whyOf(run, bands, { scope: scopeOf(clock), area: null }).causes.map(({ phase }) => phase);
    expect(told('intended')).toContain('queued');
    expect(told('actual')).not.toContain('queued');
  });
});
