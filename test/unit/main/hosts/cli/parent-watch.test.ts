import { describe, expect, it } from 'vitest';
import {
  type Ancestor,
  ancestorsToWatch,
  isOrphaned,
} from '../../../../../src/main/hosts/cli/parent-watch.ts';

/** A launcher (30), started by npm's shell (20), started by npm (10), started from a terminal's shell (5). */
const TREE: Readonly<Record<number, Ancestor>> = {
  30: { name: 'node', parent: 20 },
  20: { name: 'sh', parent: 10 },
  10: { name: 'npm exec plimso', parent: 5 },
  5: { name: 'bash', parent: 1 },
};
const look = (pid: number) => TREE[pid] ?? 'gone';

describe('who must live for a command to go on', () => {
  it('the launcher, npm and its shell; not the shell of a person', () => {
    expect(ancestorsToWatch(30, { launched: true, byNpm: true }, look)).toEqual([30, 20, 10]);
    expect(ancestorsToWatch(20, { launched: false, byNpm: true }, look)).toEqual([20, 10]);
    expect(ancestorsToWatch(30, { launched: true, byNpm: false }, look)).toEqual([30]);
    expect(ancestorsToWatch(5, { launched: false, byNpm: false }, look)).toEqual([]);
  });

  it('tells who is gone from who cannot be looked up now', () => {
    const watched = [30, 20, 10];
    expect(isOrphaned(30, watched, look)).toBe(false);
    expect(isOrphaned(1, watched, look)).toBe(true);
    expect(isOrphaned(30, watched, (pid) => (pid === 20 ? { name: 'sh', parent: 1 } : look(pid)))).toBe(true);
    expect(isOrphaned(30, watched, (pid) => (pid === 20 ? 'gone' : look(pid)))).toBe(true);
    expect(isOrphaned(30, watched, () => 'unknown')).toBe(false);
    expect(isOrphaned(1, [], look)).toBe(false);
  });
});
