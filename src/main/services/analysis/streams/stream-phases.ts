import type { AppliedLoad, LoadSegment } from '../../../../contract/applied-load.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { countsConnects, roundTripRole, type SeriesRole } from '../../../../contract/series.ts';
import type { StreamPhase } from '../../../../contract/summary-streams.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import { type Micros, type Millis, microsToMillis, type SecondIndex } from '../../../../contract/units.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { distributionOf } from '../../../../workers/engine/verdicts/evidence.ts';
import type { RunLoad } from '../counts/run-load.ts';
import { gradedLatencies } from '../seconds/graded-latency.ts';

/**
 * What connections did while the plan was opening them, against what they did while it was not: whether a storm of
 * handshakes costs those who are connected already. The warm-up is included, because most plans open all they have
 * within it; seconds that were excluded are not.
 */
export class StreamPhases {
  readonly #plan: MeasuredPlan;
  readonly #load: RunLoad;
  readonly #roundTrip: SeriesRole;
  readonly #connecting: ReadonlySet<string>;
  readonly #opening = new Phase();
  readonly #steady = new Phase();

  constructor(plan: MeasuredPlan, load: RunLoad) {
    this.#load = load;
    this.#plan = plan;
    this.#roundTrip = roundTripRole(plan.series);
    const connecting = new Set(plan.series.filter(countsConnects).map(({ protocol }) => protocol));
    this.#connecting = new Set(
      plan.load.flatMap(({ protocol, name }) => (connecting.has(protocol) ? [name] : [])),
    );
  }

  add(second: RunSecond): void {
    if (this.#connecting.size === 0) return;
    const load = this.#load.classes.filter(({ name }) => this.#connecting.has(name));
    const phase = isOpening(load, second.second) ? this.#opening : this.#steady;
    phase.lengthUs += second.lengthUs;
    for (const stream of second.streams) {
      if (!this.#connecting.has(stream.scenario)) continue;
      phase.attempted += stream.attempted;
      phase.opened += stream.opened;
      phase.failed += stream.failed;
      phase.messagesIn += stream.messagesIn;
      phase.messagesOut += stream.messagesOut;
    }
    const { series } = this.#plan;
    for (const bytes of gradedLatencies(series, second, ({ role }) => role === 'connect'))
      phase.connect.mergeEncoded(bytes);
    for (const bytes of gradedLatencies(series, second, ({ role }) => role === this.#roundTrip))
      phase.roundTrip.mergeEncoded(bytes);
  }

  summarize(): { opening: StreamPhase; steady: StreamPhase } {
    return { opening: this.#opening.summarize(), steady: this.#steady.summarize() };
  }
}

class Phase {
  lengthUs: Micros = 0;
  attempted = 0;
  opened = 0;
  failed = 0;
  messagesIn = 0;
  messagesOut = 0;
  readonly connect = new Histogram();
  readonly roundTrip = new Histogram();

  summarize(): StreamPhase {
    const lengthMs = microsToMillis(this.lengthUs);
    const perSecond = (count: number) => (lengthMs === 0 ? 0 : (count * 1_000) / lengthMs);
    const { attempted, opened, failed } = this;
    return {
      lengthMs,
      attempted,
      opened,
      failed,
      openedPerSecond: perSecond(opened),
      messagesInPerSecond: perSecond(this.messagesIn),
      messagesOutPerSecond: perSecond(this.messagesOut),
      connectMs: distributionOf(this.connect),
      roundTripMs: distributionOf(this.roundTrip),
    };
  }
}

/** A handshake begun at the end of a second ends in the next, which belongs to the storm as well. */
const HANDSHAKES_END_MS: Millis = 1_000;

/** Whether a load of connections opens some in this second, or did in the one before. */
export function isOpening(load: readonly AppliedLoad[], second: SecondIndex): boolean {
  const toMs = (second + 1) * 1_000;
  const fromMs = second * 1_000 - HANDSHAKES_END_MS;
  return load.some(({ segments }) =>
    risesOf(segments).some((rise) => rise.fromMs < toMs && rise.toMs > fromMs),
  );
}

/** A jump is a slope of no length, but not of no time. */
const JUMP_MS: Millis = 1;

/** Where a load goes up: slopes from end to end. */
function risesOf(segments: readonly LoadSegment[]): { fromMs: Millis; toMs: Millis }[] {
  let level = 0;
  return segments.flatMap(({ startMs, durationMs, from, to }) => {
    const jumps = from > level;
    level = to;
    if (to > from) return [{ fromMs: startMs, toMs: startMs + durationMs }];
    return jumps ? [{ fromMs: startMs, toMs: startMs + JUMP_MS }] : [];
  });
}
