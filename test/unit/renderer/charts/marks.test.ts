import { expect, test } from 'vitest';
import { marksOf } from '../../../../src/renderer/charts/marks.ts';
import { throughputModel } from '../../../../src/renderer/charts/run-charts.ts';
import { STEERED } from '../../../support/made-segments.ts';
import { secondsOf, summary } from '../demo.ts';

test('where the load was changed is told from what people marked', () => {
  const [entry] = STEERED.steering;
  const same = [
    entry,
    { ...entry, atMs: 10_420, act: { kind: 'set', unit: 'connections', level: 4 } },
  ] as const;
  expect(marksOf(same, [{ atMs: 10_400, text: 'cache off' }])).toEqual([
    { at: 10.4, text: '25 users, 4 connections', kind: 'load' },
    { at: 10.4, text: 'cache off', kind: 'note' },
  ]);
  expect(marksOf()).toEqual([]);
});

test('each step of a search is a line without a word', () => {
  const [entry] = STEERED.steering;
  const steps = [entry, { ...entry, atMs: 16_000 }].map((one) => ({ ...one, by: 'search' as const }));
  expect(marksOf(steps).map(({ at, text }) => [at, text])).toEqual([
    [10.4, ''],
    [16, ''],
  ]);
});

test('every chart over time has both', () => {
  const frame = {
    seconds: secondsOf(6),
    plannedMs: 20_000,
    summary: { ...summary, ...STEERED },
    markers: [{ atMs: 2_000, text: 'here' }],
  };
  expect(throughputModel(frame).marks?.map(({ kind, text }) => [kind, text])).toEqual([
    ['load', '25 users'],
    ['note', 'here'],
  ]);
});
