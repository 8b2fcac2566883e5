import { expect, test } from 'vitest';
import { OldestInFlight } from '../../../../../../src/main/services/analysis/seconds/second-rows.ts';

test('what is in flight is at least as old as the seconds that sent less', () => {
  const oldest = new OldestInFlight();
  const ages = (
    [
      [95, 5],
      [20, 9],
      [1, 10],
      [0, 10],
      [0, 10],
      [40, 2],
    ] as const
  ).map(([sent, inFlight]) => oldest.add({ sent, inFlight, lengthUs: 1_000_000 }));
  // Ten in flight, of which one was sent in the last three seconds: nine are older.
  expect(ages).toEqual([0, 0, 1_000, 2_000, 3_000, 0]);
});
