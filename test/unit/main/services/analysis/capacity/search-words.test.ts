import { describe, expect, test } from 'vitest';
import {
  firstFailingSentence,
  foundSentence,
  noneSentence,
  stepSentence,
} from '../../../../../../src/main/services/analysis/capacity/search-words.ts';
import { madeSample, madeStep } from '../../../../../support/capacity-servers/made-step.ts';
import { FEW_ERRORS, latencyObjective } from '../../../../../support/capacity-servers/servers.ts';

const objectives = [latencyObjective(20), FEW_ERRORS];

describe('the words of a search', () => {
  test('say what was found with its interval, and one user as one', () => {
    const rate = { value: 588.3, low: 567.2, high: 609.7 };
    expect(foundSentence(rate, { unit: 'req/s', objectives })).toBe(
      '588 req/s (567–610) meets p95<20ms and errors<1%.',
    );
    expect(foundSentence(rate, { unit: 'arrivals/s', objectives })).toBe(
      '588 arrivals/s (567–610) meet p95<20ms and errors<1%.',
    );
    expect(foundSentence({ value: 15, low: 14, high: 16 }, { unit: 'users', objectives })).toBe(
      '15 users (14–16) meet p95<20ms and errors<1%.',
    );
    expect(foundSentence({ value: 1, low: 1, high: 1 }, { unit: 'users', objectives: [FEW_ERRORS] })).toBe(
      '1 user meets errors<1%.',
    );
  });

  test('say of a search by connections that one of them missed', () => {
    const step = madeStep({
      purpose: 'probe',
      level: 1,
      verdict: 'missed',
      samples: [madeSample(0.4), madeSample(0)],
    });
    const missed = (unit: string) => noneSentence(step, step.fromMs, { unit, objectives });
    expect(missed('connections')).toMatch(/^Missed even with one connection: p95 /);
    expect(missed('req/s')).toMatch(/^Missed even with one user: p95 /);
    expect(firstFailingSentence(step, 0, { unit: 'connections', objectives })).toMatch(
      /: with one connection /,
    );
  });

  test.each([
    ['met', {}, 'p95<20ms: at most 4.2% took over 20 ms, 5% allowed.'],
    ['missed', {}, 'p95<20ms: at least 3.8% took over 20 ms, 5% allowed.'],
    ['probably missed', {}, 'p95<20ms: 4% took over 20 ms, 5% allowed; too few requests to be sure.'],
    ['probably met', { isProvisional: true }, 'p95<20ms: 4% took over 20 ms, 5% allowed; enough to go on.'],
    ['missed', { growth: 120.4 }, 'The queue grows by 120/s.'],
    ['void', {}, 'The load generator was disturbed, so it decides nothing.'],
    ['unfinished', {}, 'It was not held long enough to decide.'],
  ] as const)('say why a step is %s', (verdict, more, why) => {
    const step = madeStep({ verdict, samples: [madeSample(0.04), madeSample(0.001)], ...more });
    expect(stepSentence(step, objectives, false)).toBe(why);
    expect(stepSentence(step, objectives, true)).toBe(`${why} It no longer holds.`);
  });

  test('name the objective that is furthest beyond what it allows', () => {
    const step = madeStep({ verdict: 'missed', samples: [madeSample(0.08), madeSample(0.05)] });
    expect(stepSentence(step, objectives, false)).toBe('errors<1%: at least 4.75% failed, 1% allowed.');
  });

  test('say which objective fails first, and where', () => {
    const search = { unit: 'req/s', objectives };
    const step = madeStep({ level: 1_400, verdict: 'missed', samples: [madeSample(0.061), madeSample(0)] });
    expect(firstFailingSentence(step, 0, search)).toBe(
      'p95<20ms fails first: at 1,400 req/s 6.1% took over 20 ms, 5% allowed.',
    );
    const cut = madeStep({ level: 1_400, verdict: 'missed', growth: 77 });
    expect(firstFailingSentence(cut, 0, search)).toBe(
      'p95<20ms fails first: at 1,400 req/s the queue grows by 77/s.',
    );
  });
});
