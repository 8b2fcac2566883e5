import { describe, expect, test } from 'vitest';
import {
  type CapacityForm,
  capacityOf,
  EMPTY_FORM,
  formOfBlock,
  formOfSearch,
  objectiveWords,
  USUAL_FORM,
  withObjective,
} from '../../../../../src/renderer/screens/capacity/capacity-form.ts';

const form = (change: Partial<CapacityForm>): CapacityForm => ({ ...USUAL_FORM, ...change });
const objectives = (...texts: string[]) => texts.map((text, at) => ({ key: at + 1, text }));

describe('what the form asks for', () => {
  test('of an address: usual objectives, by rate, quick, with a recovery', () => {
    expect(capacityOf(USUAL_FORM)).toEqual({
      capacity: {
        objectives: ['p95<200ms', 'errors<1%'],
        by: 'rate',
        thoroughness: 'quick',
        ladder: false,
        recovery: 'after',
      },
      errors: {},
    });
  });

  test('of a plan: nothing that the plan says itself', () => {
    expect(capacityOf(EMPTY_FORM).capacity).toEqual({
      thoroughness: 'quick',
      ladder: false,
      recovery: 'after',
    });
  });

  test('bounds and time are read as they are typed', () => {
    const { capacity, errors } = capacityOf(form({ from: '1,000', to: '2500.5', maxTime: '15m' }));
    expect(capacity).toMatchObject({ from: 1_000, to: 2_500.5, maxMs: 900_000 });
    expect(errors).toEqual({});
  });

  test('what the plan says and the form has no longer is taken back', () => {
    const said = {
      objectives: objectives('p95<20ms'),
      by: 'users',
      from: '5',
      to: '500',
      maxTime: '3m',
    } as const;
    const written = { ...EMPTY_FORM, ...said };
    const { capacity } = capacityOf(EMPTY_FORM, written);
    expect(capacity).toMatchObject({ objectives: null, by: null, from: null, to: null, maxMs: null });
    expect(capacityOf({ ...written, to: '' }, written).capacity).toMatchObject({
      by: 'users',
      from: 5,
      to: null,
    });
  });

  test('a ladder is climbed by users who wait, in a search', () => {
    const ladder = (change: Partial<CapacityForm>) =>
      capacityOf(form({ ladder: true, ...change })).capacity.ladder;
    expect([ladder({}), ladder({ by: 'connections' }), ladder({ recovery: 'alone', from: '5' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each<[string, Partial<CapacityForm>, string]>([
    ['a text that is no objective', { objectives: objectives('fast') }, 'objective.1'],
    ['an empty row', { objectives: objectives('p95<1s', '') }, 'objective.2'],
    ['one that never holds', { objectives: objectives('errors<0%') }, 'objective.1'],
    ['two limits of one metric', { objectives: objectives('p95<1s', 'p95 < 2s') }, 'objective.2'],
    ['no number', { from: 'x' }, 'from'],
    ['nothing at all', { to: '0' }, 'to'],
    ['a first load beyond the last', { from: '500', to: '100' }, 'from'],
    ['a recovery of no load', { recovery: 'alone' }, 'from'],
    ['half a minute', { maxTime: '30s' }, 'maxTime'],
    ['no time', { maxTime: 'soon' }, 'maxTime'],
  ])('refuses %s at its field', (_, change, field) => {
    expect(Object.keys(capacityOf(form(change)).errors)).toEqual([field]);
  });

  test('objectives are said in words', () => {
    expect(objectiveWords('p99.9<1.5s')).toBe('99.9% of the responses take less than 1,500 ms');
    expect(objectiveWords('errors < 0.5%')).toBe('Fewer than 0.5% of the requests fail');
    expect(objectiveWords('fast')).toBe('');
  });

  test('a row that is added is no other one', () => {
    const { objectives: rows } = withObjective(
      form({ objectives: [{ key: 7, text: 'p95<1s' }] }),
      'errors<1%',
    );
    expect(rows).toEqual([
      { key: 7, text: 'p95<1s' },
      { key: 8, text: 'errors<1%' },
    ]);
  });
});

describe('what fills the form', () => {
  test('the block of a plan', () => {
    const block = {
      objectives: ['p95<300ms'],
      by: 'users',
      from: 10,
      maxTime: '5m',
      ladder: true,
      recovery: false,
    };
    expect(formOfBlock(block)).toEqual({
      ...EMPTY_FORM,
      objectives: objectives('p95<300ms'),
      by: 'users',
      from: '10',
      maxTime: '5m',
      ladder: true,
      recovery: 'none',
    });
    expect(formOfBlock({ recovery: 'alone' }).recovery).toBe('alone');
    expect(formOfBlock(undefined)).toEqual(EMPTY_FORM);
    expect(formOfBlock({ by: 'cats', objectives: 'fast' })).toEqual(EMPTY_FORM);
  });

  const written = formOfBlock({
    objectives: ['p95<20ms'],
    by: 'users',
    to: 500,
    maxTime: '3m',
    ladder: true,
  });

  test('an earlier search, as its plan and its run asked for it', () => {
    const asked = { from: 50, maxMs: 300_000, thoroughness: 'precise', recovery: 'none' } as const;
    expect(formOfSearch(written, asked)).toEqual({
      objectives: objectives('p95<20ms'),
      by: 'users',
      from: '50',
      to: '500',
      maxTime: '5m',
      thoroughness: 'precise',
      ladder: true,
      recovery: 'none',
    });
    const derived = formOfSearch(EMPTY_FORM, { thoroughness: 'quick', ladder: false, recovery: 'after' });
    expect(derived).toEqual(EMPTY_FORM);
  });

  test('what was taken back for the earlier search is not there again', () => {
    const back = { objectives: null, by: null, from: null, to: null, maxMs: null, ladder: false } as const;
    expect(formOfSearch(written, back)).toEqual(EMPTY_FORM);
  });
});
