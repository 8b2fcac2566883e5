import type { Area, Scope } from '../../../contract/area.ts';
import { parseDuration } from '../../../contract/duration.ts';
import { type Result, succeed } from '../../../contract/failure.ts';
import { formatClock, formatMs } from '../../../contract/format.ts';
import { bandFrom, bandStartUs, isTimeAlone, LATENCY_BANDS } from '../../../contract/latency-bands.ts';
import { PERCENTILES, type Percentile } from '../../../contract/percentiles.ts';
import type { Millis, SecondIndex } from '../../../contract/units.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { type Flags, misuse } from './option-values.ts';

/** Which of a run's requests are asked about. */
export type AreaFlags = Flags<'from' | 'to' | 'above' | 'service' | 'endpoint'>;

/** What is asked of one run. */
export interface Asked {
  readonly row: RunRow;
  /** Null: all of the run that is in its figures. */
  readonly area: Area | null;
  readonly scope: Scope;
  /** Seconds before this one are warm-up of what is asked about. */
  readonly warmupSeconds: SecondIndex;
}

/** How long a run is, and which of its seconds are in its figures. */
interface RunTimes {
  readonly durationMs: Millis;
  readonly warmupSeconds: SecondIndex;
}

/**
 * The stretch of time and latency that options name, widened to whole seconds and narrowed to whole bands of latency. Where
 * none says from when on, it begins after the warm-up, unless it ends within that.
 * @returns null: no option names any, the whole run
 */
export function askedArea({ from, to, above }: AreaFlags, times: RunTimes): Result<Area | null> {
  if (from === undefined && to === undefined && above === undefined) return succeed(null);
  const { durationMs } = times;
  const last = lastSecond({ durationMs });
  const end = to === undefined ? succeed(Number.POSITIVE_INFINITY) : timeOption('to', to);
  if (!end.ok) return end;
  const measured = measuredTime(times).fromSecond * 1_000;
  const start = from === undefined ? succeed(measured < end.value ? measured : 0) : timeOption('from', from);
  if (!start.ok) return start;
  const band = above === undefined ? succeed(0) : bandOption(above);
  if (!band.ok) return band;
  if (start.value >= end.value) {
    return misuse(`--from ${from ?? '0:00'} is not before --to ${to}.`, 'A stretch ends after it begins.');
  }
  const fromSecond = Math.floor(start.value / 1_000);
  if (fromSecond > last) {
    return misuse(
      `--from ${from} lies outside this run.`,
      `It took ${formatClock(durationMs)}; name a time within it.`,
    );
  }
  const toSecond = Math.min(last, Math.ceil(end.value / 1_000) - 1);
  return succeed({ fromSecond, toSecond, fromBand: band.value, toBand: LATENCY_BANDS - 1 });
}

/** All that is in the figures of a run; one that ended within its warm-up is all there is. */
export function measuredTime({ durationMs, warmupSeconds }: RunTimes): Area {
  const toSecond = lastSecond({ durationMs });
  const fromSecond = warmupSeconds > toSecond ? 0 : warmupSeconds;
  return { fromSecond, toSecond, fromBand: 0, toBand: LATENCY_BANDS - 1 };
}

/** `9:58`, `1:02:03`, or seconds: `598`, `9m58s`. */
function timeOption(key: 'from' | 'to', text: string): Result<Millis> {
  const [, hours = '0', minutes, seconds] =
    /^(?:(\d{1,3}):(?=\d\d:))?(\d{1,5}):([0-5]\d(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  const ms =
    minutes === undefined || seconds === undefined
      ? parseDuration(text)
      : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  if (ms !== null) return succeed(ms);
  return misuse(
    `--${key} ${text} is not a time of the run.`,
    `For example: --${key} 9:58, or the same in seconds: --${key} 598.`,
  );
}

/** A percentile that `--above` names; null: it names a latency. */
export function percentileOption({ above }: Pick<AreaFlags, 'above'>): Result<Percentile | null> {
  if (above === undefined || !/^p\d/i.test(above)) return succeed(null);
  const name = PERCENTILES.find((one) => one === above.toLowerCase().replace('.', ''));
  if (name !== undefined) return succeed(name);
  return misuse(
    `--above ${above} is not a percentile that is told.`,
    `Choose one of ${PERCENTILES.join(', ').replace('p999', 'p99.9')}, or a latency: --above 512ms.`,
  );
}

/** The first band from a latency on. A bare number would be seconds elsewhere, and milliseconds to whoever writes it here. */
function bandOption(text: string): Result<number> {
  const hasUnit = /[a-z]/i.test(text);
  const ms = hasUnit ? parseDuration(text) : null;
  if (ms === null) {
    const problem = hasUnit ? 'is not a latency' : 'has no unit';
    return misuse(`--above ${text} ${problem}.`, 'For example: --above 512ms, or --above 1.5s.');
  }
  const band = bandFrom(ms * 1_000);
  if (band < LATENCY_BANDS) return succeed(band);
  const most = formatMs(bandStartUs(LATENCY_BANDS - 1) / 1_000);
  return misuse(`--above ${text} is beyond what is told apart.`, `The largest is ${most}.`);
}

/** `9:58–10:10 (12 s), from 512 ms, gateway.historical`; `Whole run (20:00) without its warm-up of 5 s, gateway`. */
export function askedText({ area, row: { durationMs }, scope, warmupSeconds }: Asked): string {
  const { service, endpoint } = scope;
  const place = [service, endpoint].filter((name) => name !== null).join('.');
  return `${areaText(area, { durationMs, warmupSeconds })}${place === '' ? '' : `, ${place}`}`;
}

function areaText(area: Area | null, times: RunTimes): string {
  const { durationMs } = times;
  const all = measuredTime(times);
  const { fromSecond, toSecond, fromBand } = area ?? all;
  const isWhole = fromSecond === all.fromSecond && toSecond >= all.toSecond;
  const without = all.fromSecond === 0 ? '' : ` without its warm-up of ${all.fromSecond} s`;
  const span = isWhole
    ? `Whole run (${formatClock(durationMs)})${without}`
    : `${formatClock(fromSecond * 1_000)}–${formatClock((toSecond + 1) * 1_000)} (${toSecond + 1 - fromSecond} s)`;
  // A latency that was asked for lies within a band, which is taken whole: every count is exact.
  return area === null || isTimeAlone(area)
    ? span
    : `${span}, from ${formatMs(bandStartUs(fromBand) / 1_000)} (latencies are counted in steps)`;
}

/** The last second of a run, as its seconds are counted. */
function lastSecond({ durationMs }: Pick<RunRow, 'durationMs'>): number {
  return Math.max(0, Math.ceil(durationMs / 1_000) - 1);
}
