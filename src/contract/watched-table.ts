import { NO_VALUE } from './format.ts';
import { limitOf, limitsAmong } from './gauge-limits.ts';
import { inUseWords } from './in-use-words.ts';
import { heldOrMade } from './keys.ts';
import type { Summary } from './summary.ts';
import { formatWatched } from './watched-format.ts';
import type { GaugeSummary } from './watched-schema.ts';
import { gapLines } from './watched-words.ts';

/** What a watch came to over the run, as texts. */
export interface WatchedRow {
  readonly watch: string;
  /** `0.52 cores` */
  readonly cpuMean: string;
  /** `0.61 of 2 cores`, where its limit is known. */
  readonly cpuMax: string;
  /** `96 → 128 MiB of 512 MiB`: at its first and its last reading. */
  readonly memory: string;
  /** `Open files 55 of 20,000`: what has a limit and came nearest to it, at its highest. */
  readonly inUse: string;
}

/** Gauges that tell the processor time of a whole process or container, in cores. */
export const CPU_GAUGES: readonly string[] = [
  'target_cpu_usage_cores',
  'process_cpu_seconds_total_per_second',
];
const MEMORY = ['target_memory_resident_bytes', 'process_resident_memory_bytes', 'redis_memory_used_bytes'];
/** So many figures with a limit stand in a row. */
const MOST_IN_USE = 2;

/** A row for each watch, in the order of the plan; none where nothing was watched. Computes no figure of its own. */
export function watchedRows({
  watches = [],
  gauges = [],
}: Pick<Summary, 'watches' | 'gauges'>): WatchedRow[] {
  return watches.map(({ watch }) => {
    const own = gauges.filter((gauge) => gauge.watch === watch && !isToldTwice(gauge, gauges));
    const named = (names: readonly string[]) => own.find(({ name }) => names.includes(name));
    const cpu = named(CPU_GAUGES);
    return {
      watch,
      cpuMean: formatWatched(cpu?.statistics?.mean ?? null, 'cores'),
      cpuMax: cpu === undefined ? NO_VALUE : atMost(cpu, own),
      memory: memoryText(named(MEMORY), own),
      inUse: inUseText(own),
    };
  });
}

/** What is missing of the watches and why, and what they never tell, a line for each gap and remark. */
export function watchedNotes({ watches = [] }: Pick<Summary, 'watches'>): string[] {
  const byRemark = new Map<string, string[]>();
  for (const { watch, remarks } of watches)
    for (const remark of remarks) heldOrMade(byRemark, remark, () => []).push(watch);
  const told = [...byRemark].map(([remark, labels]) => `${labels.join(', ')}: ${remark}`);
  return [...gapLines(watches), ...told];
}

/** Its highest value, of its limit where one is known. */
function atMost({ name, unit, statistics }: GaugeSummary, own: readonly GaugeSummary[]): string {
  const max = statistics?.max ?? null;
  const limit = max === null ? null : limitIn(name, own);
  return limit === null ? formatWatched(max, unit) : ofLimit(max, limit, unit);
}

function ofLimit(value: number | null, limit: number, unit: GaugeSummary['unit']): string {
  const [text, whole] = [formatWatched(value, unit), formatWatched(limit, unit)];
  // `0.61 of 2 cores`: the word stands once.
  return `${unit === 'cores' ? text.replace(/ cores?$/, '') : text} of ${whole}`;
}

/** Null where it is unknown, or not above zero: `maxmemory 0` and `maxclients -1` say that there is none. */
function limitIn(name: string, own: readonly GaugeSummary[]): number | null {
  const limit = limitOf(
    name,
    own.map((one) => one.name),
  );
  const most = own.find((one) => one.name === limit)?.statistics?.max ?? null;
  return most !== null && most > 0 ? most : null;
}

/** Of open files, so many between two readings of one process: its page holds a connection itself. */
const NEAR_FILES = 5;

/** Whether a page tells the open files of a process that is watched itself, by the same limit and as many. */
function isToldTwice(gauge: GaugeSummary, gauges: readonly GaugeSummary[]): boolean {
  if (gauge.name !== 'process_open_fds') return false;
  const most = (watch: string, name: string) =>
    gauges.find((one) => one.watch === watch && one.name === name)?.statistics?.max ?? Number.NaN;
  const [count, limit] = [most(gauge.watch, gauge.name), most(gauge.watch, 'process_max_fds')];
  return gauges.some(
    ({ watch, service, name }) =>
      name === 'target_open_fds' &&
      service === gauge.service &&
      most(watch, 'target_max_fds') === limit &&
      Math.abs(most(watch, name) - count) <= Math.max(NEAR_FILES, count / 20),
  );
}

function memoryText(memory: GaugeSummary | undefined, own: readonly GaugeSummary[]): string {
  const { statistics = null } = memory ?? {};
  if (memory === undefined || statistics === null) return NO_VALUE;
  const [first, last] = [statistics.first, statistics.last].map((value) => formatWatched(value, memory.unit));
  const limit = limitIn(memory.name, own);
  return `${first} → ${last}${limit === null ? '' : ` of ${formatWatched(limit, memory.unit)}`}`;
}

/** What has a limit beside CPU and memory, the nearest to it first, then connections without one, the most first. */
function inUseText(own: readonly GaugeSummary[]): string {
  const names = own.map(({ name }) => name);
  const shown = own.flatMap((gauge) => {
    const max = gauge.statistics?.max ?? null;
    if (max === null || [...CPU_GAUGES, ...MEMORY].includes(gauge.name) || limitsAmong(names).has(gauge.name))
      return [];
    const limit = limitIn(gauge.name, own);
    if (limit === null && !/connection|stat_activity|numbackends/.test(gauge.name)) return [];
    return [{ share: limit === null ? 0 : max / limit, max, gauge }];
  });
  const nearest = shown.toSorted((a, b) => b.share - a.share || b.max - a.max).slice(0, MOST_IN_USE);
  if (nearest.length === 0) return NO_VALUE;
  return nearest.map(({ gauge }, nth) => `${titleIn(gauge, nth === 0)} ${atMost(gauge, own)}`).join(', ');
}

/** In a list, where the first begins it; a metric that only its page names keeps that name. */
function titleIn({ name, title }: GaugeSummary, isFirst: boolean): string {
  const words = inUseWords(name);
  if (words === null) return title;
  return isFirst ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : words;
}
