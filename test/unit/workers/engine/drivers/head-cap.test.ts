import { describe, expect, test } from 'vitest';
import { HeadCap } from '../../../../../src/workers/engine/drivers/head-cap.ts';

const MOST = 100;

/** Whether each read, one after the other, is too much. */
function exceeded(...reads: string[]): boolean[] {
  const cap = new HeadCap(MOST);
  return reads.map((text) => cap.exceeds(Buffer.from(text)));
}

const head = (bytes: number): string => `${'h'.repeat(bytes)}\r\n\r\n`;

describe('the head of an answer', () => {
  test('may be as long as the cap, whatever comes behind it', () => {
    expect(exceeded(head(MOST - 4))).toEqual([false]);
    expect(exceeded(`${head(MOST)}${'b'.repeat(10_000)}`)).toEqual([false]);
    expect(exceeded('h'.repeat(60), `${head(40)}${'b'.repeat(10_000)}`)).toEqual([false, false]);
  });

  test('is too long by one byte', () => {
    expect(exceeded(head(MOST + 1))).toEqual([true]);
    expect(exceeded('h'.repeat(60), head(41))).toEqual([false, true]);
  });

  test('is too long while it has not ended', () => {
    expect(exceeded('h'.repeat(100), 'h')).toEqual([false, true]);
  });

  test.each([1, 2, 3])('may have its blank line across two reads, %i bytes in the first', (bytes) => {
    const text = head(50);
    const cut = text.length - 4 + bytes;
    expect(exceeded(text.slice(0, cut), text.slice(cut) + 'b'.repeat(1_000))).toEqual([false, false]);
  });

  test('begins anew behind every interim answer', () => {
    expect(exceeded(...new Array(50).fill(head(30)))).toEqual(new Array(50).fill(false));
    expect(exceeded(head(90) + 'h'.repeat(50), 'h'.repeat(51))).toEqual([false, true]);
  });

  test('of the next answer is counted from nothing', () => {
    const cap = new HeadCap(MOST);
    expect(cap.exceeds(Buffer.from('h'.repeat(90)))).toBe(false);
    cap.begin();
    expect(cap.exceeds(Buffer.from('h'.repeat(90)))).toBe(false);
  });
});
