import { describe, expect, it } from 'vitest';
import { runFilter } from '../../../../../src/main/hosts/cli/run-filters.ts';

describe('options that say which runs are meant', () => {
  it('are all of a filter', () => {
    const flags = {
      plan: 'orders',
      service: 'shop',
      endpoint: 'list',
      grade: 'poor, Acceptable',
      outcome: 'not gradable',
      purpose: 'stress',
      tag: 'nightly',
      machine: 'bench',
      since: '2026-11-01',
      before: '2026-11-12T08:30Z',
      search: 'cache change',
    };
    expect(runFilter(flags)).toEqual({
      ok: true,
      value: {
        plan: 'orders',
        service: 'shop',
        endpoint: 'list',
        grades: ['poor', 'acceptable'],
        outcomes: ['not gradable'],
        purposes: ['stress'],
        tag: 'nightly',
        machine: 'bench',
        from: Date.UTC(2026, 10, 1),
        before: Date.UTC(2026, 10, 12, 8, 30),
        text: 'cache change',
      },
    });
  });

  it('ask for nothing where there are none', () => {
    const asked = runFilter({});
    expect(asked.ok && Object.values(asked.value).every((value) => value === undefined)).toBe(true);
  });

  it.each([
    [{ grade: 'poor,bad' }, '--grade bad is not one of them.', 'Choose of excellent, good,'],
    [{ outcome: 'ok' }, '--outcome ok is not one of them.', 'Choose of passed, failed, not gradable.'],
    [{ purpose: '' }, '--purpose  is not one of them.', 'Choose of validation,'],
    [{ since: 'yesterday' }, '--since yesterday is no day or moment.', 'For example: --since 2026-11-01.'],
    [{ before: '2026-13-01' }, '--before 2026-13-01 is no day or moment.', 'For example: --before'],
  ])('%j is refused', (flags, message, hint) => {
    expect(runFilter(flags)).toMatchObject({
      ok: false,
      failure: { code: 'usage.option', message, hint: expect.stringContaining(hint) },
    });
  });
});
