import { formatClock } from '../../../contract/format.ts';
import type { SeriesProgress, SeriesRow } from '../../../contract/run-series.ts';
import type { LiveUpdate } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import type { Progress } from './progress.ts';

/** A second of a run as one of its whole series: how much of all its runs and pauses is behind it. */
function asOfSeries(live: LiveUpdate, { doneMs, plannedMs }: SeriesProgress): LiveUpdate {
  return { ...live, elapsedMs: doneMs + live.elapsedMs, plannedDurationMs: plannedMs };
}

/** `Run 3 of 10, side B (new), 4:10 left.` */
function runLine({ progress, labels }: SeriesRow): string {
  if (progress === undefined) return '';
  const { nth, of, side, isWarmUp, plannedMs, doneMs } = progress;
  const label = labels[side === 'A' ? 0 : 1];
  const sides = labels.length > 1 ? `, side ${side} (${label})` : '';
  return `Run ${nth} of ${of}${sides}${isWarmUp ? ', warm-up, left out' : ''}; ${formatClock(plannedMs - doneMs)} left.`;
}

/**
 * Tells how far a series is: a line for each run, and the bar of the whole of it.
 * @param onRun told the id of each run as it begins
 * @returns stops telling
 */
export function watchSeries(
  app: Pick<App, 'on'>,
  progress: Progress,
  onRun: (runId: string) => void,
): () => void {
  let now: SeriesProgress | undefined;
  const stops = [
    app.on('series.changed', (row) => {
      const { runId = null } = row.progress ?? {};
      if (runId !== null && runId !== now?.runId) {
        progress.note(runLine(row));
        onRun(runId);
      }
      now = row.progress ?? now;
    }),
    app.on('run.second', (live) => {
      if (now !== undefined) progress.update(asOfSeries(live, now));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
