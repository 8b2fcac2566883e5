import { expect, test } from 'vitest';
import { Random } from '../../../../../src/workers/engine/load/random.ts';

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

test('the same parts give the same sequence, other parts another', () => {
  expect(draw(new Random(7, 1, 2), 5)).toEqual(draw(new Random(7, 1, 2), 5));
  expect(draw(new Random(7, 1, 2), 1)).not.toEqual(draw(new Random(7, 2, 1), 1));
  const reused = new Random(1);
  draw(reused, 10);
  reused.reseed(7, 1, 2);
  expect(draw(reused, 5)).toEqual(draw(new Random(7, 1, 2), 5));
});

test('the first values of seed 1 stay what they are, so that stored plans repeat', () => {
  expect(draw(new Random(1), 3)).toMatchInlineSnapshot(`
    [
      0.3555326343048364,
      0.6118777268566191,
      0.09935725620016456,
    ]
  `);
});

test('first draws of neighbouring streams are uniform: chi-square over 100 cells below its 99.9% point', () => {
  const cells = new Array<number>(100).fill(0);
  for (let user = 0; user < 20_000; user += 1) {
    const cell = Math.floor(new Random(42, 3, user).next() * 100);
    cells[cell] = (cells[cell] as number) + 1;
  }
  const chiSquare = cells.reduce((sum, seen) => sum + (seen - 200) ** 2 / 200, 0);
  expect(chiSquare).toBeLessThan(148.2);
});

test('exponential gaps have mean 1 and a share e^-1 beyond it', () => {
  const random = new Random(5);
  const gaps = Array.from({ length: 100_000 }, () => random.exponential());
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(1, 2);
  expect(gaps.filter((gap) => gap > 1).length / gaps.length).toBeCloseTo(Math.exp(-1), 2);
});
