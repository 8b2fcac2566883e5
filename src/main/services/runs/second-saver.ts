import type { Failure } from '../../../contract/failure.ts';
import type { RunHeadline } from '../../../contract/run-headline.ts';
import { HISTOGRAM_NAMES, type RunSecond } from '../../../contract/tick.ts';
import type { Bytes } from '../../../contract/units.ts';
import type { RunStore } from '../../storage/run-record.ts';

/** What waits for a full disk may take this much memory; then the oldest waiting seconds are given up. */
const MAX_WAITING_BYTES: Bytes = 64 * 1_048_576;

interface SaverParts {
  readonly runId: string;
  readonly store: Pick<RunStore, 'appendSecond'>;
  /** The failure behind a thrown error; null: a bug, which is reported and costs that second. */
  failureOf(thrown: unknown): Failure | null;
  onBug(error: unknown): void;
  readonly mostWaitingBytes?: Bytes;
}

interface Waiting {
  readonly second: RunSecond;
  readonly headline: RunHeadline;
  readonly bytes: Bytes;
}

/**
 * Saves seconds in order. A disk that is full, or a file another program holds, does not end a run: its seconds wait in
 * bounded memory and are tried again with the next; the trouble is said for as long as it lasts, and what was given up
 * for good afterwards too.
 */
export class SecondSaver {
  readonly #parts: SaverParts;
  readonly #waiting: Waiting[] = [];
  #waitingBytes: Bytes = 0;
  #failure: Failure | null = null;
  #lost = 0;

  constructor(parts: SaverParts) {
    this.#parts = parts;
  }

  save(second: RunSecond, headline: RunHeadline): void {
    const bytes = sizeOf(second);
    this.#waiting.push({ second, headline, bytes });
    this.#waitingBytes += bytes;
    this.flush();
    while (this.#waitingBytes > (this.#parts.mostWaitingBytes ?? MAX_WAITING_BYTES)) {
      this.#drop();
      this.#lost += 1;
    }
  }

  /** Tries what waits. @returns whether nothing waits any more */
  flush(): boolean {
    this.#failure = null;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        this.#parts.store.appendSecond(this.#parts.runId, next.second, next.headline);
      } catch (error) {
        this.#failure = this.#parts.failureOf(error);
        if (this.#failure !== null) return false;
        this.#parts.onBug(error);
        this.#lost += 1;
      }
      this.#drop();
    }
    return true;
  }

  /** Gives up what still waits: nobody will be there to try again. */
  giveUp(): void {
    this.#lost += this.#waiting.length;
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#failure = null;
  }

  /** One or two sentences while something is not saved; empty when all is. */
  trouble(): string {
    const waits = this.#waiting.length;
    const parts = [
      this.#failure === null
        ? ''
        : `${this.#failure.message} ${seconds(waits)} of the run wait${waits === 1 ? 's' : ''} in memory to be saved.`,
      this.#lost === 0
        ? ''
        : `${seconds(this.#lost)} of the run could not be saved; the figures shown live include them.`,
    ];
    return parts.filter((part) => part !== '').join(' ');
  }

  #drop(): void {
    this.#waitingBytes -= this.#waiting.shift()?.bytes ?? 0;
  }
}

function seconds(count: number): string {
  return `${count} ${count === 1 ? 'second' : 'seconds'}`;
}

/** About what a second takes in memory: its histograms, and a share for every row of counts, every example and every gauge. */
function sizeOf({ series, exemplars, failures, streams, starts = [], watched = [] }: RunSecond): Bytes {
  const histograms = series.reduce(
    (sum, row) =>
      sum + HISTOGRAM_NAMES.reduce((bytes, name) => bytes + (row.histograms[name]?.byteLength ?? 0), 0),
    0,
  );
  const answers = exemplars.reduce(
    (sum, { answer }) => sum + (answer === undefined ? 0 : answer.head.length + answer.body.length),
    0,
  );
  const rows =
    series.length + exemplars.length + failures.length + streams.length + starts.length + watched.length;
  const gauges = watched.reduce((sum, one) => sum + one.gauges.length, 0);
  return histograms + answers + 512 * (1 + rows) + 128 * gauges;
}
