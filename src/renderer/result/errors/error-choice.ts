import type { ErrorCategory } from '../../../contract/error-category.ts';
import type { ErrorRow } from '../../../contract/summary.ts';

/** Which errors are shown; null: any. */
export interface ErrorChoice {
  readonly category: ErrorCategory | null;
  readonly service: string | null;
  readonly code: string | null;
}

export const EVERY_ERROR: ErrorChoice = { category: null, service: null, code: null };

/** True where the row is what was chosen in every respect. */
export function keptBy({ category, service, code }: ErrorChoice, row: ErrorRow): boolean {
  return (
    (category === null || row.category === category) &&
    (service === null || row.service === service) &&
    (code === null || row.code === code)
  );
}

/** What there is to choose from: each once, in the order of the rows. */
export function choicesOf(errors: readonly ErrorRow[], name: 'service' | 'code'): readonly string[] {
  return [...new Set(errors.map((row) => row[name]))];
}
