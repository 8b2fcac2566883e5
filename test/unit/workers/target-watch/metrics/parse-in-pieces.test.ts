import { describe, expect, it } from 'vitest';
import { parseInPieces } from '../../../../../src/workers/target-watch/metrics/parse-in-pieces.ts';
import { parseExposition } from '../../../../support/read-exposition.ts';

const all = () => true;
const NONE = parseExposition('', all);

describe('a page of metrics', () => {
  it.each([
    ['', 1],
    ['up 1', 1],
    [`\ufeff${'# TYPE up gauge\nup{instance="one of the others"} 1\n'.repeat(25_000)}`, 5],
    [`${'a 1\n# and other words\n'.repeat(15_000)}# EOF\n${'b 2\n'.repeat(100_000)}`, 2],
    [`a{b="${'x'.repeat(600_000)}"} 1\nc 2\n`, 2],
  ])('is read the same in pieces, with a turn for others after each (text %#)', async (text, pieces) => {
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const { samples, types, units, lines, unreadable } =
      (await parseInPieces(Buffer.from(text), all)) ?? NONE;
    isOver = true;
    const whole = parseExposition(text, all);
    expect([lines, unreadable, [...types], [...units]]).toEqual([
      whole.lines,
      whole.unreadable,
      [...whole.types],
      [...whole.units],
    ]);
    expect([...samples]).toEqual([...whole.samples]);
    expect(turns).toBe(pieces - 1);
  });

  it('may have 25,000 samples that are wanted, and any number of others', async () => {
    const text = `${'a 1\n'.repeat(25_000)}${'b 1\n'.repeat(100_000)}`;
    expect((await parseInPieces(Buffer.from(text), (name) => name === 'a'))?.lines).toBe(125_000);
    expect(await parseInPieces(Buffer.from(`${text}a 1\n`), (name) => name === 'a')).toBe(null);
  });
});
