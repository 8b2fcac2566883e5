import { counted } from '../../../../contract/format.ts';
import { GRADE_METRICS } from '../../../../contract/grade-metrics.ts';
import { entriesOf } from '../../../../contract/keys.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import { listOf } from './describe-load.ts';

/** `Graded: latency of 3 endpoints, and error rate of 1 service. Latency is not graded: no threshold names it.` */
export function gradedSentence({ thresholds }: Pick<RunPlan, 'thresholds'>): string[] {
  if (thresholds.length === 0) return [];
  const graded = entriesOf(GRADE_METRICS).flatMap(([name, { word }]): string[] => {
    const rows = thresholds.filter(({ metric }) => metric === name);
    const services = rows.filter(({ endpoint }) => endpoint === undefined).length;
    const endpoints = rows.length - services;
    const of = [
      ...(endpoints > 0 ? [counted(endpoints, 'endpoint')] : []),
      ...(services > 0 ? [counted(services, 'service')] : []),
    ];
    return of.length === 0 ? [] : [`${word} of ${listOf(of)}`];
  });
  const timed = thresholds.some(({ metric }) => metric === 'latency' || metric === 'messageLatency');
  const untimed = timed ? '' : ' Latency is measured, not graded: no threshold names it.';
  return [`Graded: ${graded.join(', ')}.${untimed}`];
}

/** What no threshold will grade: said before the run, not found out after it. */
export function ungraded(run: RunPlan): string[] {
  if (run.thresholds.length === 0) {
    return [
      'Nothing will be graded: the plan has no thresholds, and there are none by default. Add thresholds.',
    ];
  }
  const names = run.series.flatMap(({ service, endpoint, inTotals }) => {
    const graded = run.thresholds.some(
      (one) => one.service === service && (one.endpoint === undefined || one.endpoint === endpoint),
    );
    return graded || !inTotals ? [] : [`${service} ${endpoint}`];
  });
  if (names.length === 0) return [];
  const shown = names.slice(0, MAX_NAMES);
  const more = names.length - shown.length;
  const list = listOf([...shown, ...(more > 0 ? [`${more} more`] : [])]);
  return [`Not graded, because no threshold covers ${names.length === 1 ? 'it' : 'them'}: ${list}.`];
}

/** A warning is read, not searched. */
const MAX_NAMES = 8;
