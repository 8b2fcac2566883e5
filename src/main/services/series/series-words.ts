import { counted, formatPercent } from '../../../contract/format.ts';
import type { RepeatedFigure, SeriesRun } from '../../../contract/run-series-schema.ts';
import type { SeriesVerdict } from '../../../contract/series-verdict.ts';
import type { SeriesRecord } from '../../storage/series-record.ts';

/** How much the runs of one side vary: `From run to run, p95 varies by 2% to 9%.` */
export function repeatedLead(figures: readonly RepeatedFigure[]): string {
  const p95 = figures.filter(({ figure }) => figure === 'p95');
  const spreads = p95.flatMap(({ spread }) => spread ?? []);
  const runs = Math.max(0, ...p95.map((figure) => figure.runs.filter(({ value }) => value !== null).length));
  if (spreads.length === 0)
    return runs === 0 ? 'No run has enough requests for a p95.' : 'One run shows no spread.';
  const percent = (spread: number) => formatPercent(Math.expm1(spread) * 100);
  const [least, most] = [percent(Math.min(...spreads)), percent(Math.max(...spreads))];
  const range = least === most ? most : `${least} to ${most}`;
  return `From run to run, p95 varies by ${range} (standard deviation of ${counted(runs, 'run')}).`;
}

interface Told {
  readonly record: Pick<SeriesRecord, 'settings' | 'runs'>;
  readonly rows: readonly SeriesRun[];
  readonly verdict: SeriesVerdict | null;
  /** Both sides ask for the same of the same. */
  readonly isSame: boolean;
}

/** What was odd about a series, one sentence each: before its figures are believed. */
export function oddSentences({ rows, verdict, isSame }: Told): string[] {
  const left = rows.filter(({ role }) => role === 'left out');
  const degraded = rows.filter(({ role, trust }) => role === 'counted' && trust === 'degraded');
  return [
    ...(isSame ? ['Both sides are the same: whatever differs between them is chance.'] : []),
    ...left.map((run) => `${nameOf(run)} is left out. ${run.why}`),
    ...(degraded.length === 0
      ? []
      : [
          `${degraded.map(nameOf).join(', ')}: the machine was disturbed for some seconds; ${degraded.length === 1 ? 'it counts' : 'they count'} all the same.`,
        ]),
    ...setAside(rows, verdict),
    ...(verdict?.warnings ?? []).filter((warning) => !/left out/.test(warning)),
  ];
}

/** Runs that the rule took out of a figure, by run. */
function setAside(rows: readonly SeriesRun[], verdict: SeriesVerdict | null): string[] {
  const cells = verdict?.cells ?? [];
  return rows.flatMap((run) => {
    const of = cells.filter(({ odd }) => odd.some(({ id }) => id === run.runId));
    if (of.length === 0) return [];
    const figures = of.map(({ service, endpoint, figure }) => `${figure} of ${service} ${endpoint}`);
    const named = figures.slice(0, MAX_NAMED).join(', ');
    const more = figures.length > MAX_NAMED ? ` and ${figures.length - MAX_NAMED} more` : '';
    return [`${nameOf(run)} does not belong to its series, and is set aside for ${named}${more}.`];
  });
}

const MAX_NAMED = 3;

function nameOf({ nth, side }: Pick<SeriesRun, 'nth' | 'side'>): string {
  return `Run ${nth} (${side})`;
}
