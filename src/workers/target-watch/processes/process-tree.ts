import { entriesOf } from '../../../contract/keys.ts';
import { TARGET_GAUGES, type TargetGauge } from '../../../contract/target-gauges.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../contract/units.ts';
import type { WatchedGauge } from '../../../contract/watch.ts';
import type { Pid, ProcessFigures, ProcessIdentity, ProcessLimits, ProcessSource } from './process-source.ts';
import type { ProcessTable } from './process-table.ts';
import { TreeUsage } from './tree-usage.ts';

/** What a tree of processes is at one moment, and what it used since the one before. */
export interface TreeFigures {
  readonly gauges: readonly WatchedGauge[];
  /** Processes besides the first root. */
  readonly children: number;
  /** Of one of them at least open files, sockets or disk traffic are another user's to know. */
  readonly isPartlyHidden: boolean;
  readonly areSocketsEstimated: boolean;
  /** Plimsoll itself. */
  readonly own: ReturnType<ProcessTable['ownAmong']>;
}

/**
 * `ended`: its roots are gone. `denied`, `unreadable`: nothing of them is told, to us or now; the tree goes on, and what is
 * read next is of the whole time since the last reading.
 */
type TreeState = TreeFigures | 'ended' | 'denied' | 'unreadable';

/** Readings from one look at limits to the next, where none of CPU is known. */
const LIMITS_EVERY = 10;

/**
 * Processes and all that descend from them. Who once belonged belongs until it ends, by number and time of start, also where
 * its parent ends before it (a worker that became a daemon); a number that another process has got does not.
 */
export class ProcessTree {
  readonly #source: ProcessSource;
  readonly #table: ProcessTable;
  readonly #roots: Map<Pid, ProcessIdentity>;
  /** Parents before children. */
  readonly #members: Map<Pid, ProcessIdentity>;
  readonly #usage: TreeUsage;
  /** Members whose counters are not known of the last reading: what they show next began before it. */
  readonly #uncounted = new Set<Pid>();
  #throttling: ProcessLimits['throttling'] = null;
  #known: ProcessLimits | null = null;
  #limitsAge = LIMITS_EVERY;

  /**
   * Reads what the first interval begins with. Where that was not all (`unreadable`), the next reading is a beginning, too.
   * @param roots at least one; the first is what the tree is called after
   */
  constructor(
    { source, table }: { readonly source: ProcessSource; readonly table: ProcessTable },
    roots: ReadonlyMap<Pid, ProcessIdentity>,
    atUs: Micros,
  ) {
    this.#source = source;
    this.#table = table;
    this.#roots = new Map(roots);
    this.#members = new Map([...roots, ...table.descendants(roots)]);
    const { figures } = this.#measureMembers();
    this.#usage = new TreeUsage({ atUs, figures }, source.givesDiskToParents);
    for (const pid of this.#members.keys()) if (!figures.has(pid)) this.#uncounted.add(pid);
    this.#throttling = this.#limits()?.throttling ?? null;
  }

  /** Number of the process that it is called after. */
  get root(): Pid {
    return [...this.#roots.keys()][0] ?? 0;
  }

  /** Whether one of these is a member. */
  holds(identities: ReadonlyMap<Pid, ProcessIdentity>): boolean {
    return [...identities].some(([pid, { startedUs }]) => this.#members.get(pid)?.startedUs === startedUs);
  }

  /** More roots; what they used until now counts for nothing. */
  adopt(roots: ReadonlyMap<Pid, ProcessIdentity>): void {
    for (const [pid, identity] of roots) this.#roots.set(pid, identity);
    const joined = new Map([...roots, ...this.#table.descendants(this.#members)]);
    const found = new Map<Pid, ProcessFigures>();
    for (const [pid, identity] of joined) {
      if (this.#members.has(pid)) continue;
      this.#members.set(pid, identity);
      const measured = this.#source.measure(pid);
      if (typeof measured === 'string') this.#uncounted.add(pid);
      else found.set(pid, measured);
    }
    this.#usage.adopt(found);
  }

  /** Reads it, after the table was updated. @param atUs the moment of the reading */
  read(atUs: Micros): TreeState {
    for (const [pid, identity] of this.#table.descendants(this.#members)) this.#members.set(pid, identity);
    const { figures, denied, isUnreadable } = this.#measureMembers();
    if (isUnreadable) return 'unreadable';
    const living = [...figures.values()].filter(({ isZombie }) => !isZombie);
    const roots = [...this.#roots.keys()].filter((pid) => figures.get(pid)?.isZombie === false);
    if (roots.length === 0)
      return [...this.#roots.keys()].some((pid) => denied.has(pid)) ? 'denied' : 'ended';
    for (const pid of this.#roots.keys()) if (!roots.includes(pid)) this.#roots.delete(pid);
    this.#countFromNow(figures, denied);
    const use = this.#usage.next({ atUs, figures });
    const rate = (counted: number | null) =>
      counted === null || use.lengthUs <= 0 ? null : counted / (use.lengthUs / MICROS_PER_SECOND);
    const count = living.length + denied.size;
    const openFds = sumOf(living, ({ openFds }) => openFds);
    return {
      gauges: gaugesOf({
        target_cpu_usage_cores: rate(use.cpuUs / MICROS_PER_SECOND),
        target_cpu_busiest_cores: rate(use.busiestUs / MICROS_PER_SECOND),
        ...this.#limitGauges(),
        target_memory_resident_bytes: sumOf(living, ({ residentBytes }) => residentBytes),
        target_processes: count,
        target_threads: sumOf(living, ({ threads }) => threads),
        target_open_fds: openFds,
        target_max_fds: limitOfFiles(living, openFds),
        target_open_sockets: sumOf(living, ({ openSockets }) => openSockets),
        target_disk_read_bytes_per_second: rate(use.diskReadBytes),
        target_disk_written_bytes_per_second: rate(use.diskWrittenBytes),
      }),
      children: count - 1,
      isPartlyHidden: denied.size > 0 || living.some((one) => one.isPartlyDenied === true),
      areSocketsEstimated: living.some((one) => one.areSocketsEstimated === true),
      own: this.#table.ownAmong(this.#members),
    };
  }

  /** What a member used while nothing of it was told is of no interval. */
  #countFromNow(figures: ReadonlyMap<Pid, ProcessFigures>, denied: ReadonlySet<Pid>): void {
    this.#usage.adopt(new Map([...figures].filter(([pid]) => this.#uncounted.has(pid))));
    this.#uncounted.clear();
    for (const pid of denied) this.#uncounted.add(pid);
  }

  /** Those that have ended, or whose number is another's, are members no longer. */
  #measureMembers(): {
    readonly figures: Map<Pid, ProcessFigures>;
    readonly denied: ReadonlySet<Pid>;
    readonly isUnreadable: boolean;
  } {
    const figures = new Map<Pid, ProcessFigures>();
    const denied = new Set<Pid>();
    for (const [pid, { startedUs }] of [...this.#members]) {
      const measured = this.#source.measure(pid);
      if (measured === 'unreadable') return { figures, denied, isUnreadable: true };
      if (measured === 'denied') denied.add(pid);
      else if (measured === 'gone') this.#members.delete(pid);
      else if (measured.startedUs === startedUs) figures.set(pid, measured);
      else {
        this.#members.delete(pid);
        // Whose number it is now may be a member of this tree or another.
        this.#table.identify(pid);
      }
    }
    return { figures, denied, isUnreadable: false };
  }

  #limits(): ProcessLimits | null {
    // A group whose limit holds it back is read each second; one without limits gets them seldom, if ever.
    this.#limitsAge += 1;
    if (this.#throttling !== null || this.#limitsAge >= LIMITS_EVERY) {
      this.#known = this.#source.limitsOf(this.root);
      this.#limitsAge = 0;
    }
    return this.#known;
  }

  #limitGauges(): Partial<Record<TargetGauge, number | null>> {
    const limits = this.#limits();
    const before = this.#throttling;
    const now = limits?.throttling ?? null;
    this.#throttling = now;
    return {
      target_cpu_limit_cores: limits?.cpuCores ?? null,
      target_cpu_throttled_ratio: before === null || now === null ? null : throttledShare(before, now),
      target_memory_limit_bytes: limits?.memoryBytes ?? null,
    };
  }
}

type Throttling = NonNullable<ProcessLimits['throttling']>;

/** A group that never ran in it was never held back. */
function throttledShare(before: Throttling, now: Throttling): number | null {
  const periods = now.periods - before.periods;
  const throttled = now.throttled - before.throttled;
  // Counters of another group: the process has moved.
  if (periods < 0 || throttled < 0) return null;
  return periods === 0 ? 0 : Math.min(1, throttled / periods);
}

/** Null where one of them does not tell: a part is no sum. */
function sumOf(
  figures: readonly ProcessFigures[],
  read: (one: ProcessFigures) => number | null,
): number | null {
  let sum = 0;
  for (const one of figures) {
    const value = read(one);
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

/**
 * How many files all of them have open together where the one that is nearest to its own limit reaches it, if they go on in
 * proportion: of a single process its limit.
 */
function limitOfFiles(figures: readonly ProcessFigures[], openFds: number | null): number | null {
  const nearest = Math.max(
    ...figures.map((one) => (one.openFds ?? 0) / (one.maxFds ?? Number.POSITIVE_INFINITY)),
  );
  return openFds === null || nearest <= 0 ? null : Math.round(openFds / nearest);
}

function gaugesOf(values: Partial<Record<TargetGauge, number | null>>): WatchedGauge[] {
  return entriesOf(TARGET_GAUGES).flatMap(([name, { unit }]) => {
    const value = values[name] ?? null;
    return value === null ? [] : [{ name, unit, value }];
  });
}
