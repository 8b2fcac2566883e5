import { expect, test } from 'vitest';
import type { AppliedLoad } from '../../../../../../src/contract/applied-load.ts';
import type { Profile, Segment } from '../../../../../../src/contract/profile.ts';
import { LoadCuts } from '../../../../../../src/main/services/analysis/segments/load-cuts.ts';
import { rampTogether } from '../../../../../../src/main/services/plans/compile/load-shape.ts';
import { makeHttp, makePlan } from '../../../../../support/made-plan.ts';

function loadOf(
  classes: readonly (readonly Segment[])[],
  model: Profile['model'] = 'closed',
): readonly AppliedLoad[] {
  const profile = (segments: readonly Segment[]): Profile =>
    model === 'closed' ? { model, segments } : { model, arrivals: 'constant', segments };
  return makePlan({
    scenarios: classes.map((segments, index) => makeHttp({ name: `c${index}`, profile: profile(segments) })),
  }).load;
}

const cutsOf = (load: readonly AppliedLoad[], acts: readonly number[] = []) =>
  new LoadCuts(load)
    .of(
      load,
      acts.map((ms) => ms * 1_000),
    )
    .map((us) => us / 1_000);
const hold = (durationMs: number, level: number): Segment => ({ durationMs, from: level, to: level });

test('a plan is cut where one piece of its load follows another', () => {
  expect(cutsOf(loadOf([[hold(60_000, 10)]]))).toEqual([0, 60_000]);
  expect(cutsOf(loadOf([[{ durationMs: 5_000, from: 0, to: 10 }, hold(8_000, 10)]]))).toEqual([
    0, 5_000, 13_000,
  ]);
  expect(cutsOf(loadOf([[hold(30_000, 1)], [hold(10_000, 2), hold(20_000, 3)]]))).toEqual([
    0, 10_000, 30_000,
  ]);
  expect(cutsOf(loadOf([[hold(1_000, 10), hold(1_000, 11), hold(1_000, 12)]], 'open'))).toEqual([
    0, 1_000, 2_000, 3_000,
  ]);
});

test('users that several classes share start one by one: their climb is one piece', () => {
  const load = loadOf(rampTogether([7, 20, 3], 15_000, 60_000));
  expect(load.flatMap(({ segments }) => segments).length).toBeGreaterThan(30);
  const cuts = cutsOf(load);
  expect([cuts[0], cuts.at(-1), cuts.length]).toEqual([0, 60_000, 3]);
  expect(cuts[1]).toBeCloseTo(14_500, 0);
});

test('steps that are held are pieces of their own', () => {
  expect(cutsOf(loadOf([[hold(30_000, 1), hold(30_000, 2), hold(30_000, 3)]]))).toEqual([
    0, 30_000, 60_000, 90_000,
  ]);
});

test('every act is a cut, also amid a climb and where it changes nothing', () => {
  const load = loadOf(rampTogether([7, 20, 3], 15_000, 60_000));
  expect(cutsOf(load, [4_321, 30_000])).toEqual([...cutsOf(load), 4_321, 30_000].sort((a, b) => a - b));
});
