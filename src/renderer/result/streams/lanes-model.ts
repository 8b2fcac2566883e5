import { formatClock } from '../../../contract/format.ts';
import type { ErrorRow, SummarySecond } from '../../../contract/summary.ts';
import type { Lane } from '../../../contract/summary-streams.ts';
import type { LaneState } from '../../../contract/tick.ts';
import { timeSpan } from '../../charts/nice-scale.ts';
import type { LiveState, StreamKey } from '../../charts/stream-charts.ts';
import type { ShownStream } from '../../protocols/shown-protocol.ts';
import { capitalized } from '../../words/words.ts';
import { endingWords, toneOfEnding } from './ending-words.ts';

/** A stretch of a lifeline in one state, as shares of the time axis, 0 … 1. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: LiveState;
}
/** The moment a connection ended. */
interface End {
  readonly at: number;
  readonly atMs: number;
  readonly cause: string;
  readonly isFault: boolean;
}
/** The slowest answer of a few seconds; `height` 0 … 1 on a logarithmic scale. */
interface Mark {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

export interface DrawnLane {
  readonly key: string;
  readonly connection: number;
  readonly scenario: string;
  readonly stretches: readonly Stretch[];
  readonly ends: readonly End[];
  readonly marks: readonly Mark[];
  /** The state it is in, and why where it ended. */
  readonly last: { readonly state: LaneState; readonly cause: string } | null;
  readonly cut: boolean;
}

/** A wide screen has no more columns to tell apart. */
const MAX_COLUMNS = 400;

/** Lifelines with what they did, ready to be drawn. */
export function lanesModel(
  lanes: readonly Lane[],
  { seconds, plannedMs }: { readonly seconds: readonly SummarySecond[]; readonly plannedMs: number },
  key: StreamKey,
) {
  const last = seconds.at(-1);
  const elapsedS = last === undefined ? 0 : last.second + last.lengthMs / 1_000;
  const spanS = timeSpan(elapsedS, plannedMs / 1_000);
  const slowest = slowestByLane(seconds, key, Math.ceil(spanS / MAX_COLUMNS));
  const top = Math.max(0, ...[...slowest.values()].flatMap((columns) => [...columns.values()]));
  return {
    /** End of the time axis in seconds. */
    spanS,
    ticksS: ticksOf(spanS),
    /** The top of the scale of the marks; null where nothing was answered. */
    slowestMs: top === 0 ? null : top,
    lanes: lanes
      .map((lane, place) => drawn(lane, { spanS, elapsedS }, marksOf(slowest.get(place), { spanS, top })))
      .toSorted((a, b) => a.scenario.localeCompare(b.scenario) || a.connection - b.connection),
  };
}

function slowestByLane(
  seconds: readonly SummarySecond[],
  key: StreamKey,
  width: number,
): Map<number, Map<number, number>> {
  const byLane = new Map<number, Map<number, number>>();
  for (const { second, streams } of seconds) {
    for (const { lane, slowestMs } of streams?.[key]?.lanes ?? []) {
      if (slowestMs === null) continue;
      const columns = byLane.get(lane) ?? new Map<number, number>();
      byLane.set(lane, columns);
      const column = Math.floor(second / width) * width;
      columns.set(column, Math.max(slowestMs, columns.get(column) ?? 0));
    }
  }
  return byLane;
}

function marksOf(
  columns: ReadonlyMap<number, number> | undefined,
  { spanS, top }: { spanS: number; top: number },
): Mark[] {
  const width = Math.ceil(spanS / MAX_COLUMNS);
  return [...(columns ?? [])].map(([second, ms]) => ({
    from: second / spanS,
    to: Math.min(1, (second + width) / spanS),
    // At least a hair, so that a fast answer is not no answer.
    height: Math.max(0.06, Math.log1p(ms) / Math.log1p(top)),
  }));
}

function drawn(lane: Lane, axis: { spanS: number; elapsedS: number }, marks: readonly Mark[]): DrawnLane {
  const { scenario, connection, changes, cut } = lane;
  const share = (ms: number) => Math.min(1, ms / 1_000 / axis.spanS);
  const stretches = changes.flatMap(({ atMs, to }, index): Stretch[] => {
    if (to === 'closed' || to === 'failed') return [];
    const untilMs = changes[index + 1]?.atMs ?? axis.elapsedS * 1_000;
    return [{ from: share(atMs), to: Math.max(share(atMs), share(untilMs)), state: to }];
  });
  const ends = changes.flatMap(({ atMs, to, cause }): End[] =>
    to === 'closed' || to === 'failed'
      ? [{ at: share(atMs), atMs, cause, isFault: toneOfEnding(cause) === 'fault' }]
      : [],
  );
  const newest = changes.at(-1);
  const last = newest === undefined ? null : { state: newest.to, cause: newest.cause };
  return { key: `${scenario} ${connection}`, scenario, connection, stretches, ends, marks, last, cut };
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800];
const MAX_TICKS = 8;

/** Whole steps of time, at most eight of them. */
export function ticksOf(spanS: number): number[] {
  const step = STEPS.find((candidate) => spanS / candidate <= MAX_TICKS) ?? 86_400;
  return Array.from({ length: Math.floor(spanS / step) + 1 }, (_, index) => index * step);
}

/** What a lane says. @param errors of the run: their sentences serve for rare causes */
export function laneWords(lane: DrawnLane, stream: ShownStream, errors: readonly ErrorRow[]) {
  const titleOf = (cause: string) => endingWords(cause, stream, errors)[0];
  const { last } = lane;
  const isLive = last !== null && last.state !== 'closed' && last.state !== 'failed';
  const label = stream.states.find(([state]) => state === last?.state)?.[1];
  /** The state it is in, or how it ended; empty where nothing is known. */
  const now = (isLive ? label : undefined) ?? titleOf(last?.cause ?? '');
  /** Of each end: when, and how. */
  const ends = lane.ends.map(({ atMs, cause }) => `${formatClock(atMs)} ${titleOf(cause)}`);
  /** All of it, for those who do not see the drawing. */
  const told = [
    ...(ends.length === 0 ? [] : [`ended ${ends.join('; ')}`]),
    ...(isLive ? [`now ${now}`] : []),
    ...(lane.cut ? ['more events than are kept'] : []),
  ];
  const name = `${capitalized(stream.one)} ${lane.connection + 1}`;
  return { now, ends, told: `${name}: ${told.join('; ')}.` };
}

/** Units of the drawing of a lane; it is stretched over whatever width there is. */
const WIDTH = 1_000;
const HEIGHT = 24;
const BAND = 4;
export const LANE_VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;

/** All marks of a lane as one path: thousands of rectangles would each be an element. */
export function marksPath({ marks }: DrawnLane): string {
  const floor = HEIGHT - BAND - 1;
  return marks
    .map(({ from, to, height }) => {
      const width = Math.max(0.6, (to - from) * WIDTH * 0.86).toFixed(1);
      const tall = (height * (floor - 2)).toFixed(1);
      return `M${(from * WIDTH).toFixed(1)} ${floor}v-${tall}h${width}v${tall}z`;
    })
    .join('');
}

/** A stretch as a band along the foot of its lane. */
export function bandOf({ from, to }: Stretch): Record<'x' | 'y' | 'width' | 'height', string> {
  return {
    x: (from * WIDTH).toFixed(1),
    y: String(HEIGHT - BAND),
    width: Math.max(1, (to - from) * WIDTH).toFixed(1),
    height: String(BAND),
  };
}
