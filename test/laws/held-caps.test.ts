import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ThreadCaps } from '../../src/workers/engine/load/divide-caps.ts';
import { type CapsOrder, HeldCaps } from '../../src/workers/threads/held-caps.ts';
import { makePlan } from '../support/made-plan.ts';

/** A thread as its engine is: takes up to what it was told last, and may go on with more that it has already. */
class GreedyThread {
  readonly #orders: CapsOrder[] = [];
  /** The one kind of cap that is looked at. */
  inUse: number;
  #most: number;

  constructor(most: number) {
    this.#most = most;
    this.inUse = most;
  }

  tell(order: CapsOrder): void {
    this.#orders.push(order);
  }

  /** The next order arrives; null: none is on its way. */
  hear(): number | null {
    const order = this.#orders.shift();
    if (order === undefined) return null;
    this.#most = order.caps.connections;
    return order.order;
  }

  take(): void {
    this.inUse = Math.max(this.inUse, this.#most);
  }

  give(count: number): void {
    this.inUse = Math.max(0, this.inUse - count);
  }
}

const TOTAL = 60;
const part = (connections: number): ThreadCaps => ({ connections, inFlight: 0, perSecond: 0 });

/** So much for each of three threads, together no more than there is. */
const division = fc
  .tuple(fc.nat({ max: TOTAL }), fc.nat({ max: TOTAL }))
  .map(([one, other]) => [Math.min(one, other), Math.abs(one - other), TOTAL - Math.max(one, other)]);
const step = fc.oneof(
  fc.record({ kind: fc.constant('divide' as const), goals: division }),
  fc.record({ kind: fc.constantFrom('hear', 'answer', 'take'), thread: fc.nat({ max: 2 }) }),
  fc.record({
    kind: fc.constant('give' as const),
    thread: fc.nat({ max: 2 }),
    count: fc.nat({ max: TOTAL }),
  }),
);

test('threads never hold more than there is, whenever they are told and whenever they answer; in the end each has its part', () => {
  fc.assert(
    fc.property(division, fc.array(step, { maxLength: 60 }), (first, steps) => {
      const threads = first.map((most) => new GreedyThread(most));
      const limits = { ...makePlan().limits, maxConnections: TOTAL, maxInFlight: 0, maxRatePerSecond: 0 };
      const caps = new HeldCaps(limits, first.map(part), (thread, order) => threads[thread]?.tell(order));
      // Answers arrive in the order in which they were sent, some time later.
      const answers: (readonly [thread: number, order: number, inUse: number])[] = [];
      const lastHeard = threads.map(() => 0);
      const hear = (nth: number) => {
        const order = threads[nth]?.hear() ?? null;
        if (order !== null) lastHeard[nth] = order;
        return order !== null;
      };
      const say = (nth: number) => answers.push([nth, lastHeard[nth] ?? 0, threads[nth]?.inUse ?? 0]);
      const answer = () => {
        const [nth, order, inUse] = answers.shift() ?? [];
        if (nth !== undefined && order !== undefined) caps.heard(nth, order, part(inUse ?? 0));
      };
      for (const one of steps) {
        if (one.kind === 'divide') caps.divide(one.goals.map(part));
        else if (one.kind === 'hear' && hear(one.thread)) say(one.thread);
        else if (one.kind === 'answer') answer();
        else if (one.kind === 'take') threads[one.thread]?.take();
        else if (one.kind === 'give') threads[one.thread]?.give(one.count);
        expect(threads.reduce((sum, { inUse }) => sum + inUse, 0)).toBeLessThanOrEqual(TOTAL);
      }
      for (let round = 0; round < 4; round += 1) {
        for (const [nth, thread] of threads.entries()) {
          while (hear(nth));
          thread.give(TOTAL);
          say(nth);
        }
        while (answers.length > 0) answer();
      }
      for (const thread of threads) thread.take();
      expect(threads.map(({ inUse }) => inUse)).toEqual(caps.goals.map(({ connections }) => connections));
    }),
    { numRuns: 300 },
  );
});
