import { NO_VALUE } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import { el } from './dom.ts';

type Format = (value: number | null) => string;

/**
 * A number of the summary, read by its path and written by the one formatter; carries path and raw value, so that a
 * program can hold every number of the page against the document it came from.
 */
export function figure(summary: Summary, path: string, format: Format): HTMLElement {
  const value = numberAt(summary, path);
  const text = value === null ? NO_VALUE : format(value);
  return el(
    'data',
    { 'data-path': path, 'data-value': value === null ? '' : String(value), value: String(value ?? '') },
    text,
  );
}

/** The number at a path such as `endpoints.3.responseTimeMs.p95`; null where there is none. */
export function numberAt(summary: Summary, path: string): number | null {
  let here: unknown = summary;
  for (const step of path.split('.')) {
    here = here !== null && typeof here === 'object' ? Reflect.get(here, step) : undefined;
  }
  return typeof here === 'number' ? here : null;
}
