import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSchema } from '../../../../../src/contract/plan.ts';
import { stageSegments } from '../../../../../src/main/services/plans/compile/load-shape.ts';
import { editPlan, planData } from '../../../../../src/main/services/plans/text/edit-plan.ts';
import { loadEdits } from '../../../../../src/renderer/screens/plans/load/load-edits.ts';
import {
  asModel,
  asStages,
  asSteady,
  cornersOf,
  handlesOf,
  type LoadView,
  loadViewOf,
  moveHandle,
  withLevel,
} from '../../../../../src/renderer/screens/plans/load/load-shape.ts';
import { axesOf, niceStep, timeWords } from '../../../../../src/renderer/screens/plans/load/profile-axes.ts';

const view = (load: unknown): LoadView => loadViewOf({ load }, null, true);
const STEADY = view({ users: 10, spawnRate: 2, duration: '1m' });
const STAGES = view({
  users: 5,
  stages: [
    { to: 20, duration: '30s' },
    { duration: '1m' },
    { shape: 'spike', to: 100, duration: '10s' },
    { shape: 'hold', to: 2, duration: '20s' },
  ],
});
const STEP = { ms: 1_000, level: 1 };
const at = (atMs: number, level: number) => ({ atMs, level });

describe('a load as it is drawn', () => {
  it.each<[string, unknown, number[][]]>([
    [
      'users after a ramp',
      { users: 10, spawnRate: 2, duration: '1m' },
      [
        [0, 0],
        [5, 10],
        [60, 10],
      ],
    ],
    [
      'users at once',
      { users: 10, duration: 30 },
      [
        [0, 10],
        [30, 10],
      ],
    ],
    [
      'a ramp that is cut off',
      { users: 100, spawnRate: 1, duration: '10s' },
      [
        [0, 0],
        [10, 10],
      ],
    ],
    [
      'a rate',
      { rate: 50, duration: '2m' },
      [
        [0, 50],
        [120, 50],
      ],
    ],
    [
      'nothing said',
      undefined,
      [
        [0, 10],
        [30, 10],
      ],
    ],
    [
      'stages',
      {
        users: 5,
        stages: [
          { to: 20, duration: '30s' },
          { shape: 'spike', to: 90, duration: '10s' },
        ],
      },
      [
        [0, 5],
        [30, 20],
        [30, 90],
        [40, 90],
        [40, 20],
      ],
    ],
    [
      'no load at all',
      'many',
      [
        [0, 10],
        [30, 10],
      ],
    ],
  ])('%s', (_, load, corners) => {
    expect(cornersOf(view(load)).map(({ atMs, level }) => [atMs / 1_000, level])).toEqual(corners);
  });

  it('has the corners of the load a run makes of it', () => {
    const spec = planSchema.parse({
      plimsoll: 1,
      name: 'x',
      load: {
        users: 5,
        stages: STAGES.stages?.map(({ shape, to, durationMs }) => ({
          shape,
          ...(to !== null && { to }),
          duration: durationMs / 1_000,
        })),
      },
    }).load;
    let atMs = 0;
    const segments = stageSegments(spec?.stages ?? [], 5).flatMap(({ from, to, durationMs }) => {
      const both = [at(atMs, from), at(atMs + durationMs, to)];
      atMs += durationMs;
      return both;
    });
    const drawn = cornersOf(STAGES);
    expect(
      segments.every((corner) => drawn.some((one) => one.atMs === corner.atMs && one.level === corner.level)),
    ).toBe(true);
  });

  it('takes the numbers of the chosen size', () => {
    const data = {
      load: { spawnRate: 1, warmup: '5s' },
      sizes: { light: { load: { spawnRate: 2, duration: '5m' } }, heavy: { load: { duration: '15m' } } },
    };
    const numbers = (size: string) => {
      const { spawnRate, durationMs, warmupMs, level } = loadViewOf(data, size, false);
      return [spawnRate, durationMs, warmupMs, level];
    };
    expect(numbers('light')).toEqual([2, 300_000, 5_000, null]);
    expect(numbers('heavy')).toEqual([1, 900_000, 5_000, null]);
  });
});

/** A spawn rate is written with three digits: it meets its moment within half a percent. */
const wholeSeconds = (ms = Number.NaN) => Math.round(ms / 1_000) * 1_000;

describe('a corner that is moved', () => {
  it.each<[string, LoadView, string, ReturnType<typeof at>, Partial<LoadView>]>([
    [
      'the ramp, up: more users at the same moment',
      STEADY,
      'ramp',
      at(5_000, 40),
      { level: 40, spawnRate: 8 },
    ],
    [
      'the ramp, later: they start more slowly',
      STEADY,
      'ramp',
      at(20_000, 10),
      { level: 10, spawnRate: 0.5 },
    ],
    ['the ramp, to the beginning: all at once', STEADY, 'ramp', at(-300, 10), { level: 10, spawnRate: null }],
    ['the end, later', STEADY, 'end', at(89_700, 10), { durationMs: 90_000, level: 10, spawnRate: 2 }],
    ['the end, up', STEADY, 'end', at(60_000, 25.4), { durationMs: 60_000, level: 25 }],
    ['the end, below nothing: one user stays', STEADY, 'end', at(60_000, -5), { level: 1 }],
    ['the end, before the beginning: a second stays', STEADY, 'end', at(-9, 10), { durationMs: 1_000 }],
    ['the start of stages', STAGES, 'start', at(99_000, 7), { level: 7, durationMs: 120_000 }],
  ])('%s', (_, load, id, to, expected) => {
    expect(moveHandle(load, id, to, STEP)).toMatchObject(expected);
  });

  it('of a stage changes its length and level, and moves those behind it', () => {
    const moved = moveHandle(STAGES, 'stage 0', at(45_000, 30), STEP);
    expect(moved.stages?.[0]).toEqual({ shape: 'ramp', to: 30, durationMs: 45_000 });
    expect([moved.durationMs, handlesOf(moved).map(({ atMs }) => atMs / 1_000)]).toEqual([
      135_000,
      [0, 45, 105, 115, 135],
    ]);
  });

  it('of a hold that is only made longer leaves its level unsaid', () => {
    expect(moveHandle(STAGES, 'stage 1', at(100_000, 20), STEP).stages?.[1]).toEqual({
      shape: 'hold',
      to: null,
      durationMs: 70_000,
    });
    expect(moveHandle(STAGES, 'stage 1', at(90_000, 24), STEP).stages?.[1]?.to).toBe(24);
  });

  it('lies where its handle is shown', () => {
    for (const load of [STEADY, STAGES, view({ rate: 5, duration: '10s' })]) {
      for (const handle of handlesOf(load)) {
        const to = at(handle.atMs + 2_000, handle.level + 3);
        const after = handlesOf(moveHandle(load, handle.id, to, STEP)).find(({ id }) => id === handle.id);
        expect([handle.id, wholeSeconds(after?.atMs), after?.level]).toEqual([
          handle.id,
          handle.id === 'start' ? handle.atMs : to.atMs,
          to.level,
        ]);
      }
    }
  });
});

describe('another form of the same load', () => {
  it('stages that do what one level did, and back', () => {
    const stages = asStages(STEADY);
    expect(stages.stages).toEqual([
      { shape: 'ramp', to: 10, durationMs: 5_000 },
      { shape: 'hold', to: null, durationMs: 55_000 },
    ]);
    expect(cornersOf(stages)).toEqual(cornersOf(STEADY));
    expect(asSteady(stages)).toEqual(STEADY);
  });

  it('the usual number of users where theirs is taken away, and nothing else', () => {
    const open = view({ rate: 20 });
    expect(withLevel(STEADY, 7)).toEqual({ ...STEADY, level: 7 });
    expect(withLevel(view({ users: 3 }), null).level).toBe(10);
    expect(withLevel(STAGES, null)).toBe(STAGES);
    expect(withLevel(open, null)).toBe(open);
  });

  it('arrivals with the same numbers', () => {
    expect(asModel(STEADY, 'open')).toEqual({ ...STEADY, model: 'open', spawnRate: null });
  });
});

describe('edits of a load', () => {
  const text = (load: string) => `plimsoll: 1\nname: x\nload: ${load}\n`;
  /** What the text is after the load became another. */
  const written = (load: string, change: (view: LoadView) => LoadView): string => {
    const data = planData(text(load));
    const known = data.ok ? data.value : null;
    const result = editPlan(text(load), loadEdits(known, null, change(loadViewOf(known, null, true))));
    return result.ok ? result.value.slice(text('').length - 1) : result.failure.message;
  };

  it.each<[string, string, (view: LoadView) => LoadView, string]>([
    [
      'nothing changed: nothing written',
      '{ users: 4, duration: 90s }',
      (view) => view,
      '{ users: 4, duration: 90s }\n',
    ],
    [
      'one number',
      '{ users: 4, duration: 90s } # soon more',
      (view) => ({ ...view, level: 8 }),
      '{ users: 8, duration: 90s } # soon more\n',
    ],
    [
      'users to arrivals',
      '{ users: 4, spawnRate: 2, duration: 90s }',
      (view) => asModel(view, 'open'),
      '{ duration: 90s, rate: 4 }\n',
    ],
    [
      'one level to stages',
      '{ users: 4, spawnRate: 2, duration: 90s }',
      asStages,
      '\n  users: 0\n  stages: [{ to: 4, duration: 2s }, { duration: 1m28s }]\n',
    ],
    [
      'one stage, its comment kept',
      '\n  stages:\n    - { to: 4, duration: 60s } # warm\n    - { duration: 1m }',
      (view) => moveHandle(view, 'stage 1', at(150_000, 4), STEP),
      '\n  stages:\n    - { to: 4, duration: 60s } # warm\n    - { duration: 1m30s }\n',
    ],
  ])('%s', (_, load, change, expected) => {
    expect(written(load, change).trimStart()).toBe(expected.trimStart());
  });

  it('any load becomes any other through the text', () => {
    const stage = fc.record({
      shape: fc.constantFrom('ramp' as const, 'hold' as const, 'spike' as const),
      to: fc.integer({ min: 0, max: 500 }),
      durationMs: fc.integer({ min: 1, max: 600 }).map((seconds) => seconds * 1_000),
    });
    const anyLoad: fc.Arbitrary<LoadView> = fc
      .record({
        model: fc.constantFrom('closed' as const, 'open' as const),
        stages: fc.option(fc.array(stage, { minLength: 1, maxLength: 4 }), { nil: null }),
        level: fc.integer({ min: 1, max: 500 }),
        spawnRate: fc.option(fc.integer({ min: 1, max: 50 }), { nil: null }),
        durationMs: fc.integer({ min: 1, max: 600 }).map((seconds) => seconds * 1_000),
        warmupMs: fc.constantFrom(0, 5_000),
        arrivals: fc.constantFrom('constant' as const, 'poisson' as const),
      })
      .map((load) => ({
        ...load,
        spawnRate: load.stages === null && load.model === 'closed' ? load.spawnRate : null,
        arrivals: load.model === 'open' ? load.arrivals : 'constant',
        durationMs: load.stages?.reduce((sum, one) => sum + one.durationMs, 0) ?? load.durationMs,
      }));
    const become = (source: string, load: LoadView): string => {
      const data = planData(source);
      const edited = editPlan(source, loadEdits(data.ok ? data.value : null, null, load));
      if (!edited.ok) throw new Error(edited.failure.message);
      return edited.value;
    };
    fc.assert(
      fc.property(anyLoad, anyLoad, (before, after) => {
        const source = become(become('plimsoll: 1\nname: x\n', before), after);
        const data = planData(source);
        expect(loadViewOf(data.ok ? data.value : null, null, true)).toEqual(after);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe('the scale of a drawing', () => {
  it('stays readable for a load of a month', () => {
    const days = axesOf(view({ users: 1, duration: '720h' })).times.map((ms) => ms / 86_400_000);
    expect(days).toEqual([0, 6, 12, 18, 24, 30]);
  });

  it('leaves room to grow and ends on round numbers', () => {
    const axes = axesOf(STEADY);
    expect([axes.maxMs, axes.maxLevel, axes.levels, axes.times.map(timeWords)]).toEqual([
      69_000,
      15,
      [0, 5, 10, 15],
      ['0', '10 s', '20 s', '30 s', '40 s', '50 s', '1 min'],
    ]);
  });

  it.each([
    [0.3, 0.5],
    [1, 1],
    [2.1, 5],
    [60, 100],
  ])('a step of at least %d is %d', (least, step) => {
    expect(niceStep(least)).toBe(step);
  });

  it.each([
    [45_000, '45 s'],
    [90_000, '1:30 min'],
    [120_000, '2 min'],
    [3_600_000, '1 h'],
    [5_400_000, '90 min'],
  ])('%d ms is %s', (ms, words) => {
    expect(timeWords(ms)).toBe(words);
  });
});
