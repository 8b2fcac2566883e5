import { type EventLoopUtilization, PerformanceObserver, performance } from 'node:perf_hooks';
import type { Micros } from '../../contract/units.ts';
import { TURN_US } from '../engine/time/clock.ts';

/** A turn of the loop comes every millisecond; a gap longer than this is written down as a block. */
const BLOCK_US = 20_000;
/** Blocks written down per second; more than that is one long trouble. */
const MAX_BLOCKS = 50;

interface LoopSecond {
  readonly loopDelayMaxUs: Micros;
  /** Share of the second that it was busy, 0…1. */
  readonly loopUtilisation: number;
  readonly gcPauseUs: Micros;
  readonly blocks: readonly { readonly atUs: Micros; readonly lengthUs: Micros }[];
}

/** Watches the event loop of its own thread: how late it turns, how busy it is, how long garbage collection holds it. */
export class LoopWatch {
  #startUs: Micros = 0;
  #lastTurnUs: Micros;
  #delayMaxUs: Micros = 0;
  #lastDelayUs: Micros = 0;
  #blocks: { atUs: Micros; lengthUs: Micros }[] = [];
  #gcPauseUs: Micros = 0;
  #utilisation: EventLoopUtilization = performance.eventLoopUtilization();
  readonly #observer: PerformanceObserver;

  constructor(nowUs: Micros) {
    this.#lastTurnUs = nowUs;
    this.#observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) this.#gcPauseUs += Math.round(entry.duration * 1_000);
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** Forgets what getting ready cost; blocks are dated from `startUs`. */
  begin(startUs: Micros, nowUs: Micros): void {
    this.#startUs = startUs;
    this.#lastTurnUs = nowUs;
    this.#lastDelayUs = 0;
    this.take(nowUs);
  }

  /** To be called at the beginning of every turn. */
  turned(nowUs: Micros): void {
    const gapUs = nowUs - this.#lastTurnUs;
    const delayUs = Math.max(0, gapUs - TURN_US);
    this.#lastDelayUs = delayUs;
    if (delayUs > this.#delayMaxUs) this.#delayMaxUs = delayUs;
    // What happened before the run began is no block of it.
    if (gapUs > BLOCK_US && this.#lastTurnUs >= this.#startUs && this.#blocks.length < MAX_BLOCKS) {
      this.#blocks.push({ atUs: this.#lastTurnUs - this.#startUs, lengthUs: gapUs });
    }
    this.#lastTurnUs = nowUs;
  }

  /**
   * What was seen since the last call, for the second that ends at `boundaryUs`. A delay that lasted beyond it counts
   * in the next second too: the answers that waited for it are read there.
   */
  take(boundaryUs: Micros): LoopSecond {
    const now = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(now, this.#utilisation);
    this.#utilisation = now;
    const taken = {
      loopDelayMaxUs: this.#delayMaxUs,
      loopUtilisation: since.utilization,
      gcPauseUs: this.#gcPauseUs,
      blocks: this.#blocks,
    };
    this.#delayMaxUs = this.#lastTurnUs > boundaryUs ? this.#lastDelayUs : 0;
    this.#gcPauseUs = 0;
    this.#blocks = [];
    return taken;
  }

  close(): void {
    this.#observer.disconnect();
  }
}
