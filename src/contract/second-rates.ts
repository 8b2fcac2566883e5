import type { SummarySecond } from './summary.ts';
import type { Millis, PerSecond } from './units.ts';

type Timed = Pick<SummarySecond, 'second' | 'lengthMs' | 'drain'> &
  Partial<Pick<SummarySecond, 'afterPlan' | 'sent' | 'ok' | 'errors'>>;

const A_SECOND: Millis = 1_000;

/** Seconds whose counts are told as one rate. */
interface RateStretch<Second extends Timed> {
  readonly seconds: readonly [Second, ...Second[]];
  /** What a count is divided by: never less than a second, so that none is scaled up. */
  readonly overMs: Millis;
}

/**
 * Counts per second are told of whole seconds: each by itself, and a partial last one together with the second before
 * it. A partial second that stands alone is told as though it had been a whole one. What drains after the plan's end
 * is in no stretch: of the second in which the plan ends, only what lies before it.
 */
export function rateStretches<Second extends Timed>(seconds: readonly Second[]): RateStretch<Second>[] {
  const stretches: RateStretch<Second>[] = [];
  for (const whole of seconds) {
    if (whole.drain) continue;
    const second = withinPlan(whole);
    const before = stretches.at(-1);
    const isNext = before?.seconds.at(-1)?.second === second.second - 1;
    if (second.lengthMs < A_SECOND && before !== undefined && isNext) {
      const overMs = before.overMs + second.lengthMs;
      stretches[stretches.length - 1] = { seconds: [...before.seconds, second], overMs };
    } else stretches.push({ seconds: [second], overMs: Math.max(A_SECOND, second.lengthMs) });
  }
  return stretches;
}

/** A second up to the plan's end. */
function withinPlan<Second extends Timed>(second: Second): Second {
  const { afterPlan, lengthMs, sent, ok, errors } = second;
  if (afterPlan === undefined) return second;
  return {
    ...second,
    lengthMs: Math.min(lengthMs, Math.max(0, afterPlan.fromMs - second.second * A_SECOND)),
    ...(sent === undefined ? {} : { sent: sent - afterPlan.sent }),
    ...(ok === undefined ? {} : { ok: ok - afterPlan.ok }),
    ...(errors === undefined ? {} : { errors: errors - afterPlan.errors }),
  };
}

/** What was counted in a stretch, per second. */
export function rateOf<Second extends Timed>(
  { seconds, overMs }: RateStretch<Second>,
  count: (second: Second) => number,
): PerSecond {
  return (seconds.reduce((sum, second) => sum + count(second), 0) * 1_000) / overMs;
}

/** The rate of the last second (with a partial one merged into it); null before the first, and while the run drains. */
export function latestRate<Second extends Timed>(
  seconds: readonly Second[],
  count: (second: Second) => number,
): PerSecond | null {
  const last = seconds.at(-1);
  if (last === undefined || last.drain) return null;
  const stretch = rateStretches(seconds.slice(-2)).at(-1);
  return stretch === undefined ? null : rateOf(stretch, count);
}
