import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closedProfile, type Segment } from '../../../../../src/contract/profile.ts';
import { connectionChanges } from '../../../../../src/workers/engine/load/connection-times.ts';

const alone = { index: 0, count: 1 };

function changes(segments: readonly Segment[], thread = alone): string[] {
  return [...connectionChanges(segments, thread)].map(
    ({ atUs, connection, wanted }) => `${atUs} ${wanted ? '+' : '-'}${connection}`,
  );
}

describe('connectionChanges', () => {
  test('opens 4 connections at 2/s: one at once, then one every half second', () => {
    expect(changes(closedProfile(4, 2, 10_000).segments)).toEqual([
      '0 +0',
      '500000 +1',
      '1000000 +2',
      '1500000 +3',
    ]);
  });

  test('opens all at once without a spawn rate', () => {
    expect(changes(closedProfile(3, 0, 10_000).segments)).toEqual(['0 +0', '0 +1', '0 +2']);
  });

  test('reaches fewer where the ramp is cut off by the end', () => {
    expect(changes(closedProfile(10, 2, 1_200).segments)).toEqual(['0 +0', '500000 +1', '1000000 +2']);
  });

  test('closes the newest first on the way down, and comes back', () => {
    const segments = [
      { durationMs: 1_000, from: 2, to: 2 },
      { durationMs: 1_000, from: 2, to: 0 },
      { durationMs: 1_000, from: 1, to: 1 },
    ];
    expect(changes(segments)).toEqual(['0 +0', '0 +1', '1500000 -1', '2000000 -0', '2000000 +0']);
  });

  test('divides the connections over threads', () => {
    const { segments } = closedProfile(5, 1, 10_000);
    expect(changes(segments, { index: 0, count: 2 })).toEqual(['0 +0', '2000000 +2', '4000000 +4']);
    expect(changes(segments, { index: 1, count: 2 })).toEqual(['1000000 +1', '3000000 +3']);
  });

  test('stays within one connection of the level, in order of time, over any stages and threads', () => {
    const level = fc.oneof(fc.nat(40), fc.float({ min: 0, max: 40, noNaN: true }));
    const segment = fc.record({ durationMs: fc.integer({ min: 1, max: 5_000 }), from: level, to: level });
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        (segments, count) => {
          const all = Array.from({ length: count }, (_, index) => [
            ...connectionChanges(segments, { index, count }),
          ]);
          for (const own of all) {
            const times = own.map((change) => change.atUs);
            expect(times).toEqual(times.toSorted((a, b) => a - b));
          }
          const merged = all.flat().toSorted((a, b) => a.atUs - b.atUs);
          let startMs = 0;
          for (const piece of segments) {
            for (const part of [0.25, 0.5, 0.75]) {
              const atUs = (startMs + part * piece.durationMs) * 1_000;
              const open = new Map<number, boolean>();
              for (const change of merged)
                if (change.atUs <= atUs) open.set(change.connection, change.wanted);
              const wanted = [...open.values()].filter(Boolean).length;
              const exact = piece.from + part * (piece.to - piece.from);
              // Times are whole microseconds: the level may move by as much in one.
              const perMicrosecond = Math.abs(piece.to - piece.from) / (piece.durationMs * 1_000);
              expect(Math.abs(wanted - exact)).toBeLessThanOrEqual(1 + 1e-6 + perMicrosecond);
            }
            startMs += piece.durationMs;
          }
        },
      ),
    );
  });
});
