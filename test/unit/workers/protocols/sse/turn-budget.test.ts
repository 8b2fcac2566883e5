import { expect, test } from 'vitest';
import { BYTES_PER_TURN, TurnBudget } from '../../../../../src/workers/protocols/sse/turn-budget.ts';

test('streams that read more than a turn has are paused until the next, and each then has its share', () => {
  const turns: (() => void)[] = [];
  const budget = new TurnBudget({ setImmediate: (turn) => void turns.push(turn) });
  const said: string[] = [];
  const stream = (name: string) => ({
    pause: () => void said.push(`${name} pauses`),
    resume: () => void said.push(`${name} goes on`),
  });
  const [a, b, c] = [stream('a'), stream('b'), stream('c')];
  budget.spend(BYTES_PER_TURN - 1, a);
  expect([said, turns.length]).toEqual([[], 1]);
  budget.spend(1, b);
  budget.spend(10, c);
  expect([said, turns.length]).toEqual([['b pauses', 'c pauses'], 1]);
  turns.shift()?.();
  expect(said.slice(2)).toEqual(['b goes on', 'c goes on']);
  budget.spend(10, b);
  expect([said.length, turns.length]).toEqual([4, 1]);
});
