import type { Distribution } from '../../contract/distribution.ts';
import type { ShownPercentile } from '../../contract/evidence.ts';
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

/** A percentile with what it rests on: dimmed where it is an estimate, with the reason on hover. */
export function percentileFigure(
  path: string,
  { text, evidence, reason, value }: ShownPercentile,
): HTMLElement {
  const raw = value === null ? '' : String(value);
  return el(
    'data',
    {
      class: evidence === 'sure' ? null : 'estimate',
      title: reason === '' ? null : reason,
      'data-path': path,
      'data-value': raw,
      'data-evidence': evidence,
      value: raw,
    },
    text,
  );
}

/** The number at a path such as `endpoints.3.responseTimeMs.p95`; null where there is none. */
export function numberAt(summary: Summary, path: string): number | null {
  const found = valueAt(summary, path);
  return typeof found === 'number' ? found : null;
}

/** The distribution at a path such as `sse.gapMs`; null where there is none. */
export function distributionAt(summary: Summary, path: string): Distribution | null {
  const found = valueAt(summary, path);
  return isDistribution(found) ? found : null;
}

/** The page reads documents of its own maker: what has evidence is a distribution. */
function isDistribution(value: unknown): value is Distribution {
  return value !== null && typeof value === 'object' && 'evidence' in value && 'interval95' in value;
}

function valueAt(summary: Summary, path: string): unknown {
  let here: unknown = summary;
  for (const step of path.split('.')) {
    here = here !== null && typeof here === 'object' ? Reflect.get(here, step) : undefined;
  }
  return here;
}
