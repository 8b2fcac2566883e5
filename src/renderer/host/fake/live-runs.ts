import { type Result, succeed } from '../../../contract/failure.ts';
import { headlineOf } from '../../../contract/run-headline.ts';
import type { RunState } from '../../../contract/run-state.ts';
import type { SummarySecond } from '../../../contract/summary.ts';
import type { LiveUpdate, RunRow } from '../../../contract/wire.ts';
import type { RunShape } from './shape.ts';
import { secondOf } from './simulate.ts';
import { summaryOf } from './summarise.ts';

/** What a graceful stop takes: long enough to see that it can be cut short. */
const GRACE_MS = 4_000;

interface Parts {
  /** Seconds of a run per second of the clock. */
  readonly speed: number;
  readonly onSecond: (update: LiveUpdate) => void;
  readonly onRow: (row: RunRow) => void;
}

interface Live {
  readonly shape: RunShape;
  readonly seconds: SummarySecond[];
  state: RunState;
}

/** Demo runs in progress: a second of theirs every second, divided by the speed. */
export class LiveRuns {
  readonly #parts: Parts;
  readonly #runs = new Map<string, Live>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param already seconds that have passed when it is first looked at */
  start(shape: RunShape, already: number): void {
    const live: Live = { shape, seconds: [], state: 'running' };
    for (let second = 0; second < already; second++) live.seconds.push(secondOf(shape, second));
    this.#runs.set(shape.runId, live);
    this.#parts.onRow(this.#row(live));
    this.#wait(live);
  }

  secondsOf(runId: string): readonly SummarySecond[] | null {
    return this.#runs.get(runId)?.seconds ?? null;
  }

  stop(runId: string, now: boolean): Result<{ state: RunState }> {
    const live = this.#runs.get(runId);
    if (live === undefined || live.state !== 'running') return succeed({ state: live?.state ?? 'completed' });
    if (now) this.#end(live, 'stopped');
    else setTimeout(() => this.#end(live, 'stopped'), GRACE_MS);
    return succeed({ state: live.state });
  }

  #wait(live: Live): void {
    setTimeout(() => this.#tick(live), 1_000 / this.#parts.speed);
  }

  #tick(live: Live): void {
    if (live.state !== 'running') return;
    const second = secondOf(live.shape, live.seconds.length);
    live.seconds.push(second);
    this.#parts.onSecond({
      runId: live.shape.runId,
      elapsedMs: live.seconds.length * 1_000,
      plannedDurationMs: live.shape.durationS * 1_000,
      second,
      summary: summaryOf(live.shape, 'running', live.seconds),
    });
    if (live.seconds.length >= live.shape.durationS) this.#end(live, 'completed');
    else this.#wait(live);
  }

  #end(live: Live, state: RunState): void {
    if (live.state !== 'running') return;
    live.state = state;
    this.#parts.onRow(this.#row(live));
  }

  #row(live: Live): RunRow {
    const summary = summaryOf(live.shape, live.state, live.seconds);
    return {
      runId: live.shape.runId,
      name: live.shape.name,
      state: live.state,
      purpose: live.shape.purpose,
      startedAt: summary.run.startedAt,
      endedAt: summary.run.endedAt,
      durationMs: summary.run.durationMs,
      plannedDurationMs: summary.run.plannedDurationMs,
      ...headlineOf(summary),
      notes: live.shape.notes,
      tags: [...live.shape.tags],
      deleted: false,
    };
  }
}
