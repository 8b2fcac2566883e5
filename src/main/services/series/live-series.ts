import { setTimeout as wait } from 'node:timers/promises';
import { type Failure, fail, failureText, type Result, succeed } from '../../../contract/failure.ts';
import type { SeriesProgress } from '../../../contract/run-series.ts';
import type { Side } from '../../../contract/series-verdict.ts';
import type { Millis } from '../../../contract/units.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { SeriesStore } from '../../storage/series-record.ts';
import type { StartedRun, StartRun } from '../app-port.ts';
import { runEnd } from './left-out.ts';
import type { LiveSides } from './series-sides.ts';
import type { Turn } from './series-turns.ts';

export interface LiveSeriesParts {
  readonly store: SeriesStore;
  startRun(run: StartRun): Promise<Result<StartedRun>>;
  stopRun(argument: ArgumentOf<'runs.stop'>): Promise<unknown>;
  /** Files kept with a stored plan. */
  filesOf(planId: string): ReadonlyMap<string, Uint8Array>;
  /** Told after every step. */
  onChange(): void;
  onBug(error: unknown): void;
}

interface SeriesJob {
  readonly seriesId: string;
  readonly sides: LiveSides;
  readonly turns: readonly Turn[];
  readonly pauseMs: Millis;
  readonly name?: string | undefined;
  readonly force: boolean;
  /** So many runs that do not count are taken again, no more. */
  readonly retakes: number;
}

/** Says that this process lives, while a run takes longer than anybody believes in a silent one. */
const BEAT_MS: Millis = 60_000;
const BY_HAND = 'It was stopped by hand; what was finished is kept.';
const CLOSED = 'Plimsoll was closed while it went on; what was finished is kept.';

/**
 * A series while it goes on:
 *
 * | phase   | means                                                   | next          |
 * |---------|---------------------------------------------------------|---------------|
 * | run     | a run of it is under way                                | pause, over   |
 * | pause   | between two runs                                        | run, over     |
 * | over    | every turn is filled, somebody stopped it, or a run could not start | none |
 */
export class LiveSeries {
  readonly seriesId: string;
  /** Resolves when its end is stored, or could not be. */
  readonly done: Promise<void>;
  readonly #parts: LiveSeriesParts;
  readonly #job: SeriesJob;
  readonly #turns: Turn[];
  readonly #pause = new AbortController();
  /** The last run of each side in this process: it knows the credentials that came with the plan. */
  readonly #last = new Map<Side, string>();
  readonly #finish: () => void;
  /** Turns taken so far, the one under way not among them. */
  #taken = 0;
  #doneMs: Millis = 0;
  #runId: string | null = null;
  #retaken = 0;
  #stopReason: string | null = null;
  #isOver = false;
  #failure: Failure | null = null;

  constructor(job: SeriesJob, parts: LiveSeriesParts) {
    this.seriesId = job.seriesId;
    this.#job = job;
    this.#parts = parts;
    this.#turns = [...job.turns];
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#finish = resolve;
  }

  /** Starts the first run. @returns its failure: the series has not begun then */
  async begin(): Promise<Result<StartedRun>> {
    const [turn] = this.#turns;
    if (turn === undefined) throw new Error('a series without a turn');
    return this.#start(turn);
  }

  /** To be called once the first run is begun and the series is stored: the other runs follow by themselves. */
  follow(first: StartedRun): void {
    const beat = setInterval(() => this.#safely(() => this.#parts.store.beat(this.seriesId)), BEAT_MS);
    beat.unref();
    this.#takeAll(first)
      .catch((error: unknown) => {
        this.#stopReason ??= 'It could not go on; what was finished is kept.';
        this.#parts.onBug(error);
      })
      .finally(() => {
        clearInterval(beat);
        this.#end();
      });
  }

  /** Why a run of it could not start; null: none failed to. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get progress(): SeriesProgress | null {
    const turn = this.#turns[this.#taken];
    if (this.#isOver || turn === undefined) return null;
    return {
      phase: this.#runId === null ? 'pause' : 'run',
      nth: this.#taken + 1,
      of: this.#turns.length,
      side: turn.side,
      isWarmUp: turn.slot < 0,
      runId: this.#runId,
      plannedMs:
        this.#doneMs +
        (this.#runId === null ? this.#job.pauseMs : 0) +
        this.#lengthOf(this.#turns.slice(this.#taken)),
      doneMs: this.#doneMs,
    };
  }

  /** Its sides, with what this process knows and never stored. */
  sides(): LiveSides {
    const again = [...this.#job.sides].map(([side, { record, run }]) => {
      const secretsOf = this.#last.get(side) ?? run.secretsOf;
      return [side, { record, run: { ...run, ...(secretsOf === undefined ? {} : { secretsOf }) } }] as const;
    });
    return new Map(again);
  }

  /** Ends the run under way, or the pause, and takes no other. */
  stop({
    now = false,
    closing = false,
  }: {
    readonly now?: boolean | undefined;
    readonly closing?: boolean;
  }): void {
    this.#stopReason ??= closing ? CLOSED : BY_HAND;
    this.#pause.abort();
    // One that is closed is ended by whoever closes all runs.
    if (this.#runId !== null && !closing) void this.#parts.stopRun({ runId: this.#runId, now });
  }

  async #takeAll(first: StartedRun): Promise<void> {
    let started: StartedRun | null = first;
    while (started !== null) {
      await this.#see(started);
      started = this.#stopReason === null ? await this.#next() : null;
    }
  }

  /** Waits for the end of a run, and says what it means to the series. */
  async #see(started: StartedRun): Promise<void> {
    const turn = this.#turns[this.#taken];
    const summary = await started.done;
    const { leftOut, isCut } = runEnd(summary);
    if (turn === undefined) return;
    const isRetaken = leftOut !== '' && !isCut && turn.slot >= 0;
    this.#parts.store.decide(this.seriesId, started.runId, {
      leftOut,
      isFilled: turn.slot >= 0 && leftOut === '',
    });
    this.#runId = null;
    this.#doneMs += this.#lengthOf([turn]);
    this.#taken += 1;
    if (isCut) this.#stopReason ??= BY_HAND;
    if (isRetaken) this.#takeAgain(turn);
  }

  /** At once, so that the runs that count keep their order. */
  #takeAgain(turn: Turn): void {
    this.#retaken += 1;
    if (this.#retaken <= this.#job.retakes) this.#turns.splice(this.#taken, 0, turn);
    else
      this.#stopReason ??= `${this.#retaken} runs of it are left out, so it went no further; what was finished is kept.`;
  }

  /** Pauses, and starts the next run. @returns null where there is none, or it was stopped, or could not start */
  async #next(): Promise<StartedRun | null> {
    const turn = this.#turns[this.#taken];
    if (turn === undefined) return null;
    this.#parts.onChange();
    if (!(await this.#rest())) return null;
    const started = await this.#start(turn);
    if (started.ok) {
      this.#parts.store.addRun(this.seriesId, { runId: started.value.runId, ...turn });
      this.#parts.onChange();
      if (this.#stopReason !== null) void this.#parts.stopRun({ runId: started.value.runId });
      return started.value;
    }
    this.#failure = started.failure;
    this.#stopReason ??= whyNotStarted(this.#taken + 1, turn, started.failure);
    return null;
  }

  /** @returns false: it was stopped meanwhile */
  async #rest(): Promise<boolean> {
    const { pauseMs } = this.#job;
    if (pauseMs > 0) await wait(pauseMs, null, { signal: this.#pause.signal }).catch(() => null);
    this.#doneMs += pauseMs;
    return this.#stopReason === null;
  }

  async #start({ side }: Turn): Promise<Result<StartedRun>> {
    const live = this.#job.sides.get(side);
    if (live === undefined) throw new Error(`a series without side ${side}`);
    const { planId } = live.record;
    const run = this.#last.has(side) ? live.run : (live.first ?? live.run);
    const last = this.#last.get(side) ?? run.secretsOf;
    const started = await this.#parts.startRun({
      ...run,
      force: this.#job.force,
      ...(last === undefined ? {} : { secretsOf: last }),
      ...(planId === null ? {} : { files: this.#parts.filesOf(planId) }),
      ...(this.#job.name === undefined ? {} : { name: this.#job.name }),
    });
    if (!started.ok) return fail(started.failure);
    this.#runId = started.value.runId;
    this.#last.set(side, started.value.runId);
    return succeed(started.value);
  }

  #lengthOf(turns: readonly Turn[]): Millis {
    const runs = turns.reduce((sum, { side }) => sum + (this.#job.sides.get(side)?.record.plannedMs ?? 0), 0);
    // The turn under way has its pause behind it.
    return runs + Math.max(0, turns.length - 1) * this.#job.pauseMs;
  }

  #end(): void {
    this.#isOver = true;
    this.#runId = null;
    const reason = this.#stopReason;
    this.#safely(() =>
      this.#parts.store.end(
        this.seriesId,
        reason === null ? { state: 'completed', reason: '' } : { state: 'stopped', reason },
      ),
    );
    this.#finish();
  }

  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#parts.onBug(error);
    }
  }
}

function whyNotStarted(nth: number, { side }: Turn, failure: Failure): string {
  return `Run ${nth}, of side ${side}, could not start. ${failureText(failure)}`;
}
