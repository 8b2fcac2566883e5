import type { Micros } from '../../../contract/units.ts';
import type { Pid, ProcessFigures } from './process-source.ts';

/**
 * What a tree of processes used between two readings. With *own* for the time of a process and *reaped* for that of the
 * children it waited for, which moves to it when they end:
 *
 *     used = Σ over those of both readings (Δ own + Δ reaped) + Σ over those born between (own + reaped)
 *          − Σ over those that ended and were waited for (own + reaped, as last read)
 *
 * The last sum is what was counted before and moved. A child that came and went between two readings is in the reaped time
 * of its parent. Where a parent ignores how its children end (SIGCHLD), nothing moves and nothing is taken off: used is the
 * sum of Δ own then, and what an ended child used since the reading before is not known.
 */
export interface TreeReading {
  readonly atUs: Micros;
  /** Those that could be read, parents before children. */
  readonly figures: ReadonlyMap<Pid, ProcessFigures>;
}

/** A member that is gone while it is open whether its time has moved to who waited for it. */
interface Ended {
  readonly pid: Pid;
  readonly figures: ProcessFigures;
  /** Readings since then. */
  readonly age: number;
}

/** Its parent was read before it was waited for, at the latest with the next reading: then it is settled. */
const OPEN_FOR_READINGS = 2;
/** User and system time are each cut to a clock tick, and sums of what was cut differ by some of them. */
const SLACK_US: Micros = 40_000;

/** What a tree used, from reading to reading. */
export class TreeUsage {
  readonly #givesDiskToParents: boolean;
  #before: TreeReading;
  #ended: readonly Ended[] = [];

  /** @param baseline what was used before it counts for nothing */
  constructor(baseline: TreeReading, givesDiskToParents: boolean) {
    this.#before = baseline;
    this.#givesDiskToParents = givesDiskToParents;
  }

  /** Members that were not born since the last reading, but are watched from now on. */
  adopt(figures: ReadonlyMap<Pid, ProcessFigures>): void {
    this.#before = { ...this.#before, figures: new Map([...this.#before.figures, ...figures]) };
  }

  /** What was used since the last reading, or since the baseline. */
  next({ atUs, figures }: TreeReading): TreeUse {
    const before = this.#before;
    const now = { atUs, figures: withDiskOfZombies(figures, before.figures) };
    const gone = [...before.figures].filter(([pid]) => !now.figures.has(pid));
    const open = [...this.#ended, ...gone.map(([pid, figures]) => ({ pid, figures, age: 0 }))];
    const moved = movedToParents(open, before, now);
    this.#ended = open
      .filter((one) => !moved.has(one))
      .map((one) => ({ ...one, age: one.age + 1 }))
      .filter(({ age }) => age < OPEN_FOR_READINGS);
    this.#before = now;
    const sum = (counter: Counter, takenOff: Iterable<Ended>) => used(counter, { before, now, takenOff });
    const moves = this.#givesDiskToParents ? moved : [];
    return {
      lengthUs: now.atUs - before.atUs,
      cpuUs: sum(cpuOf, moved) ?? 0,
      busiestUs: busiest(before, now),
      diskReadBytes: sum(({ diskReadBytes }) => diskReadBytes, moves),
      diskWrittenBytes: sum(({ diskWrittenBytes }) => diskWrittenBytes, moves),
    };
  }
}

interface TreeUse {
  readonly lengthUs: Micros;
  readonly cpuUs: Micros;
  /** The most of one process, without its children. */
  readonly busiestUs: Micros;
  /** Null: of one of them it is not told. */
  readonly diskReadBytes: number | null;
  readonly diskWrittenBytes: number | null;
}

type Counter = (figures: ProcessFigures) => number | null;

function cpuOf({ ownCpuUs, reapedCpuUs }: ProcessFigures): Micros {
  return ownCpuUs + (reapedCpuUs ?? 0);
}

interface Between {
  readonly before: TreeReading;
  readonly now: TreeReading;
  readonly takenOff: Iterable<Ended>;
}

function used(counter: Counter, { before, now, takenOff }: Between): number | null {
  let sum = 0;
  for (const [pid, figures] of now.figures) {
    const earlier = before.figures.get(pid);
    const value = counter(figures);
    const from = earlier === undefined ? 0 : counter(earlier);
    if (value === null || from === null) return null;
    sum += value - from;
  }
  for (const { figures } of takenOff) sum -= counter(figures) ?? 0;
  return Math.max(0, sum);
}

function busiest(before: TreeReading, now: TreeReading): Micros {
  let most = 0;
  for (const [pid, { ownCpuUs }] of now.figures)
    most = Math.max(most, ownCpuUs - (before.figures.get(pid)?.ownCpuUs ?? 0));
  return most;
}

/** Where the disk counters of a process that has ended are shown to nobody, they stand until they are its parent's. */
function withDiskOfZombies(
  figures: ReadonlyMap<Pid, ProcessFigures>,
  before: ReadonlyMap<Pid, ProcessFigures>,
): Map<Pid, ProcessFigures> {
  const whole = new Map(figures);
  for (const [pid, one] of figures) {
    if (!one.isZombie || one.diskReadBytes !== null) continue;
    const earlier = before.get(pid);
    whole.set(pid, {
      ...one,
      diskReadBytes: earlier?.diskReadBytes ?? 0,
      diskWrittenBytes: earlier?.diskWrittenBytes ?? 0,
    });
  }
  return whole;
}

/** Of those that ended: whose time is in the reaped time of the nearest of their parents that lives on. */
function movedToParents(open: readonly Ended[], before: TreeReading, now: TreeReading): Set<Ended> {
  const moved = new Set<Ended>();
  const grown = new Map<Pid, Micros>();
  for (const [pid, figures] of now.figures) {
    const earlier = before.figures.get(pid);
    grown.set(pid, (figures.reapedCpuUs ?? 0) - (earlier?.reapedCpuUs ?? 0));
  }
  const ended = new Map(open.map((one) => [one.pid, one.figures]));
  // The largest first: of two that ended one may move with the next reading, and it is the one that does not fit.
  for (const one of open.toSorted((a, b) => cpuOf(b.figures) - cpuOf(a.figures))) {
    const parent = livingParent(one.figures.parent, ended, grown);
    if (parent === null) continue;
    const reaped = grown.get(parent) ?? 0;
    const left = reaped - cpuOf(one.figures);
    if (reaped <= 0 || left < -SLACK_US) continue;
    moved.add(one);
    grown.set(parent, left);
  }
  return moved;
}

function livingParent(
  parent: Pid,
  ended: ReadonlyMap<Pid, ProcessFigures>,
  living: ReadonlyMap<Pid, unknown>,
): Pid | null {
  const seen = new Set<Pid>();
  for (let at = parent; !seen.has(at); ) {
    if (living.has(at)) return at;
    seen.add(at);
    const next = ended.get(at);
    if (next === undefined) return null;
    at = next.parent;
  }
  return null;
}
