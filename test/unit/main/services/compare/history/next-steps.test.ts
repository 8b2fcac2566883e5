import { describe, expect, it } from 'vitest';
import type { NextStep } from '../../../../../../src/contract/trend.ts';
import { trendOf } from '../../../../../../src/main/services/compare/history/trend.ts';
import type { TrendRow } from '../../../../../../src/main/storage/run-history.ts';
import { FIRST_AT, madeRow, ORDERS } from './made-rows.ts';

type Parts = Parameters<typeof trendOf>[0];

const level = (of: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, nth) => madeRow(from + nth, of));
const RISEN = [...level(100, 12), ...level(114, 12, 12)];

function steps(rows: readonly TrendRow[], change: Partial<Parts> = {}): NextStep[] {
  const parts = {
    ...ORDERS,
    figure: 'p95',
    rows,
    thresholds: [],
    baselines: [],
    findings: [],
    unread: 0,
    timeZone: 'UTC',
  } as const;
  return trendOf({ ...parts, ...change }).next;
}
const texts = (...asked: Parameters<typeof steps>) => steps(...asked).map(({ text }) => text);

describe('what to look at next', () => {
  it('is the change that stayed, and the two runs on both sides of it', () => {
    expect(steps(RISEN)).toEqual([
      {
        text: 'p95 of shop.orders rose by 14%, from 100 ms to 114 ms, after 12 Nov and stayed there. Compare run r11 with run r12.',
        compare: { a: 'r11', b: 'r12' },
        run: null,
      },
    ]);
  });

  it('is what got worse, where it got better since', () => {
    const [first] = texts([...RISEN, ...level(90, 12, 24)]);
    expect(first).toBe(
      'p95 of shop.orders rose by 14%, from 100 ms to 114 ms, after 12 Nov. Compare run r11 with run r12.',
    );
  });

  it('says what else is another from there on, and not that it came of that', () => {
    const rows = RISEN.map((row, nth) => (nth < 12 ? row : { ...row, machine: 'other', planMark: 'bbbb' }));
    expect(texts(rows)[0]).toContain(
      'stayed there. The plan and the machine are others from that run on, too. Compare',
    );
    const newer = RISEN.map((row, nth) => (nth < 12 ? row : { ...row, program: '0.2.0' }));
    expect(texts(newer)[0]).toContain(' The version of Plimsoll is another one from that run on, too. ');
  });

  it('names days of several years with the year, and moments of one day by the clock', () => {
    const at = (stepMs: number) => RISEN.map((row, nth) => ({ ...row, startedAt: FIRST_AT + nth * stepMs }));
    expect(texts(at(10 * 86_400_000))[0]).toContain('after 19 Feb 2027 and');
    expect(texts(at(600_000))[0]).toContain('after 1 Nov, 13:50 and');
  });

  it('is that a level was kept, or how many more sessions it takes to tell', () => {
    expect(texts(level(100, 20))).toEqual(['p95 of shop.orders kept its level over 20 sessions.']);
    expect(texts(level(100, 14))).toEqual([
      '14 sessions can be judged; changes are looked for from 15 on. Run it 1 more time.',
    ]);
    expect(texts(level(100, 1))).toEqual([
      '1 session can be judged; changes are looked for from 15 on. Run it 14 more times.',
    ]);
  });

  it('names the run as a whole by its figure alone', () => {
    const whole = { service: null, endpoint: null, figure: 'mean' } as const;
    expect(texts(level(100, 20), whole)).toEqual(['Mean kept its level over 20 sessions.']);
  });

  it.each([
    [113, 'Its level of 114 ms is beyond the acceptable 113 ms.'],
    [126, 'Its level of 114 ms is close to the acceptable 126 ms.'],
    [130, undefined],
  ])('is how near the last level is to %i ms', (acceptable, text) => {
    const thresholds = [{ ...ORDERS, metric: 'latency', acceptable }] as const;
    expect(texts(RISEN, { thresholds })[1]).toBe(text);
  });

  it('is the first finding of the last run, and why that is not judged; three sentences at most', () => {
    const rows = [...RISEN, madeRow(24, 200, { trust: 'untrustworthy' })];
    const findings = ['Latency rises with load.', 'Another.'];
    expect(steps(rows, { findings }).slice(1)).toEqual([
      { text: 'The last run found: Latency rises with load. Open run r24.', compare: null, run: 'r24' },
      { text: 'The last run is not judged: not trustworthy.', compare: null, run: 'r24' },
    ]);
    const thresholds = [{ ...ORDERS, metric: 'latency', acceptable: 100 }] as const;
    expect(texts(rows, { findings, thresholds })).toHaveLength(3);
  });
});
