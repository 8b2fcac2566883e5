import { describe, expect, test } from 'vitest';
import { closedProfile } from '../../../../../../src/contract/profile.ts';
import type { RunState } from '../../../../../../src/contract/run-state.ts';
import type { StressAnswers } from '../../../../../../src/contract/stress.ts';
import { stressLines } from '../../../../../../src/contract/stress-text.ts';
import type { RunSecond } from '../../../../../../src/contract/tick.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { searchAnswers } from '../../../../../../src/main/services/analysis/stress/stress-answers.ts';
import { madeCapacity, NOT_RECOVERED } from '../../../../../support/made-capacity.ts';
import { makeHttp, makePlan, makeSeries, type PlanChange } from '../../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeFailure,
  makeGenerator,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../../support/made-seconds.ts';

/** What a target did in some seconds: of 100 requests a second, so many failed, and the others took so long. */
interface Spell {
  readonly seconds: number;
  readonly users: number;
  readonly p95?: number;
  readonly failed?: number;
  readonly code?: string;
  readonly disturbed?: boolean;
}

function secondsOf(spells: readonly Spell[]): RunSecond[] {
  let second = -1;
  return spells.flatMap((spell) =>
    Array.from({ length: spell.seconds }, () => {
      second += 1;
      return secondOf(second, spell);
    }),
  );
}

function secondOf(second: number, spell: Spell): RunSecond {
  const { users, p95 = 10, failed = 0, code = 'http.503', disturbed = false } = spell;
  const atUs = second * 1e6 + 250_000;
  const times = Array.from({ length: 100 - failed }, () => p95);
  const failure = makeFailure(code);
  return makeSecond(
    second,
    [makeSeriesSecond(0, times, { counts: { errors: failed, targetErrors: failed } })],
    {
      users,
      failures: failed === 0 ? [] : [{ series: 0, failure, count: failed, firstUs: atUs, lastUs: atUs }],
      ...(disturbed ? { generators: [makeGenerator({ loopDelayMaxUs: 300_000 })] } : {}),
    },
  );
}

const STRESS: PlanChange = { purpose: 'stress', durationMs: 600_000 };

function answersOf(spells: readonly Spell[], change: PlanChange = STRESS, state: RunState = 'completed') {
  return analyseStored(makeRun(makePlan(change)), secondsOf(spells), { ...COMPLETED, state }).stress;
}

function sentencesOf(stress: StressAnswers | undefined): string[] {
  return stress === undefined ? [] : stressLines(stress).map(({ sentence }) => sentence);
}

const CALM: readonly Spell[] = [
  { seconds: 10, users: 10 },
  { seconds: 10, users: 20, p95: 12 },
];
const BROKEN: Spell = { seconds: 10, users: 40, p95: 200, failed: 25 };

describe('the answers of a stress run', () => {
  test('are all four measured where it breaks, and the load falls back', () => {
    const stress = answersOf([
      ...CALM,
      BROKEN,
      { seconds: 3, users: 10, p95: 150 },
      { seconds: 10, users: 10 },
    ]);
    expect(sentencesOf(stress)).toEqual([
      'From 10 to 40 users: p95 10 ms → 200 ms (20×), errors 0% → 25%.',
      'At 40 users, 0:20 into the run: 25% of the requests to gateway failed (acceptable: 1%). Failure modes: 5xx responses (25%, from 0:20).',
      'Recovered 2.5 s ± 0.5 s after the load fell back to 10 users, at 0:30.',
      'Target not watched.',
    ]);
    expect(stress).toMatchObject({
      unit: 'users',
      degradation: {
        state: 'measured',
        points: [
          { level: 10, throughput: 100, errorShare: 0 },
          { level: 20, throughput: 100, errorShare: 0 },
          { level: 40, throughput: 75, errorShare: 0.25 },
        ],
      },
      breakingPoint: {
        state: 'measured',
        level: 40,
        atMs: 20_000,
        modes: [{ mode: '5xx responses', share: 0.25, firstAtMs: 20_250 }],
      },
      recovery: { state: 'measured', afterMs: 2_500, plusMinusMs: 500 },
    });
  });

  test('say up to which load nothing broke, and that there was nothing to recover from', () => {
    expect(sentencesOf(answersOf(CALM)).slice(0, 3)).toEqual([
      'From 10 to 20 users: p95 10 ms → 12 ms (1.2×), errors 0% → 0%.',
      'Not reached up to 20 users: errors and p95 stayed acceptable.',
      'It did not break, so there was nothing to recover from.',
    ]);
    expect(answersOf([CALM[0] ?? BROKEN, { seconds: 10, users: 20, p95: 11 }])?.degradation).toMatchObject({
      state: 'not reached',
      sentence: 'None from 10 to 20 users: p95 10 ms → 11 ms, errors 0% → 0%.',
    });
  });

  test('of a load that does not change say that degradation was not seen', () => {
    expect(answersOf([{ seconds: 20, users: 10 }])?.degradation).toMatchObject({
      state: 'not measurable',
      sentence: 'The load stayed at 10 users, so degradation was not seen.',
    });
  });

  test('are not known while the run goes on, but for what was seen already', () => {
    expect(sentencesOf(answersOf(CALM, STRESS, 'running'))).toEqual([
      'Not known yet.',
      'Not known yet.',
      'Not known yet.',
      'Target not watched.',
    ]);
    const broken = answersOf([...CALM, BROKEN], STRESS, 'running');
    expect(broken?.breakingPoint).toMatchObject({ state: 'measured', level: 40 });
    expect(broken?.recovery).toMatchObject({ state: 'not known yet', sentence: 'Not known yet.' });
  });

  test('of a dead target say that no request succeeded', () => {
    const stress = answersOf([
      { seconds: 10, users: 10, failed: 100, code: 'connect.refused' },
      { seconds: 10, users: 20, failed: 100, code: 'connect.refused' },
    ]);
    expect(sentencesOf(stress).slice(0, 3)).toEqual(Array(3).fill('No request succeeded, at any load.'));
    expect(stress?.degradation.state).toBe('not measurable');
  });

  test('are given by runs of these purposes, or whose load rises after a level', () => {
    const rising = closedProfile(10, Number.POSITIVE_INFINITY, 60_000);
    const last = { durationMs: 30_000, from: 40, to: 40 };
    const staged = { ...rising, segments: [{ durationMs: 30_000, from: 10, to: 10 }, last] };
    const plan = (purpose: 'validation' | 'capacity' | 'benchmark', profile = rising): PlanChange => ({
      purpose,
      scenarios: [makeHttp({ profile })],
    });
    expect(answersOf(CALM, plan('capacity'))).toBeDefined();
    expect(answersOf(CALM, plan('benchmark', staged))).toBeDefined();
    expect(answersOf(CALM, plan('benchmark'))).toBeUndefined();
    expect(answersOf(CALM, plan('validation', closedProfile(200, 20, 60_000)))).toBeUndefined();
  });
});

describe('a breaking point', () => {
  const breaking = (spells: readonly Spell[], change: PlanChange = STRESS) =>
    answersOf(spells, change)?.breakingPoint;

  test('is a stretch of three seconds; two are none', () => {
    expect(breaking([...CALM, { ...BROKEN, seconds: 3 }])?.state).toBe('measured');
    expect(breaking([...CALM, { ...BROKEN, seconds: 2 }])).toMatchObject({
      state: 'not reached',
      sentence:
        'Not reached up to 40 users: errors or p95 were beyond the acceptable in 2 of 22 s, but did not stay there.',
    });
  });

  test('is none where the same load is met again', () => {
    const again = { seconds: 10, users: 40 };
    expect(breaking([...CALM, { ...BROKEN, seconds: 4 }, again])?.state).toBe('not reached');
    expect(breaking([...CALM, { ...BROKEN, seconds: 4 }, { ...again, users: 20 }])?.state).toBe('measured');
  });

  test('is missed by the acceptable thresholds of a plan, at their bound', () => {
    const thresholds = [
      { service: 'gateway', metric: 'latency' as const, acceptable: 100 },
      { service: 'gateway', metric: 'errorRate' as const, acceptable: 10 },
    ];
    const judged = (p95: number, failed: number) =>
      breaking([...CALM, { ...BROKEN, p95, failed }], { ...STRESS, thresholds });
    expect(judged(99, 9)?.state).toBe('not reached');
    expect(judged(99, 10)?.sentence).toContain(
      '10% of the requests to gateway failed (acceptable: 10%). Failure modes: 5xx responses',
    );
    expect(judged(101, 0)).toMatchObject({
      sentence:
        'At 40 users, 0:20 into the run: the p95 of gateway was 101 ms (acceptable: 100 ms). Failure modes: latency only.',
      modes: [{ mode: 'latency only', share: null, firstAtMs: 20_000 }],
    });
  });

  test('without thresholds is judged by the lowest load: four times its p95, and 50 ms more', () => {
    const judged = (lowest: number, p95: number) =>
      breaking([
        { seconds: 10, users: 10, p95: lowest },
        { seconds: 10, users: 40, p95 },
      ]);
    expect(judged(10, 58)?.state).toBe('not reached');
    expect(judged(10, 62)?.sentence).toContain('the p95 of gateway was 62 ms (at the lowest load: 10 ms)');
    expect(judged(100, 390)?.state).toBe('not reached');
    expect(judged(100, 410)?.state).toBe('measured');
  });

  test('of an endpoint with a threshold is found where its service as a whole hides it', () => {
    const series = [makeSeries(), makeSeries({ endpoint: 'curves' })];
    const thresholds = [
      { service: 'gateway', endpoint: 'curves', metric: 'latency' as const, acceptable: 100 },
    ];
    const seconds = Array.from({ length: 20 }, (_, second) =>
      makeSecond(
        second,
        [
          makeSeriesSecond(0, Array(900).fill(5)),
          makeSeriesSecond(1, Array(100).fill(second < 10 ? 20 : 300)),
        ],
        { users: second < 10 ? 10 : 40 },
      ),
    );
    const run = makeRun(makePlan({ ...STRESS, series, thresholds }));
    expect(analyseStored(run, seconds, COMPLETED).stress?.breakingPoint.sentence).toContain(
      'the p95 of gateway curves was 300 ms (acceptable: 100 ms)',
    );
  });

  test('is none of seconds in which the load generator was disturbed', () => {
    expect(breaking([...CALM, { ...BROKEN, disturbed: true }])).toMatchObject({
      state: 'not reached',
      sentence: 'Not reached up to 20 users: errors and p95 stayed acceptable.',
    });
    expect(breaking([{ ...BROKEN, disturbed: true }])?.sentence).toBe(
      'No undisturbed second could be judged.',
    );
  });

  test('is the same for the expectation of a plan', () => {
    const expectations = [{ statement: 'found', condition: { metric: 'breakingPoint' as const } }];
    const run = makeRun(makePlan({ expectations, durationMs: 600_000 }));
    for (const [spells, verdict] of [
      [[...CALM, BROKEN], 'met'],
      [CALM, 'not met'],
      [[BROKEN], 'not measurable'],
    ] as const) {
      const summary = analyseStored(run, secondsOf(spells), COMPLETED);
      const evidence = summary.stress?.breakingPoint.sentence;
      expect(summary.expectations[0]).toMatchObject({ verdict, evidence });
    }
  });
});

describe('recovery', () => {
  const recovery = (...after: readonly Spell[]) => answersOf([...CALM, BROKEN, ...after])?.recovery;

  test('is not seen where the load never falls again, or too late', () => {
    expect(recovery()).toMatchObject({
      state: 'not measurable',
      sentence: 'The load never fell again, so recovery was not seen.',
    });
    expect(recovery({ seconds: 5, users: 10 })?.sentence).toBe(
      'Only 5 s were left after the load fell back: too few to see recovery.',
    );
    expect(recovery({ seconds: 6, users: 10 })).toMatchObject({ state: 'measured', afterMs: 0 });
  });

  test('begins where the load is as low as what was met, not before', () => {
    expect(recovery({ seconds: 20, users: 30 })?.sentence).toContain('never fell again');
    expect(recovery({ seconds: 20, users: 20, p95: 12 })?.sentence).toBe(
      'As before as soon as the load fell back to 20 users, at 0:30.',
    );
  });

  test('that did not come says how long it was waited for', () => {
    expect(recovery({ seconds: 20, users: 10, p95: 150 })).toMatchObject({
      state: 'not reached',
      sentence: 'Not recovered within 20 s after the load fell back to 10 users, at 0:30.',
      afterMs: null,
    });
  });

  test('is not there while requests still fail, however fast the others are', () => {
    expect(recovery({ seconds: 4, users: 10, failed: 30 }, { seconds: 10, users: 10 })).toMatchObject({
      afterMs: 3_500,
      plusMinusMs: 500,
    });
  });
});

describe('a search of capacity', () => {
  test('answers from its document', () => {
    const stress = searchAnswers(madeCapacity('found'), true);
    const document = madeCapacity('found');
    expect(stress.breakingPoint).toMatchObject({
      state: 'measured',
      level: document.firstFailing?.level,
      sentence: `${document.firstFailing?.sentence} ${document.failureModes.sentence}`,
    });
    expect(stress.recovery).toMatchObject({
      state: 'measured',
      sentence: document.recovery?.sentence,
      afterMs: document.recovery?.afterMs,
    });
    expect(stress.degradation.points).toHaveLength(document.curve.length);
  });

  test('says what it did not reach, and what it did not look for', () => {
    expect(searchAnswers(madeCapacity('capped'), true)).toMatchObject({
      breakingPoint: { state: 'not reached', level: null },
      recovery: { state: 'not measurable' },
    });
    expect(searchAnswers(madeCapacity('found', { recovery: NOT_RECOVERED }), true).recovery).toMatchObject({
      state: 'not reached',
      sentence: NOT_RECOVERED.sentence,
    });
    expect(sentencesOf(searchAnswers(madeCapacity('found'), false)).slice(0, 2)).toEqual([
      'Not known yet.',
      'Not known yet.',
    ]);
  });

  test.each([
    ['none', 'capped', 'the search did not include recovery'],
    ['after', 'found', 'the run ended before the overload began, or its limits allow none'],
    [
      'after',
      'capped',
      'the highest load allowed still met the objectives, so no load beyond its capacity is known',
    ],
    ['after', 'none', 'no load met the objectives, so there is none to come back to'],
    ['after', 'limited', 'this machine was the limit, so no load beyond its capacity is known'],
    ['after', 'partial', 'the search ended before it had found a load'],
  ] as const)('say why a target was not overloaded: asked %s, %s', (recoveryAsked, outcome, why) => {
    const { recovery } = searchAnswers(madeCapacity(outcome, { recoveryAsked, recovery: null }), true);
    expect(recovery).toMatchObject({ state: 'not measurable', sentence: `Not measured: ${why}.` });
  });

  test('have one thing to say of a recovery alone', () => {
    const answers = searchAnswers(madeCapacity('recovered'), true);
    const { recovery } = madeCapacity('recovered');
    expect(answers.recovery).toMatchObject({ state: 'measured', sentence: recovery?.sentence });
    expect([answers.degradation.sentence, answers.breakingPoint.sentence]).toEqual(
      Array(2).fill('Not measured: only the recovery from an overload was asked for.'),
    );
  });
});
