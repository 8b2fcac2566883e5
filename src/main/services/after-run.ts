import { type Result, succeed } from '../../contract/failure.ts';
import type { Alerts } from './alerts/alerts.ts';
import type { AfterRun, AfterRunAsked } from './app-port.ts';
import type { Baselines } from './baselines/baselines.ts';
import type { Runs } from './runs/runs.ts';

interface AfterRunParts {
  readonly runs: Pick<Runs, 'get'>;
  readonly baselines: Baselines;
  readonly alerts: Alerts;
}

/** Holds a run that is over against a baseline, then tells whom it concerns. @returns a failure `run.…` where it cannot be read */
export async function afterRun(
  runId: string,
  { baseline, webhook }: AfterRunAsked,
  { runs, baselines, alerts }: AfterRunParts,
): Promise<Result<AfterRun>> {
  const asked = baseline === 'latest' ? baselines.latestFor(runId) : baseline;
  const judged =
    asked === undefined || asked === null
      ? null
      : await baselines.judge({ runIds: [runId], ...asked, keep: true });
  const detail = await runs.get({ runId, withSeconds: false });
  if (!detail.ok) return detail;
  return succeed({ judged, alert: await alerts.raise(detail.value.summary, webhook) });
}
