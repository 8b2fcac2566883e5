import type { ErrorRow, Summary, SummarySecond } from '../../../contract/summary.ts';

/** What the stream panels show a run from, live or stored. */
export interface StreamView {
  readonly summary: Summary;
  readonly seconds: readonly SummarySecond[];
  readonly plannedMs: number;
  /** Charts with the same key share cursor and zoom. */
  readonly syncKey: string;
  readonly errors: readonly ErrorRow[];
}
