import { describe, expect, test } from 'vitest';
import {
  giveBack,
  joinedText,
  LentBody,
  totalBytes,
} from '../../../../../src/workers/engine/drivers/lent-bytes.ts';

/** A body collected from pieces of one buffer that is written over after each, as the read buffer is. */
function collected(pieces: readonly string[]): LentBody {
  const body = new LentBody();
  const shared = Buffer.alloc(Math.max(1, ...pieces.map((piece) => piece.length)) + 1);
  for (const piece of pieces) {
    shared.write(`-${piece}`, 'latin1');
    body.append(shared, 1, 1 + piece.length);
    shared.fill('#');
  }
  return body;
}

describe('a lent body', () => {
  test.each([
    ['nothing', []],
    ['one piece', ['hello']],
    [
      'pieces of all sizes',
      ['a'.repeat(70_000), 'b', 'c'.repeat(65_536), 'd'.repeat(900), 'e'.repeat(40_000)],
    ],
  ])('is what was put in: %s', (_, pieces) => {
    const parts = collected(pieces).take();
    expect(joinedText(parts, 'latin1')).toBe(pieces.join(''));
    expect(totalBytes(parts)).toBe(pieces.join('').length);
  });

  test('of one piece takes what the piece takes, and is one part', () => {
    const [only, ...more] = collected(['x'.repeat(300)]).take();
    expect([only?.buffer.byteLength, more.length]).toEqual([300, 0]);
  });

  test('that comes in crumbs is not made of them: 100,000 octets one by one lie in nine blocks', () => {
    const parts = collected(new Array(100_000).fill('x')).take();
    expect(parts.length).toBe(9);
    const taken = parts.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    expect(taken).toBeLessThan(100_000 + 65_536 + 1_024);
  });

  test('is empty once it was taken, and can be filled again', () => {
    const body = collected(['one']);
    body.take();
    expect([body.isEmpty, body.take().length]).toEqual([true, 0]);
    body.append(Buffer.from('two'), 0, 3);
    expect([body.isEmpty, joinedText(body.take(), 'utf8')]).toEqual([false, 'two']);
  });

  test('gives its memory back, as a whole, once', () => {
    const parts = collected(['x'.repeat(50_000), 'y'.repeat(50_000)]).take();
    giveBack(parts);
    giveBack(parts);
    expect(parts.map(({ length, buffer }) => [length, buffer.byteLength])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('joins a character that lies across two parts', () => {
    expect(joinedText([Buffer.from([0xe2, 0x82]), Buffer.from([0xac])], 'utf8')).toBe('€');
  });
});
