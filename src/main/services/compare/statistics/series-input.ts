import type { SeriesCellKey, SeriesFigure, SeriesRule, Side } from '../../../../contract/series-verdict.ts';

/** A figure of an endpoint in one run. */
interface RunFigure {
  /** Milliseconds of times, successful answers per second of throughput. Null or 0: there is none. */
  readonly value: number | null;
  /** Of a percentile: requests slower than it. Null of what is no percentile. */
  readonly requestsBeyond: number | null;
}

/** What one run measured of one endpoint. */
export interface RunEndpoint {
  readonly service: string;
  readonly endpoint: string;
  readonly figures: Readonly<Partial<Record<Exclude<SeriesFigure, 'errorRate'>, RunFigure>>>;
  /** Those that the error rate is of: errors are among the requests. */
  readonly requests: number;
  readonly errors: number;
  /** What an open plan offered, per second, in the measured seconds; null of a closed one. */
  readonly offeredPerSecond: number | null;
}

export interface SeriesRun {
  readonly id: string;
  readonly side: Side;
  /** When it was made, as a number that grows from run to run; no two are the same. */
  readonly order: number;
  /** Runs made one after another; read where the sides were made apart. */
  readonly session: string;
  /** Null: it is to be believed. Else why it is left out, decided before its figures were seen. */
  readonly excluded: string | null;
  readonly endpoints: readonly RunEndpoint[];
}

export interface SeriesInput {
  readonly runs: readonly SeriesRun[];
  /** `stored`: A was made in other sessions than B. */
  readonly kind: 'alternated' | 'stored';
  readonly rule: SeriesRule;
  /** Figures whose cells are judged; of the others there are intervals. Default: p95 and error rate. */
  readonly judged?: readonly SeriesFigure[];
  /** The one cell that was chosen before the first run; it is tested by itself. */
  readonly primary?: SeriesCellKey | null;
  /** Least change that matters, as a share. Default: 0.03. */
  readonly minChange?: number;
  /** The change that runs are planned for, as a share. Default: 0.1. */
  readonly target?: number;
}
