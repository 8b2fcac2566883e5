import { addStates, addStreamFlows, noStates, noStreamFlows, sumCounts } from '../../contract/counts.ts';
import { type Gauge, mergeGauges } from '../../contract/gauges.ts';
import { tableOf } from '../../contract/keys.ts';
import { RUN_CAPS } from '../../contract/run-caps.ts';
import type { StartSlot } from '../../contract/start-counts.ts';
import type {
  AfterPlan,
  FailureCount,
  RunSecond,
  SeriesSecond,
  StreamSecond,
  ThreadTick,
} from '../../contract/tick.ts';
import { HISTOGRAM_NAMES } from '../../contract/tick.ts';
import type { Micros } from '../../contract/units.ts';
import type { WatchedSecond } from '../../contract/watch.ts';
import { sumOfEncoded } from '../engine/measure/encoded-histogram.ts';
import type { Steering } from './crew-port.ts';
import type { LightBudget } from './light-budget.ts';
import type { KeptRequestPicker } from './pick-kept-requests.ts';

interface SecondFrame {
  readonly second: number;
  readonly lengthUs: Micros;
  /** What was read of the machine. */
  readonly machine: readonly Gauge[];
  /** What threads that report no more left open. */
  readonly carriedOver: readonly SeriesSecond[];
  /** How the load was steered in it. */
  readonly steered: readonly Steering[];
  /** Slots that are whole by the end of the second; empty: none, or nobody counts starts. */
  readonly starts: readonly StartSlot[];
  /** What was heard of the watches since the second before. */
  readonly watched: readonly WatchedSecond[];
  /** Of this run. */
  readonly picker: KeptRequestPicker;
  readonly budget: LightBudget;
}

/**
 * The ticks of all threads for one second as one. Counts add up, histograms are merged (never averaged), gauges add up.
 * @param ticks all of the same second; none: no thread is left that could tell of it
 */
export function mergeTicks(
  ticks: readonly ThreadTick[],
  { second, lengthUs, machine, carriedOver, steered, starts, watched, picker, budget }: SecondFrame,
): RunSecond {
  const redirected = mergeCounts(
    ticks.flatMap((tick) => tick.redirected ?? []),
    ({ series }) => series,
  );
  const irregular = mergeCounts(
    ticks.flatMap((tick) => tick.irregular ?? []),
    ({ series, kind }) => `${series} ${kind}`,
  );
  const accepted = groupBy(
    ticks.flatMap((tick) => tick.accepted ?? []),
    ({ service, credential }) => `${service} ${credential}`,
  );
  const waitedFor = RUN_CAPS.filter((cap) => ticks.some((tick) => tick.waitedFor?.includes(cap)));
  const light = budget.take(ticks.flatMap((tick) => tick.light ?? []));
  return {
    second,
    lengthUs,
    users: ticks.reduce((sum, tick) => sum + tick.users, 0),
    series: mergeSeries([...ticks.flatMap((tick) => tick.series), ...carriedOver]),
    failures: mergeFailures(ticks.flatMap((tick) => tick.failures)),
    exemplars: picker.pick(ticks.flatMap((tick) => tick.exemplars)),
    ...(accepted.size > 0 && { accepted: [...accepted.values()].flatMap((group) => group.slice(0, 1)) }),
    ...(redirected.length > 0 && { redirected }),
    ...(irregular.length > 0 && { irregular }),
    ...mergeAfterPlan(ticks.flatMap((tick) => tick.afterPlan ?? [])),
    streams: mergeStreams(ticks.flatMap((tick) => tick.streams)),
    gauges: mergeGauges([...ticks.flatMap((tick) => tick.gauges), ...machine]),
    blocks: ticks.flatMap((tick) => tick.blocks).sort((a, b) => a.thread - b.thread),
    ...(waitedFor.length > 0 && { waitedFor }),
    ...(starts.length > 0 && { starts }),
    ...(watched.length > 0 && { watched }),
    ...(light !== null && { light }),
    ...(steered.length > 0 && {
      load: steered.flatMap(({ changes }) => changes),
      steered: steered.map(({ entry }) => entry),
    }),
  };
}

function mergeSeries(parts: readonly SeriesSecond[]): SeriesSecond[] {
  const merged = [...groupBy(parts, (part) => part.series).values()].map((group) => {
    const [first, ...rest] = group;
    if (rest.length === 0) return first;
    const counts = sumCounts(group.map((part) => part.counts));
    const histograms = tableOf(HISTOGRAM_NAMES, (name) =>
      together(group.map((part) => part.histograms[name])),
    );
    return { series: first.series, counts, histograms };
  });
  return merged.sort((a, b) => a.series - b.series);
}

/** They are merged as they are encoded; decoded they are where they are analysed, and nowhere before. */
function together(parts: readonly (Uint8Array | null)[]): Uint8Array | null {
  const present = parts.filter((part) => part !== null);
  return present.length <= 1 ? (present[0] ?? null) : sumOfEncoded(present);
}

function mergeFailures(parts: readonly FailureCount[]): FailureCount[] {
  const groups = groupBy(
    parts,
    ({ series, failure, credential = '' }) => `${series} ${failure.code} ${credential}`,
  );
  return [...groups.values()].map((group) => ({
    ...group[0],
    count: group.reduce((sum, part) => sum + part.count, 0),
    firstUs: Math.min(...group.map((part) => part.firstUs)),
    lastUs: Math.max(...group.map((part) => part.lastUs)),
  }));
}

/** Of the same thing, counts added up. */
function mergeCounts<Part extends { readonly count: number }>(
  parts: readonly Part[],
  keyOf: (part: Part) => string | number,
): Part[] {
  return [...groupBy(parts, keyOf).values()].map((group) => ({
    ...group[0],
    count: group.reduce((sum, { count }) => sum + count, 0),
  }));
}

const LATE = ['sent', 'ok', 'errors', 'targetErrors'] as const;

/** The plan is over when it is on every thread; each tells what came after its own end. */
function mergeAfterPlan(parts: readonly AfterPlan[]): Pick<RunSecond, 'afterPlan'> {
  if (parts.length === 0) return {};
  const groups = groupBy(
    parts.flatMap(({ late }) => late),
    ({ series }) => series,
  );
  const late = [...groups].map(([series, group]) => ({
    series,
    ...tableOf(LATE, (name) => group.reduce((sum, one) => sum + one[name], 0)),
  }));
  return { afterPlan: { atUs: Math.max(...parts.map(({ atUs }) => atUs)), late } };
}

function mergeStreams(parts: readonly StreamSecond[]): StreamSecond[] {
  return [...groupBy(parts, ({ scenario }) => scenario).values()].map((group) => {
    const [first, ...rest] = group;
    return rest.length === 0 ? first : rest.reduce(addStreams, first);
  });
}

function addStreams(a: StreamSecond, b: StreamSecond): StreamSecond {
  const flows = noStreamFlows();
  const states = noStates();
  for (const part of [a, b]) {
    addStreamFlows(flows, part);
    addStates(states, part.states);
  }
  return {
    ...flows,
    scenario: a.scenario,
    states,
    openUs: (a.openUs ?? 0) + (b.openUs ?? 0),
    closedBy: addByKey(a.closedBy, b.closedBy, (one, other) => one + other),
    topics: addByKey(a.topics, b.topics, (one, other) => ({
      count: one.count + other.count,
      bytes: one.bytes + other.bytes,
    })),
    deliveryLag: together([a.deliveryLag, b.deliveryLag]),
    // A connection lives on one thread, and each thread follows its own.
    ...(a.lanes === undefined && b.lanes === undefined
      ? {}
      : { lanes: [...(a.lanes ?? []), ...(b.lanes ?? [])] }),
  };
}

/** Both by key, added where a key is in both. Servers choose the keys: `constructor` and `__proto__` are keys too. */
export function addByKey<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  add: (a: Value, b: Value) => Value,
): Record<string, Value> {
  const sum = new Map(Object.entries(a));
  for (const [key, value] of Object.entries(b)) {
    const known = sum.get(key);
    sum.set(key, known === undefined ? value : add(known, value));
  }
  return Object.fromEntries(sum);
}

/** Every group has at least one. */
function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, [Item, ...Item[]]> {
  const groups = new Map<Key, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
