import type { Result } from '../../../contract/failure.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { RunRecord, RunStore } from '../../storage/run-record.ts';
import type { SeriesRecord } from '../../storage/series-record.ts';
import { contextOf } from '../compare/run-context.ts';
import type { RunEndpoint } from '../compare/statistics/series-input.ts';
import { keepNewest } from '../runs/keep-newest.ts';
import { runEndpoints } from './run-endpoints.ts';
import type { SeriesReadings } from './series-document.ts';

/** Figures of so many runs are remembered: a document of a series reads each of its runs. */
const MAX_REMEMBERED = 500;
/** These are of a run by itself, and are told with each. */
const OF_ONE_RUN = new Set(['Ended', 'Trust', 'Steered']);

interface Measured {
  readonly endpoints: readonly RunEndpoint[];
  readonly run: { readonly record: RunRecord; readonly summary: Summary };
}

/** Reads what runs of series measured. */
export class MeasuredRuns {
  readonly #store: RunStore;
  readonly #summaryOf: (runId: string) => Promise<Result<Summary>>;
  readonly #endpoints = new Map<string, readonly RunEndpoint[]>();
  readonly #contexts = new Map<string, SeriesReadings['context']>();

  constructor(store: RunStore, summaryOf: (runId: string) => Promise<Result<Summary>>) {
    this.#store = store;
    this.#summaryOf = summaryOf;
  }

  /** What the runs of a series that count measured, and what else differs between its sides. */
  async of({ seriesId, runs }: SeriesRecord): Promise<SeriesReadings> {
    const counted = runs.filter(({ slot, leftOut }) => slot >= 0 && leftOut === '');
    const measured = new Map<string, readonly RunEndpoint[]>();
    for (const { runId } of counted) {
      const endpoints = this.#endpoints.get(runId) ?? (await this.#read(runId))?.endpoints;
      if (endpoints !== undefined) measured.set(runId, endpoints);
    }
    const [a, b] = (['A', 'B'] as const).map((side) => counted.find((run) => run.side === side)?.runId);
    const context = a === undefined || b === undefined ? [] : await this.#contextOf(seriesId, a, b);
    return { store: this.#store, measured, context };
  }

  async #contextOf(seriesId: string, a: string, b: string): Promise<SeriesReadings['context']> {
    const known = this.#contexts.get(seriesId);
    if (known !== undefined) return known;
    const [inA, inB] = [await this.#read(a), await this.#read(b)];
    if (inA === null || inB === null) return [];
    const context = contextOf(inA.run, inB.run).filter(({ aspect }) => !OF_ONE_RUN.has(aspect));
    keepNewest(this.#contexts, MAX_REMEMBERED, [seriesId, context]);
    return context;
  }

  /** Null: it is gone, or cannot be read. */
  async #read(runId: string): Promise<Measured | null> {
    const record = this.#store.get(runId);
    if (record === null) return null;
    const summary = await this.#summaryOf(runId);
    if (!summary.ok) return null;
    const endpoints = runEndpoints(summary.value, record.plan);
    keepNewest(this.#endpoints, MAX_REMEMBERED, [runId, endpoints]);
    return { endpoints, run: { record, summary: summary.value } };
  }
}
