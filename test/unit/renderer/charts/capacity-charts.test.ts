import { describe, expect, test } from 'vitest';
import type { Summary } from '../../../../src/contract/summary.ts';
import {
  comparedByLoad,
  failuresByLoad,
  latencyByLoad,
  throughputByLoad,
  throughputByUsers,
} from '../../../../src/renderer/charts/capacity-charts.ts';
import { recoveryFrame, recoveryLatency } from '../../../../src/renderer/charts/recovery-charts.ts';
import { madeCapacity, madeStep, searchedRun } from '../../../support/made-capacity.ts';
import { secondsOf } from '../demo.ts';

const found = madeCapacity();
const series = (model: ReturnType<typeof latencyByLoad>, key: string) =>
  model.series.find((one) => one.key === key)?.values;

describe('figures over load', () => {
  test('stand at the loads that were tried, each once, and say what the axes count', () => {
    const model = latencyByLoad(found);
    expect(model.x).toEqual([100, 400, 566, 588, 594, 624, 800]);
    expect(series(model, 'p95')).toEqual([15.1, 15.8, 18.6, 19.9, 20.4, 23.4, 91]);
    expect([model.xLabel, model.yLabel, model.xRange]).toEqual(['Load, req/s', 'Response time', [0, 800]]);
  });

  test('have a shape for what met, another for what missed, and one for what is not certain', () => {
    const model = latencyByLoad(found);
    expect(series(model, 'met')).toEqual([15.1, 15.8, 18.6, 19.9, null, null, null]);
    expect(series(model, 'missed')).toEqual([null, null, null, null, null, 23.4, 91]);
    expect(series(model, 'open')).toEqual([null, null, null, null, 20.4, null, null]);
    const looks = model.series.map(({ look }) => look);
    expect(looks.slice(2)).toEqual(['dots', 'crosses', 'rings']);
  });

  test('of a load that was tried twice have the shape of what it showed last', () => {
    const again = madeStep({ stage: 'bracket', level: 566, fromMs: 90_000, toMs: 99_000, verdict: 'missed' });
    const model = latencyByLoad({ ...found, steps: [...found.steps, { ...again, number: 99 }] });
    expect(series(model, 'missed')?.[2]).toBe(18.6);
    expect(series(model, 'met')?.[2]).toBeNull();
  });

  test('show objectives as lines, the found load as a band, and the knee', () => {
    expect(latencyByLoad(found).limits).toEqual([{ at: 20, text: 'p95<20ms' }]);
    expect(failuresByLoad(found).limits).toEqual([{ at: 1, text: 'errors<1%' }]);
    const throughput = throughputByLoad(found);
    expect(throughput.limits).toEqual([]);
    expect(throughput.shades).toEqual([{ from: 567, to: 610, kind: 'found' }]);
    expect(throughput.marks).toEqual([
      { at: 588, text: '588 req/s', kind: 'note' },
      { at: 566, text: 'knee', kind: 'note', row: 1 },
    ]);
  });

  test('of users have no line of what was offered', () => {
    const byUsers = { ...found, by: 'users', unit: 'users', requestsPerArrival: null } as const;
    expect(throughputByLoad(byUsers).series.map(({ key }) => key)).not.toContain('offered');
    expect(throughputByLoad(found).series[0]?.values).toEqual(throughputByLoad(found).x);
  });

  test('of arrivals of several requests have the line of all that was offered', () => {
    const several = { ...found, unit: 'arrivals/s', requestsPerArrival: 2.5 };
    const model = throughputByLoad(several);
    expect(model.series[0]?.values).toEqual(model.x.map((level) => 2.5 * level));
    expect([model.xLabel, model.yLabel]).toEqual(['Load, arrivals/s', 'Successful requests per second']);
    const unknown = throughputByLoad({ ...several, requestsPerArrival: null });
    expect(unknown.series.map(({ key }) => key)).not.toContain('offered');
  });

  test('of two searches are drawn over one another at the loads of both', () => {
    const other = {
      ...found,
      curve: found.curve.slice(0, 2).map((one) => ({ ...one, level: one.level + 50 })),
    };
    const model = comparedByLoad(other, found);
    expect(model.x).toEqual([100, 150, 400, 450, 566, 588, 594, 624, 800]);
    expect(series(model, 'A')?.slice(0, 4)).toEqual([null, 15.1, null, 15.8]);
    expect(series(model, 'B')?.slice(0, 4)).toEqual([15.1, null, 15.8, null]);
    expect(model.marks?.map(({ text }) => text)).toEqual(['A 588 req/s', 'B 588 req/s']);
    const stricter = { ...found, objectives: ['p95<10ms', 'errors<1%'] };
    const limits = (a: typeof found, b: typeof found) => comparedByLoad(a, b).limits?.map(({ text }) => text);
    expect([limits(found, found), limits(found, stricter)]).toEqual([
      ['p95<20ms'],
      ['A p95<20ms', 'B p95<10ms'],
    ]);
  });
});

test('throughput by users has the measured levels, and the curve of the law where it fits', () => {
  const { scalability } = found;
  if (scalability === null) throw new Error('it has one');
  const model = throughputByUsers(scalability);
  const at = (users: number, key: string) => series(model, key)?.[model.x.indexOf(users)];
  expect(at(1, 'measured')).toBe(196);
  for (const users of [8, 16, 64]) expect(at(users, 'fitted')).toBeCloseTo(at(users, 'measured') ?? 0, 9);
  expect(model.marks).toEqual([{ at: 20.9, text: 'peak 20.9', kind: 'note' }]);
  expect(throughputByUsers({ ...scalability, model: null }).series.map(({ key }) => key)).toEqual([
    'measured',
  ]);
});

describe('a recovery over time', () => {
  const steering = [2_000, 6_000, 10_200].map((atMs) => ({
    atMs,
    act: { kind: 'each', levels: { user: 1 } } as const,
    by: 'search' as const,
    sentence: '',
  }));
  const recovery = found.recovery && { ...found.recovery, fellBackAtMs: 10_000, afterMs: 2_130, bandMs: 21 };

  const run = (change: Partial<Summary> = {}) => ({
    ...searchedRun('found', { recovery }),
    perSecond: secondsOf(16),
    steering,
    ...change,
  });

  test('is cut out of the run, with overload, the moment it was over, and the band it is held to', () => {
    const frame = recoveryFrame(run());
    if (frame === null) throw new Error('there is one');
    const model = recoveryLatency(frame);
    expect(model.xRange).toEqual([2, 16]);
    expect(model.seconds).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(model.shades[0]).toEqual({ from: 6, to: 10, kind: 'overload', name: 'overload' });
    expect(model.marks).toEqual([
      { at: 10, text: 'load falls back', kind: 'note', row: 1 },
      { at: 12.13, text: 'recovered', kind: 'note' },
    ]);
    expect(model.limits).toEqual([{ at: 21, text: 'as before' }]);
  });

  test('is not drawn where it is not known when it was, or there was none', () => {
    expect(recoveryFrame(run({ steering: steering.slice(0, 2) }))).toBeNull();
    expect(recoveryFrame(run({ perSecond: [] }))).toBeNull();
    expect(recoveryFrame(run({ capacity: madeCapacity('capped') }))).toBeNull();
  });
});
