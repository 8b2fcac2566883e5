import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadline, Deadlines } from '../../src/workers/engine/time/deadlines.ts';

interface Wait {
  readonly id: number;
  readonly atUs: number;
  readonly lengthUs: number;
  readonly disarmed: boolean;
}

test('deadlines pass exactly once, when their time has come, unless they were disarmed or set anew', () => {
  const wait = fc.record({
    id: fc.integer({ min: 0, max: 9 }),
    atUs: fc.integer({ min: 0, max: 500 }),
    lengthUs: fc.constantFrom(50, 100, 200),
    disarmed: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(wait), fc.array(fc.integer({ min: 0, max: 600 })), (waits: Wait[], looks) => {
      const deadlines = new Deadlines<number>();
      const nodes = Array.from({ length: 10 }, (_, id) => new Deadline(id));
      const armed = new Map<number, number>();
      for (const { id, atUs, lengthUs, disarmed } of waits) {
        deadlines.arm(nodes[id] as Deadline<number>, atUs, lengthUs);
        armed.set(id, atUs);
        if (disarmed) {
          deadlines.disarm(nodes[id] as Deadline<number>);
          armed.delete(id);
        }
      }
      for (const nowUs of [...looks].sort((a, b) => a - b)) {
        const passed: number[] = [];
        deadlines.expire(nowUs, (id) => passed.push(id));
        const expected = [...armed].filter(([, atUs]) => atUs <= nowUs).map(([id]) => id);
        expect(passed.sort()).toEqual(expected.sort());
        for (const id of expected) armed.delete(id);
      }
    }),
  );
});
