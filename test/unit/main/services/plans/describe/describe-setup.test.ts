import { describe, expect, it } from 'vitest';
import { setupSentences } from '../../../../../../src/main/services/plans/describe/describe-plan.ts';
import { planText, runOf } from '../support.ts';

const said = (spec: string, load?: string) =>
  setupSentences(
    runOf(
      planText({
        classes: `  user: { service: api, ${spec}, tasks: { home: { get: / } } }`,
        ...(load === undefined ? {} : { load }),
      }),
    ).scenarios,
  );

describe('a setup in words', () => {
  it.each([
    ['setupFor: shared, setup: [{ post: /login }]', 'The setup of user runs once, before the run begins.'],
    [
      'setupFor: shared, setupEvery: 10m, setup: [{ post: /login }]',
      'The setup of user runs once, before the run begins, and again every 10m.',
    ],
  ])('that is shared, %s', (spec, sentence) => {
    expect(said(spec)).toEqual([sentence]);
  });

  it('of arrivals is shared whatever is written', () => {
    expect(said('setup: [{ post: /login }]', '{ rate: 10, duration: 1m }')).toEqual([
      'The setup of user runs once, before the run begins.',
    ]);
  });

  it('of each user needs none', () => {
    expect(said('setup: [{ post: /login }]')).toEqual([]);
    expect(said('weight: 1')).toEqual([]);
  });
});
