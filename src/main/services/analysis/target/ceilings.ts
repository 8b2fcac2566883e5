import { limitOf } from '../../../../contract/gauge-limits.ts';
import { TARGET_GAUGES } from '../../../../contract/target-gauges.ts';
import type { SecondIndex } from '../../../../contract/units.ts';
import type { Watch, WatchedUnit } from '../../../../contract/watch.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import { type Beside, besideOthers } from './beside-others.ts';
import type { WatchedColumn, WatchedColumns } from './watched-columns.ts';

/**
 * What of a target can run out.
 *
 * | kind        | used                          | limit                                          | reached from |
 * |-------------|-------------------------------|------------------------------------------------|--------------|
 * | cpu         | its CPU                       | its CPU limit, else the cores of this machine  | 95%          |
 * | core        | CPU of its busiest process    | one core, where each works in one thread       | 95%          |
 * | memory      | memory of one process         | its memory limit                               | 95%          |
 * | files       | open files                    | the limit of open files                        | 90%          |
 * | connections | connections, sessions, a pool | a gauge beside it (`contract/gauge-limits.ts`) | 97%          |
 * | network     | bytes in or out per second    | a gauge beside it                              | 90%          |
 * | pool        | whatever else has a limit     | a gauge beside it                              | 97%          |
 *
 * Of several processes that are read one by one memory is no such thing: pages that they share are counted in each, and their limit counts them once.
 */
export type CeilingKind = 'cpu' | 'core' | 'memory' | 'files' | 'connections' | 'network' | 'pool';

const FROM: Readonly<Record<CeilingKind, number>> = {
  cpu: 0.95,
  core: 0.95,
  memory: 0.95,
  files: 0.9,
  connections: 0.97,
  network: 0.9,
  pool: 0.97,
};

/** Where a limit was reached. */
export interface Reached {
  readonly fromSecond: SecondIndex;
  readonly toSecond: SecondIndex;
  /** In which it was at the limit. */
  readonly seconds: number;
  /** In most of them it used less than the limit, and was held back by it all the same: in shorter times than a second, or for others. */
  readonly isHeldBack: boolean;
  /** That were looked at. */
  readonly of: number;
  /** What was used on average in these seconds. */
  readonly mean: number;
  readonly beside: Beside;
}

/** Something that has a limit, and how near it came. */
export interface Ceiling {
  readonly kind: CeilingKind;
  readonly watch: Watch;
  /** Of the gauge. */
  readonly name: string;
  /** As it was last. */
  readonly limit: number;
  /** The most that was used in a second. */
  readonly highest: number;
  /** The limit is all this machine has, whose load generator needs of it too. */
  readonly isMachine: boolean;
  /** Seconds in which its CPU limit held it back, as its container tells; null: it does not. */
  readonly throttled: number | null;
  /** Null: it was not, or for less than some seconds in a row. */
  readonly reached: Reached | null;
}

/** At its limit for a moment only, nothing has run out: so many seconds, with at most two between. */
const LEAST_SECONDS = 5;
const MOST_BETWEEN = 3;
/** One core is all a single thread can use; beside it runtimes collect garbage and the like. */
const MOST_OF_ONE_CORE = 1.25;
/** Of these a largest one is no limit. */
const UNLIMITED: ReadonlySet<WatchedUnit> = new Set(['seconds', 'share', 'per second']);
/** A cache that is full is at work: it evicts. */
const FILLS: ReadonlySet<string> = new Set(['redis_memory_used_bytes']);
const THROTTLED = 'target_cpu_throttled_ratio';
const MUCH_THROTTLED = 0.25;

interface Source {
  readonly kind: CeilingKind;
  readonly used: WatchedColumn;
  readonly isMachine?: boolean;
  limitAt(second: SecondIndex): number;
  /** Beside what is used, what says that the limit is reached. */
  isHeldBack?(second: SecondIndex): boolean;
}

/**
 * How near a target came to each of its limits. That it was at one is read, and stands however disturbed the load generator was:
 * a target that takes all of a machine disturbs one that runs there too.
 * @param cores of this machine
 */
export function ceilingsOf(
  columns: WatchedColumns,
  seconds: readonly TraceSecond[],
  cores: number,
): Ceiling[] {
  return columns.watches.flatMap((watch) => {
    const own = columns.columns(watch);
    const found = sourcesOf(watch, own, { seconds, cores }).flatMap(
      (source) => ceilingOf(source, seconds) ?? [],
    );
    const isFull = found.some(({ kind, reached }) => kind === 'cpu' && reached !== null);
    // Of a machine of one core both are the same.
    return found.filter(({ kind }) => kind !== 'core' || !isFull);
  });
}

interface Looked {
  readonly seconds: readonly TraceSecond[];
  readonly cores: number;
}

function sourcesOf(watch: Watch, own: readonly WatchedColumn[], looked: Looked): Source[] {
  const by = (name: string) => own.find((column) => column.name === name);
  const names = own.map(({ name }) => name);
  const pairs = own.flatMap((used): Source[] => {
    if (used.name.startsWith('target_cpu_') || UNLIMITED.has(used.unit) || FILLS.has(bareName(used)))
      return [];
    const limit = by(limitOf(used.name, names) ?? '');
    if (limit === undefined || !isSteady(limit, looked.seconds)) return [];
    const limitAt = (second: SecondIndex) => limit.at(second);
    if (used.name !== 'target_memory_resident_bytes') return [{ kind: kindOf(used), used, limitAt }];
    const processes = isProcess(watch) ? by('target_processes') : undefined;
    const isOne = (second: SecondIndex) => processes === undefined || processes.at(second) === 1;
    return [{ kind: 'memory', used, limitAt: (second) => (isOne(second) ? limitAt(second) : Number.NaN) }];
  });
  return [...cpuSources(watch, by, looked), ...pairs];
}

/** What a name like `…_max` says may be the most that was seen so far: that rises, and limits nothing. */
function isSteady(limit: WatchedColumn, seconds: readonly TraceSecond[]): boolean {
  const values = new Set(
    seconds.map(({ second }) => limit.at(second)).filter((value) => !Number.isNaN(value)),
  );
  return values.size === 1 || limit.name in TARGET_GAUGES;
}

function cpuSources(
  watch: Watch,
  by: (name: string) => WatchedColumn | undefined,
  { seconds, cores }: Looked,
): Source[] {
  const used = by('target_cpu_usage_cores');
  if (used === undefined) return [];
  const limit = by('target_cpu_limit_cores');
  const throttled = by(THROTTLED);
  const isHere = isProcess(watch);
  const cpu: Source = {
    kind: 'cpu',
    used,
    isMachine: isHere && seconds.every(({ second }) => !(limit !== undefined && limit.at(second) < cores)),
    limitAt: (second) => limit?.at(second) || (isHere ? cores : Number.NaN),
    isHeldBack: (second) => throttled !== undefined && throttled.at(second) >= MUCH_THROTTLED,
  };
  return [cpu, coreSource(used, by, seconds)];
}

/** What works in one thread cannot use more than a core: each has a single one, or none ever used much more than that. */
function coreSource(
  all: WatchedColumn,
  by: (name: string) => WatchedColumn | undefined,
  seconds: readonly TraceSecond[],
): Source {
  const [processes, threads] = [by('target_processes'), by('target_threads')];
  const busiest = by('target_cpu_busiest_cores');
  const used = busiest ?? all;
  const highest = seconds.reduce((most, { second }) => Math.max(most, used.at(second) || 0), 0);
  const isSingle = (second: SecondIndex) => {
    const count = processes?.at(second);
    // Stored before the busiest process was told: of several it cannot be known.
    if (count === undefined || (busiest === undefined && count !== 1)) return false;
    return count === threads?.at(second) || highest <= MOST_OF_ONE_CORE;
  };
  return { kind: 'core', used, limitAt: (second) => (isSingle(second) ? 1 : Number.NaN) };
}

function isProcess({ source }: Watch): boolean {
  return source.kind === 'port' || source.kind === 'pid';
}

function bareName({ name }: Pick<WatchedColumn, 'name'>): string {
  return name.replace(/\{.*$/s, '');
}

/** By what it counts, and its name; labels say whose it is, not what. */
function kindOf(column: WatchedColumn): CeilingKind {
  const { unit } = column;
  const name = bareName(column);
  if (/open_fds/.test(name)) return 'files';
  if (/connection|session|backend|client|activity|db_pool|sql/i.test(name)) return 'connections';
  if (unit === 'bytes/s') return 'network';
  return 'pool';
}

function ceilingOf(source: Source, seconds: readonly TraceSecond[]): Ceiling | null {
  const { kind, used, limitAt, isHeldBack = () => false } = source;
  const isAtLimit = (second: SecondIndex) => used.at(second) >= FROM[kind] * limitAt(second);
  const known = seconds.filter(({ second }) => limitAt(second) > 0 && !Number.isNaN(used.at(second)));
  const last = known.at(-1);
  if (last === undefined) return null;
  const at = lasting(known.filter(({ second }) => isAtLimit(second) || isHeldBack(second)));
  const full = at.filter(({ second }) => isAtLimit(second)).length;
  return {
    kind,
    watch: used.watch,
    name: used.name,
    limit: limitAt(last.second),
    highest: known.reduce((most, { second }) => Math.max(most, used.at(second)), Number.NEGATIVE_INFINITY),
    isMachine: source.isMachine === true,
    throttled: source.isHeldBack === undefined ? null : at.filter(({ second }) => isHeldBack(second)).length,
    reached: reachedOf(used, at, known, full < at.length / 2),
  };
}

function reachedOf(
  used: WatchedColumn,
  at: readonly TraceSecond[],
  known: readonly TraceSecond[],
  isHeldBack: boolean,
): Reached | null {
  const [first, last] = [at[0], at.at(-1)];
  if (first === undefined || last === undefined) return null;
  return {
    fromSecond: first.second,
    toSecond: last.second,
    seconds: at.length,
    isHeldBack,
    of: known.length,
    mean: at.reduce((sum, { second }) => sum + used.at(second), 0) / at.length,
    beside: besideOthers(known, new Set(at.map(({ second }) => second))),
  };
}

/** Those that lie in a row of some. */
function lasting(at: readonly TraceSecond[]): TraceSecond[] {
  const rows: TraceSecond[][] = [];
  for (const one of at) {
    const row = rows.at(-1);
    const before = row?.at(-1);
    if (row === undefined || before === undefined || one.second - before.second > MOST_BETWEEN)
      rows.push([one]);
    else row.push(one);
  }
  return rows.filter(({ length }) => length >= LEAST_SECONDS).flat();
}
