import { MICROS_PER_SECOND, type Micros, type SecondIndex } from '../../contract/units.ts';
import type { WatchedSecond } from '../../contract/watch.ts';
import type { Clock, TimerHandle } from '../engine/time/clock.ts';
import { SampledWatch } from './sampled-watch.ts';
import type { WatchReader } from './watch-reader.ts';

/** Of the second in which the run ends, so much is enough to be read: CPU time is counted in hundredths of a second. */
const ENOUGH_US: Micros = 500_000;
/** A moment at the end that is shorter is no second of the run. */
const MOMENT_US: Micros = 100_000;
/** After the end of the run, what is still being read is waited for so long: the crew waits a little longer. */
const LAST_READING_US: Micros = 850_000;

interface SamplerParts {
  /** By place of the watch. */
  readonly readers: readonly WatchReader[];
  readonly clock: Pick<Clock, 'nowUs' | 'setTimer' | 'clearTimer'>;
  /** Processor time that the thread has used; absent: nobody counts it, and what is late is the machine's fault. */
  readonly cpuUs?: () => Micros;
  /** What is known, in the order in which it becomes so; of each watch every second, in order, once. */
  report(entries: readonly WatchedSecond[]): void;
}

/**
 * Reads every watch at the start of the run and at the end of each of its seconds:
 *
 *     start + k s
 *
 * whatever the readings before took: a timer that is late does not move the next one. Between two of these moments it sleeps.
 * What took least the last time is read first, for a reading that is made at once keeps all others waiting.
 */
export class Sampler {
  readonly #clock: SamplerParts['clock'];
  readonly #report: SamplerParts['report'];
  readonly #watches: readonly SampledWatch[];
  readonly #cpuUs: () => Micros;
  /** Processor time when the readings of this moment began, and when those of the moment before did: pages are parsed in between. */
  #cpuNowUs: Micros = 0;
  #cpuBeforeUs: Micros = 0;
  #startUs: Micros | null = null;
  #next: SecondIndex = -1;
  #timer: TimerHandle | null = null;
  #told: WatchedSecond[] = [];
  #resolve: () => void = () => undefined;

  constructor({ readers, clock, report, cpuUs = () => 0 }: SamplerParts) {
    this.#cpuUs = cpuUs;
    this.#cpuNowUs = cpuUs();
    this.#clock = clock;
    this.#report = report;
    const tell = (entry: WatchedSecond) => this.#told.push(entry);
    const arrived = () => this.#tellAll();
    const ownUs = () => this.#cpuUs() - this.#cpuBeforeUs;
    this.#watches = readers.map(
      (reader, watch) => new SampledWatch({ watch, reader, clock, ownUs, tell, arrived }),
    );
  }

  /** @param startUs of the run; what is past of it when this is heard has no readings */
  begin(startUs: Micros): void {
    this.#startUs = startUs;
    this.#turn();
  }

  /** Reads no more, and resolves once what is being read has come, or is given up. @param endUs of the run */
  async end(endUs: Micros): Promise<void> {
    const startUs = this.#startUs;
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
    if (startUs !== null) {
      this.#readUpTo(startUs, endUs);
      this.#cut(startUs, endUs);
      this.#startUs = null;
      await this.#lastReadings();
    }
    this.#ask((watch) => watch.giveUp());
  }

  #turn(): void {
    const startUs = this.#startUs;
    if (startUs === null) return;
    this.#readUpTo(startUs, this.#clock.nowUs());
    this.#timer = this.#clock.setTimer(endOf(startUs, this.#next), () => this.#turn());
  }

  #countWork(): void {
    this.#cpuBeforeUs = this.#cpuNowUs;
    this.#cpuNowUs = this.#cpuUs();
  }

  /** Seconds that have ended by then. Of several only the last is read: of the others nothing is left to be read. */
  #readUpTo(startUs: Micros, untilUs: Micros): void {
    if (endOf(startUs, this.#next) <= untilUs) this.#countWork();
    while (endOf(startUs, this.#next) <= untilUs) {
      const second = this.#next;
      const atUs = endOf(startUs, second);
      const isLast = endOf(startUs, second + 1) > untilUs;
      const lateUs = this.#clock.nowUs() - atUs;
      this.#next += 1;
      this.#ask((watch) => (isLast ? watch.ends(second, atUs) : watch.missed(second, lateUs)));
    }
  }

  /** The rest of the run, which is no whole second. */
  #cut(startUs: Micros, endUs: Micros): void {
    const second = this.#next;
    const restUs = endUs - endOf(startUs, second - 1);
    if (second < 0 || restUs < MOMENT_US) return;
    this.#countWork();
    this.#ask((watch) => watch.cut(second, endUs, restUs >= ENOUGH_US));
  }

  async #lastReadings(): Promise<void> {
    if (!this.#isReading()) return;
    const over = new Promise<void>((resolve) => {
      this.#resolve = resolve;
    });
    const timer = this.#clock.setTimer(this.#clock.nowUs() + LAST_READING_US, this.#resolve);
    await over;
    this.#clock.clearTimer(timer);
  }

  #isReading(): boolean {
    return this.#watches.some((watch) => watch.isReading);
  }

  /** What is known at once is told together. */
  #ask(act: (watch: SampledWatch) => void): void {
    for (const watch of this.#watches.toSorted((a, b) => a.tookUs - b.tookUs)) act(watch);
    this.#tellAll();
  }

  #tellAll(): void {
    if (this.#told.length > 0) this.#report(this.#told);
    this.#told = [];
    if (!this.#isReading()) this.#resolve();
  }
}

function endOf(startUs: Micros, second: SecondIndex): Micros {
  return startUs + (second + 1) * MICROS_PER_SECOND;
}
