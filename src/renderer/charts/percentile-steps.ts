import type { MainPercentile } from '../../contract/percentiles.ts';
import { WINDOW_FIELDS } from '../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../contract/second-percentiles-schema.ts';
import type { SummarySecond } from '../../contract/summary.ts';
import { placeOf } from './second-place.ts';
import type { Step } from './steps.ts';

/**
 * Where the percentiles of a run are drawn. A second that speaks for itself has a step of its own. Windows of quiet
 * seconds overlap, so only some are drawn, each as a bar over its whole width: the first that begins where the last
 * one ended, and so on. What lies between two of them is drawn from the last window that ends there, cut at the bar
 * before it. The choice depends on what came before only: a chart that grows does not redraw its past.
 */
export function percentileSteps(
  seconds: readonly SummarySecond[],
  rows: readonly (SecondPercentiles | undefined)[],
  name: MainPercentile,
): Step[] {
  const steps: Step[] = [];
  /** The latest window that overlaps the bar before it: drawn only where no whole one covers it. */
  let waiting: Step | null = null;
  for (const [index, second] of seconds.entries()) {
    const step = windowOf(second, rows[index], name);
    if (step === null) continue;
    const edge = steps.at(-1)?.to ?? 0;
    if (step.from < edge) {
      waiting = { ...step, from: edge };
      continue;
    }
    if (waiting !== null && step.from > edge) {
      steps.push({ ...waiting, to: Math.min(waiting.to, step.from) });
    }
    waiting = null;
    steps.push(step);
  }
  return waiting === null ? steps : [...steps, waiting];
}

function windowOf(
  second: SummarySecond,
  row: SecondPercentiles | undefined,
  name: MainPercentile,
): Step | null {
  const value = row?.[`${name}Ms`] ?? null;
  if (row === undefined || value === null) return null;
  const end = second.second + 1;
  const from = end - row[WINDOW_FIELDS[name]];
  const estimate = row.evidence[name] === 'estimate';
  return { from, to: placeOf(second), samples: [from, end], value, estimate };
}
