import { expect, it } from 'vitest';
import { gapLines } from '../../../src/contract/watched-words.ts';

const watch = (label: string, seconds: readonly number[]) => ({
  ...{ watch: label, service: null, source: 'port:8000', found: [], remarks: [] },
  gaps: seconds.map((second) => ({ fromSecond: second, toSecond: second + 1, reason: 'Answered 500.' })),
});

it('tells up to three gaps of a watch in its line, and how many more there are', () => {
  expect(
    gapLines([watch('gateway', [2, 8]), watch('cache', []), watch('database', [1, 4, 7, 10, 59])]),
  ).toEqual([
    'gateway, no figures 0:02 to 0:04: Answered 500. 0:08 to 0:10: Answered 500.',
    'database, no figures 0:01 to 0:03: Answered 500. 0:04 to 0:06: Answered 500. 0:07 to 0:09: Answered 500. And 2 more.',
  ]);
});
