import type { AppliedLoad, LoadSegment } from '../../../../contract/applied-load.ts';
import { formatNumber, formatRate } from '../../../../contract/format.ts';
import { profilePeak } from '../../../../contract/profile.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { Millis, PerSecond } from '../../../../contract/units.ts';

/** Part of a run, in ms since its start. */
export interface Span {
  readonly fromMs: Millis;
  readonly toMs: Millis;
}

/**
 * The most a load could have asked of each series per second in a span, had every answer been instant.
 * `Infinity` where only the answers hold it back (closed users without think time).
 *
 *     open:    arrivals/s × requests per arrival
 *     closed:  users × requests per task ÷ think time, and the first task of each user that starts, before it thinks
 *              (a user also waits for answers, so less is sent in fact)
 *     streams: connections × messages/s, and what opens per second
 */
export function offeredBySeries(
  { series, load }: Pick<MeasuredPlan, 'series' | 'load'>,
  span: Span,
): PerSecond[] {
  const offered = series.map(() => 0);
  const add = (index: number, perSecond: PerSecond) => {
    if (index in offered && perSecond > 0) offered[index] = (offered[index] ?? 0) + perSecond;
  };
  for (const one of load) {
    const starts = startsPerSecond(one, span);
    const level = meanLevel(one.segments, span);
    const rates = {
      start: starts,
      iteration: iterationsPerSecond(one, { level, starts, span }),
      opening: openingsPerSecond(one, { level, starts }),
      second: level,
    };
    for (const index of one.setup) add(index, starts);
    for (const { series: index, per, count, outOf } of one.demand) {
      const steered = per === 'second' ? steeredMessages(one.segments, span, count / outOf) : null;
      add(index, steered ?? (rates[per] * count) / outOf);
    }
  }
  return offered;
}

/** How the offer of a service comes about, for the note of a throughput grade. */
export function explainOffer({ load }: Pick<MeasuredPlan, 'load'>, service: string, span: Span): string {
  const own = load.filter((one) => one.service === service);
  const [only] = own;
  if (own.length !== 1 || only?.protocol !== 'http') return '';
  const level = meanLevel(only.segments, span);
  const isSteered = only.segments.some(({ cause }) => cause === 'steered');
  if (only.model === 'open')
    return `${isSteered ? 'the plan, as it was steered,' : 'the plan'} offers ${formatRate(level)} on average`;
  const think = thinkMs(only);
  if (think === 0) return '';
  return `${formatNumber(level)} users on average who think ${formatNumber(think / 1_000)} s between tasks offer about that, however fast the responses`;
}

/** Mean level of a load over a span; before it starts and after it ends the level is 0. */
export function meanLevel(segments: readonly LoadSegment[], span: Span): number {
  const length = span.toMs - span.fromMs;
  return length <= 0 ? 0 : areaUnder(segments, span) / length;
}

/** Sent on all connections together, on average; null where nobody steered how much. @param planned on each */
function steeredMessages(segments: readonly LoadSegment[], span: Span, planned: PerSecond): PerSecond | null {
  if (segments.every(({ messagesPerSecond }) => messagesPerSecond === undefined)) return null;
  return segments.reduce(
    (sum, segment) => sum + meanLevel([segment], span) * (segment.messagesPerSecond ?? planned),
    0,
  );
}

/** Users, or arrivals per second, times ms: the area under a load in a span. */
export function areaUnder(segments: readonly LoadSegment[], span: Span): number {
  let area = 0;
  for (const { startMs, durationMs, from, to } of segments) {
    const left = Math.max(startMs, span.fromMs);
    const right = Math.min(startMs + durationMs, span.toMs);
    if (right <= left) continue;
    const levelAt = (t: Millis) => from + ((to - from) * (t - startMs)) / durationMs;
    area += ((levelAt(left) + levelAt(right)) / 2) * (right - left);
  }
  return area;
}

/** Rises of the level inside a span, each a user or connection that starts, per second of the span. */
function startsPerSecond({ model, segments }: AppliedLoad, span: Span): PerSecond {
  const length = span.toMs - span.fromMs;
  if (length <= 0 || model === 'open') return 0;
  let before = 0;
  let starts = 0;
  for (const { startMs, durationMs, from, to } of segments) {
    if (startMs >= span.fromMs && startMs < span.toMs) starts += Math.max(0, from - before);
    const inside = Math.min(startMs + durationMs, span.toMs) - Math.max(startMs, span.fromMs);
    if (inside > 0) starts += (Math.max(0, to - from) * inside) / durationMs;
    before = to;
  }
  return (starts * 1_000) / length;
}

function thinkMs({ thinkTime }: AppliedLoad): Millis {
  return (thinkTime.minMs + thinkTime.maxMs) / 2;
}

interface Applied {
  readonly level: number;
  readonly starts: PerSecond;
}

function openingsPerSecond(load: AppliedLoad, { level, starts }: Applied): PerSecond {
  const cycle = load.heldMs === null ? 0 : (level * 1_000) / (load.heldMs + thinkMs(load));
  return Math.max(cycle, starts);
}

function iterationsPerSecond(
  load: AppliedLoad,
  { level, starts, span }: Applied & { span: Span },
): PerSecond {
  if (level === 0) return 0;
  const spanMs = span.toMs - span.fromMs;
  const most = ((load.iterations ?? Number.POSITIVE_INFINITY) * 1_000) / spanMs;
  if (load.model === 'open') return Math.min(level, most);
  const cycleMs = thinkMs(load) + (load.heldMs ?? 0);
  const free = cycleMs === 0 ? Number.POSITIVE_INFINITY : (level * 1_000) / cycleMs + starts;
  const each = load.iterationsEach ?? Number.POSITIVE_INFINITY;
  return Math.min(most, free, (profilePeak(load) * each * 1_000) / spanMs);
}
