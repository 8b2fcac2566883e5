import type { AlertDelivery, Webhook } from '../../contract/alert.ts';
import type { BaselineVerdict } from '../../contract/baseline.ts';
import { type Result, succeed } from '../../contract/failure.ts';
import type { Alerts } from './alerts/alerts.ts';
import type { Baselines } from './baselines/baselines.ts';
import type { Runs } from './runs/runs.ts';

/** What is to be done once a run is over. */
export interface AfterRunAsked {
  /** To be held against; `latest`: the one of its plan that was set last, if there is one. Absent: against none. */
  readonly baseline?: { readonly name: string; readonly tolerancePercent: number } | 'latest';
  /** For this run alone; absent: that of the settings. */
  readonly webhook?: Webhook;
}

export interface AfterRun {
  /** Null: it was held against no baseline. */
  readonly judged: Result<BaselineVerdict> | null;
  readonly alert: AlertDelivery;
}

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
