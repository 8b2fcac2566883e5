import type { LoadChange } from '../../contract/applied-load.ts';
import { gaugesOf } from '../../contract/gauges.ts';
import type { LateCounts, ThreadTick } from '../../contract/tick.ts';
import { MICROS_PER_SECOND, type Micros } from '../../contract/units.ts';
import type { ThreadCaps } from '../engine/load/divide-caps.ts';
import type { MeteredSecond, ThreadMeter } from '../engine/measure/meter.ts';
import type { LearnedSecret } from '../engine/measure/sample.ts';
import { TURN_US } from '../engine/time/clock.ts';
import { LAST_SECOND_TAIL_US } from '../engine/time/stop-policy.ts';
import type { ThreadContext } from '../engine/users/thread-context.ts';
import type { Assignment } from './assign.ts';
import type { CapsOrder } from './held-caps.ts';
import type { LoopWatch } from './loop-watch.ts';

interface ThreadLoopParts {
  readonly thread: number;
  readonly kind: Assignment['kind'];
  readonly context: ThreadContext;
  /** The meter of the context. */
  readonly meter: ThreadMeter;
  readonly watch: LoopWatch;
  /** `spin` turns whenever the loop is free, for starts exact to microseconds; it costs a core. */
  readonly precision: 'tick' | 'spin';
  /** @param secrets what of the tick nobody may see */
  readonly report: (tick: ThreadTick, secrets: readonly LearnedSecret[]) => void;
  /** Answers an order of the caps: what the thread has of them. Absent: nobody divides them anew. */
  readonly tellCaps?: (order: number, inUse: ThreadCaps) => void;
}

/**
 * The pulse of a load thread: a turn about every millisecond. In each turn, first every second that has passed is
 * settled and reported, then the scenarios send what is due, so that nothing counts in a second it does not belong to.
 */
export class ThreadLoop {
  readonly #parts: ThreadLoopParts;
  #startUs: Micros = 0;
  #endUs: Micros = 0;
  #second = 0;
  #isOver = false;
  /** It has more than it was told to: to be told again when it has less. */
  #tooMuch: CapsOrder | null = null;

  constructor(parts: ThreadLoopParts) {
    this.#parts = parts;
  }

  begin(startUs: Micros, endUs: Micros): void {
    const { context, meter, watch } = this.#parts;
    this.#startUs = startUs;
    this.#endUs = endUs;
    meter.begin(startUs);
    meter.endPlan(endUs);
    watch.begin(startUs, context.clock.nowUs());
    context.begin(startUs, endUs);
    this.#turn();
  }

  /** What is to come of the load is that instead; what is due by now is not changed by it. */
  steer(changes: readonly LoadChange[]): void {
    if (this.#isOver || this.#endUs === 0) return;
    this.#parts.context.steer(changes);
  }

  /** Keeps to another part of the caps from now on. */
  limit(order: CapsOrder): void {
    if (this.#isOver) return;
    this.#parts.context.limit(order.caps, order.goal);
    this.#tellCaps(order);
  }

  /** Stops the scenarios; what was due before is settled in the seconds it belongs to. */
  stop(how: 'graceful' | 'now'): void {
    const nowUs = this.#parts.context.clock.nowUs();
    if (this.#endUs > 0) {
      this.#reportPassedSeconds(nowUs);
      this.#endUs = Math.max(this.#startUs, Math.min(this.#endUs, nowUs));
      this.#parts.meter.endPlan(this.#endUs);
      this.#parts.meter.planIsOver();
    }
    this.#parts.context.stop(how);
  }

  /** Reports what is left as the last tick, and turns no more. @returns the moment of the end */
  end(): Micros {
    const nowUs = this.#parts.context.clock.nowUs();
    this.#reportPassedSeconds(nowUs);
    this.#isOver = true;
    this.#report(Math.max(nowUs, this.#startUs), true);
    return nowUs;
  }

  readonly #turn = (): void => {
    if (this.#isOver) return;
    const { context, meter, watch, precision } = this.#parts;
    const { clock } = context;
    const nowUs = clock.nowUs();
    watch.turned(nowUs);
    if (nowUs > this.#endUs) meter.planIsOver();
    this.#reportPassedSeconds(nowUs);
    context.tick(nowUs);
    if (precision === 'spin') clock.setImmediate(this.#turn);
    // On the whole millisecond, when Node's own timers wake up: asked for in between, it would be late by half a turn.
    else clock.setTimer((Math.floor(nowUs / TURN_US) + 1) * TURN_US, this.#turn);
  };

  #reportPassedSeconds(nowUs: Micros): void {
    for (;;) {
      const boundaryUs = this.#startUs + (this.#second + 1) * MICROS_PER_SECOND;
      if (nowUs < (boundaryUs === this.#endUs ? boundaryUs + LAST_SECOND_TAIL_US : boundaryUs)) return;
      this.#report(boundaryUs, false);
      this.#second += 1;
    }
  }

  #tellCaps(order: CapsOrder): void {
    const { context, tellCaps } = this.#parts;
    const { connections, inFlight, perSecond } = order.caps;
    const inUse = context.inUse();
    const isBeyond =
      inUse.connections > connections || inUse.inFlight > inFlight || inUse.perSecond > perSecond;
    this.#tooMuch = isBeyond ? order : null;
    tellCaps?.(order.order, inUse);
  }

  /** Told where the plan ended within this second, or something came after it. */
  #afterPlan(late: readonly LateCounts[]): Pick<ThreadTick, 'afterPlan'> {
    const atUs = this.#endUs - this.#startUs;
    const isWithin = Math.floor(atUs / MICROS_PER_SECOND) === this.#second && atUs % MICROS_PER_SECOND !== 0;
    return late.length === 0 && !isWithin ? {} : { afterPlan: { atUs, late } };
  }

  #watched(
    boundaryUs: Micros,
    ours: Pick<MeteredSecond, 'latenessMaxUs' | 'latenessP99Us' | 'queuedMaxUs' | 'clientErrors'>,
  ): Pick<ThreadTick, 'gauges' | 'blocks'> {
    const { thread, kind, watch } = this.#parts;
    const { blocks, loopDelayMaxUs, loopUtilisation, gcPauseUs } = watch.take(boundaryUs);
    const gauges = gaugesOf({
      'threads.http': kind === 'http' ? 1 : 0,
      'threads.stream': kind === 'stream' ? 1 : 0,
      'loop.delay_max': loopDelayMaxUs,
      'loop.utilisation': loopUtilisation,
      'loop.gc_pause': gcPauseUs,
      'lateness.max': ours.latenessMaxUs,
      'lateness.p99': ours.latenessP99Us,
      'queued.max': ours.queuedMaxUs,
      'client.errors': ours.clientErrors,
    });
    return { gauges, blocks: blocks.map((block) => ({ thread, ...block })) };
  }

  #report(boundaryUs: Micros, last: boolean): void {
    const { thread, meter, context, report } = this.#parts;
    context.settle(boundaryUs);
    const { secrets, late, latenessMaxUs, latenessP99Us, queuedMaxUs, clientErrors, ...counted } =
      meter.flush(last);
    const waitedFor = context.waits.take();
    const tick: ThreadTick = {
      thread,
      second: this.#second,
      users: context.users(),
      ...counted,
      ...this.#afterPlan(late ?? []),
      streams: context.takeStreams(),
      ...this.#watched(boundaryUs, { latenessMaxUs, latenessP99Us, queuedMaxUs, clientErrors }),
      ...(waitedFor.length > 0 && { waitedFor }),
      ...meter.takeStarts(boundaryUs, last),
      last,
    };
    report(tick, secrets);
    if (this.#tooMuch !== null) this.#tellCaps(this.#tooMuch);
  }
}
