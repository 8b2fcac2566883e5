import { describe, expect, it } from 'vitest';
import type { ProcessFigures } from '../../../../../src/workers/target-watch/processes/process-source.ts';
import { type TreeReading, TreeUsage } from '../../../../../src/workers/target-watch/processes/tree-usage.ts';
import { SMALL_PROCESS } from '../../../../support/scripted-processes.ts';

type Told = Partial<ProcessFigures> & { readonly ms?: number; readonly reapedMs?: number | null };

function figures({ ms = 0, reapedMs = 0, ...rest }: Told): ProcessFigures {
  const reapedCpuUs = reapedMs === null ? null : reapedMs * 1_000;
  return { ...SMALL_PROCESS, ownCpuUs: ms * 1_000, reapedCpuUs, ...rest };
}

const reading = (second: number, told: Readonly<Record<number, Told>>): TreeReading => ({
  atUs: second * 1_000_000,
  figures: new Map(Object.entries(told).map(([pid, one]) => [Number(pid), figures(one)])),
});

/** Milliseconds of CPU of each interval between readings a second apart. */
function usedMs(...all: readonly Readonly<Record<number, Told>>[]): number[] {
  const [first = {}, ...rest] = all;
  const usage = new TreeUsage(reading(0, first), true);
  return rest.map((told, at) => usage.next(reading(at + 1, told)).cpuUs / 1_000);
}

describe('the CPU of its busiest process', () => {
  it('is the most that one of them used itself, born since or not', () => {
    const usage = new TreeUsage(reading(0, { 40: { ms: 500 }, 41: { parent: 40, ms: 100 } }), true);
    const next = usage.next(
      reading(1, {
        40: { ms: 510, reapedMs: 900 },
        41: { parent: 40, ms: 400 },
        42: { parent: 40, ms: 250 },
      }),
    );
    expect(next.busiestUs / 1_000).toBe(300);
  });

  it('is nothing of what was there when it was taken in', () => {
    const usage = new TreeUsage(reading(0, { 40: {} }), true);
    usage.adopt(new Map([[41, figures({ parent: 40, ms: 9_000 })]]));
    const next = usage.next(reading(1, { 40: { ms: 10 }, 41: { parent: 40, ms: 9_020 } }));
    expect(next.busiestUs / 1_000).toBe(20);
  });
});

describe('the CPU of a tree', () => {
  it('is what its members used, and what those born since did', () => {
    expect(
      usedMs({ 40: { ms: 100 } }, { 40: { ms: 300 }, 41: { parent: 40, ms: 50, reapedMs: 20 } }),
    ).toEqual([270]);
  });

  it('of a child that came and went is its parent’s', () => {
    expect(usedMs({ 40: { ms: 100 } }, { 40: { ms: 110, reapedMs: 970 } })).toEqual([980]);
  });

  it('of a child that ended is not counted a second time when it moves to its parent', () => {
    const child = { parent: 40, ms: 5_000, reapedMs: 400 };
    expect(usedMs({ 40: {}, 41: child }, { 40: { ms: 10, reapedMs: 5_600 } })).toEqual([210]);
    expect(
      usedMs(
        { 40: {}, 41: child },
        { 40: {}, 41: { ...child, isZombie: true } },
        { 40: { reapedMs: 5_400 } },
      ),
    ).toEqual([0, 0]);
  });

  it('is neither where the child ended after its parent was read', () => {
    const child = { parent: 40, ms: 5_000 };
    expect(usedMs({ 40: {}, 41: child }, { 40: { ms: 10 } }, { 40: { ms: 20, reapedMs: 5_030 } })).toEqual([
      10, 40,
    ]);
  });

  it('of a child whose end its parent ignores is that of the others', () => {
    const child = { parent: 40, ms: 5_000 };
    const after = { 40: { ms: 100 }, 42: { parent: 40, ms: 30 } };
    expect(
      usedMs({ 40: {}, 41: child }, after, after, { 40: { ms: 150 }, 42: { parent: 40, ms: 30 } }),
    ).toEqual([130, 0, 50]);
  });

  it('of a child that had become another’s is not taken off', () => {
    const before = { 40: { reapedMs: 9_000 }, 41: { parent: 1, ms: 5_000 } };
    expect(usedMs(before, { 40: { ms: 10, reapedMs: 18_000 } })).toEqual([9_010]);
  });

  it('of a child and its own child that ended together moves to who is left above them', () => {
    const before = { 40: {}, 41: { parent: 40, ms: 1_000 }, 42: { parent: 41, ms: 2_000 } };
    expect(usedMs(before, { 40: { reapedMs: 3_070 } })).toEqual([70]);
  });

  it('stands clock ticks that were cut from the parts and not from the sum, and is never negative', () => {
    const child = { parent: 40, ms: 5_030 };
    expect(usedMs({ 40: {}, 41: child }, { 40: { ms: 10, reapedMs: 5_010 } })).toEqual([0]);
    expect(usedMs({ 40: { ms: 100 } }, { 40: { ms: 90 } })).toEqual([0]);
  });

  it('of a system that does not tell of ended children is that of the living', () => {
    const child = { parent: 40, ms: 5_000, reapedMs: null };
    expect(usedMs({ 40: { reapedMs: null }, 41: child }, { 40: { ms: 10, reapedMs: null } })).toEqual([10]);
  });

  it('of members that are taken in later counts from then on', () => {
    const usage = new TreeUsage(reading(0, { 40: {} }), true);
    usage.adopt(reading(0, { 50: { ms: 7_000 } }).figures);
    expect(usage.next(reading(1, { 40: {}, 50: { ms: 7_100 } })).cpuUs).toBe(100_000);
  });
});

describe('the disk traffic of a tree', () => {
  const usedOf = (givesDiskToParents: boolean, ...all: readonly Readonly<Record<number, Told>>[]) => {
    const [first = {}, ...rest] = all;
    const usage = new TreeUsage(reading(0, first), givesDiskToParents);
    return rest.map((told, at) => usage.next(reading(at + 1, told)).diskWrittenBytes);
  };

  it('moves to the parent where the system does that, with the CPU', () => {
    const child = { parent: 40, ms: 100, diskWrittenBytes: 900 };
    const after = { reapedMs: 100, diskWrittenBytes: 1_000 };
    expect(usedOf(true, { 40: {}, 41: child }, { 40: after })).toEqual([100]);
    expect(usedOf(false, { 40: {}, 41: child }, { 40: after })).toEqual([1_000]);
  });

  it('of a zombie that does not tell it is what it was until then', () => {
    const child = { parent: 40, ms: 100, diskWrittenBytes: 900 };
    const zombie = { ...child, isZombie: true, diskReadBytes: null, diskWrittenBytes: null };
    const after = { reapedMs: 100, diskWrittenBytes: 950 };
    expect(usedOf(true, { 40: {}, 41: child }, { 40: {}, 41: zombie }, { 40: after })).toEqual([0, 50]);
  });

  it('is not known where one of its processes does not tell it', () => {
    const mute = { parent: 40, diskWrittenBytes: null };
    expect(usedOf(true, { 40: {} }, { 40: {}, 41: mute }, { 40: {} })).toEqual([null, 0]);
  });
});
