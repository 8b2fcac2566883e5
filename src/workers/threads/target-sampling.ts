import type { Micros, Millis, SecondIndex } from '../../contract/units.ts';
import type { WatchedSecond } from '../../contract/watch.ts';
import type { FromSampler, SamplerAssignment, ToSampler } from '../target-watch/messages.ts';
import { type HeldThread, spawnSampler } from './spawn.ts';

/** After the end of the run, the readings of its last second are waited for so long. */
const LAST_WORDS_MS: Millis = 900;
/** … and the thread to be gone so long, which is a matter of a millisecond. */
const GONE_MS: Millis = 100;
const SILENT = 'The sampler did not answer.';

/**
 * The thread that watches the targets of a run, as the crew holds it. Nobody waits for it but the end of the run, and then not
 * for long: where it is not heard of, every watch has a gap.
 */
export class TargetSampling {
  readonly #thread: HeldThread<ToSampler>;
  readonly #onArrival: () => void;
  #arrived: WatchedSecond[] = [];
  /** By watch: the last second that is told. */
  readonly #told: SecondIndex[];
  /** Why nothing more is to be heard of it although it has not told all; null: it goes on, or has. */
  #silent: string | null = null;
  #hasToldAll = false;
  #isOver = false;
  /** It has said all that it had to say, or is gone. */
  readonly #done: Promise<void>;
  readonly #gone: Promise<void>;
  #resolveDone: () => void = () => undefined;
  #resolveGone: () => void = () => undefined;

  /** @param onArrival called when something was heard that `take` gives */
  constructor(entry: URL, assignment: SamplerAssignment, onArrival: () => void) {
    this.#onArrival = onArrival;
    this.#told = assignment.sources.map(() => -1);
    this.#done = new Promise((resolve) => {
      this.#resolveDone = resolve;
    });
    this.#gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
    this.#thread = spawnSampler(entry, assignment, {
      onMessage: (message) => this.#hear(message),
      onGone: (error) => this.#lost(error),
    });
  }

  begin(startUs: Micros): void {
    this.#thread.post({ kind: 'begin', startUs });
  }

  /** What was heard since the last time, and the gaps of a thread that is not heard of any more. @param second the one that is over */
  take(second: SecondIndex): readonly WatchedSecond[] {
    const taken = this.#arrived;
    this.#arrived = [];
    if (this.#silent === null) return taken;
    const gap = this.#silent;
    for (const [watch, last] of this.#told.entries()) {
      for (let untold = last + 1; untold <= second; untold += 1)
        taken.push({ second: untold, watch, gauges: [], gap });
      this.#told[watch] = Math.max(last, second);
    }
    return taken;
  }

  /** Whether all that is to be known of a second, and of those before it, has been heard. */
  hasAllOf(second: SecondIndex): boolean {
    return this.#hasToldAll || this.#silent !== null || this.#told.every((last) => last >= second);
  }

  /** The run is over: resolves when the readings of its last second are there and the thread is gone, within a second. */
  async end(endUs: Micros): Promise<void> {
    this.#thread.post({ kind: 'end', endUs });
    await within(LAST_WORDS_MS, this.#done);
    await this.terminate();
  }

  /** Cuts it off; what it has not told is a gap. */
  async terminate(): Promise<void> {
    this.#isOver = true;
    if (!this.#hasToldAll) this.#silent ??= SILENT;
    void this.#thread.terminate();
    await within(GONE_MS, this.#gone);
  }

  #hear(message: FromSampler): void {
    if (this.#silent !== null) return;
    if (message.kind === 'done') {
      this.#hasToldAll = true;
      this.#resolveDone();
      return;
    }
    for (const entry of message.entries) {
      this.#arrived.push(entry);
      this.#told[entry.watch] = Math.max(this.#told[entry.watch] ?? -1, entry.second);
    }
    this.#onArrival();
  }

  #lost(error: Error | null): void {
    if (!this.#hasToldAll)
      this.#silent ??= error === null ? 'The sampler ended early.' : `The sampler ended: ${error.message}`;
    this.#resolveDone();
    this.#resolveGone();
    if (!this.#isOver) this.#onArrival();
  }
}

async function within(ms: Millis, what: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([what, over]);
  clearTimeout(timer);
}
