import type { RunPlan } from '../../../contract/run-plan.ts';
import type { ErrorRow } from '../../../contract/summary.ts';
import type { Exemplar, FailureCount } from '../../../contract/tick.ts';
import { microsToMillis } from '../../../contract/units.ts';

/** Failures by series and code over every second of the view, each with the first example that was kept. */
export class ErrorTable {
  readonly #plan: RunPlan;
  readonly #rows = new Map<string, ErrorRow>();

  constructor(plan: RunPlan) {
    this.#plan = plan;
  }

  add(failures: readonly FailureCount[], exemplars: readonly Exemplar[]): void {
    for (const failure of failures) this.#addFailure(failure);
    if (failures.length === 0) return;
    for (const exemplar of exemplars) {
      if (exemplar.code === null) continue;
      const row = this.#rows.get(keyOf(exemplar.series, exemplar.code));
      if (row !== undefined && row.example === '') row.example = exampleOf(exemplar);
    }
  }

  /** Most frequent first. */
  rows(): ErrorRow[] {
    return [...this.#rows.values()]
      .map((row) => ({ ...row, example: row.example === '' ? row.message : row.example }))
      .toSorted((a, b) => b.count - a.count || a.firstAt - b.firstAt);
  }

  #addFailure({ series, failure, count, firstUs, lastUs }: FailureCount): void {
    const key = keyOf(series, failure.code);
    const row = this.#rows.get(key);
    if (row !== undefined) {
      row.count += count;
      row.firstAt = Math.min(row.firstAt, microsToMillis(firstUs));
      row.lastAt = Math.max(row.lastAt, microsToMillis(lastUs));
      return;
    }
    const place = this.#plan.series[series];
    this.#rows.set(key, {
      code: failure.code,
      side: failure.side,
      service: place?.service ?? '',
      endpoint: place?.endpoint ?? '',
      count,
      firstAt: microsToMillis(firstUs),
      lastAt: microsToMillis(lastUs),
      message: failure.message,
      hint: failure.hint,
      example: '',
    });
  }
}

function keyOf(series: number, code: string): string {
  return `${series} ${code}`;
}

function exampleOf({ method, url, status }: Exemplar): string {
  const answer = status === null ? '' : ` → ${status}`;
  return `${method} ${url}${answer}`;
}
