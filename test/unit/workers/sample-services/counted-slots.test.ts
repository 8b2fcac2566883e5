import { describe, expect, it } from 'vitest';
import { CountedSlots } from '../../../../src/workers/sample-services/counted-slots.ts';

describe('counted slots', () => {
  it('without a limit are taken for as long as the work lasts, and nothing waits', () => {
    const slots = new CountedSlots(null);
    expect([slots.take(0, 10), slots.take(5, 10), slots.take(5, 2)]).toEqual([10, 10, 2]);
    expect([0, 6, 7, 10, 15].map((at) => slots.use(at).inUse)).toEqual([1, 3, 2, 1, 0]);
    expect(slots.use(6)).toEqual({ inUse: 3, limit: null, waiting: 0 });
  });

  it('with a limit count who has one, and who waits for one', () => {
    const slots = new CountedSlots({ slots: 2, maxWaitMs: 1_000 });
    for (let request = 0; request < 5; request += 1) slots.take(0, 10);
    expect([0, 10, 20, 30].map((at) => slots.use(at))).toEqual([
      { inUse: 2, limit: 2, waiting: 3 },
      { inUse: 2, limit: 2, waiting: 1 },
      { inUse: 1, limit: 2, waiting: 0 },
      { inUse: 0, limit: 2, waiting: 0 },
    ]);
  });

  it('that are returned late are in use after the work, and the next one waits for that', () => {
    const slots = new CountedSlots({ slots: 1, maxWaitMs: 1_000, heldMs: 40 });
    expect([slots.take(0, 10), slots.take(0, 10)]).toEqual([10, 60]);
    expect([30, 70, 100].map((at) => slots.use(at).inUse)).toEqual([1, 1, 0]);
  });

  it('count among those that wait who waits in vain, until it gives up, and nobody who is refused at once', () => {
    const patient = new CountedSlots({ slots: 1, maxWaitMs: 20, waitsInVain: true });
    expect([patient.take(0, 50), patient.take(10, 50)]).toEqual([50, undefined]);
    expect([10, 29, 30].map((at) => patient.use(at).waiting)).toEqual([1, 1, 0]);
    const strict = new CountedSlots({ slots: 1, maxWaitMs: 20 });
    expect([strict.take(0, 50), strict.take(10, 50), strict.use(10).waiting]).toEqual([50, undefined, 0]);
  });

  it('count right after any number of requests', () => {
    const slots = new CountedSlots(null);
    for (let request = 0; request < 10_000; request += 1) slots.take(request, 25);
    expect(slots.use(9_999).inUse).toBe(25);
    expect(slots.use(10_010).inUse).toBe(14);
  });
});
