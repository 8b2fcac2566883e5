import { z } from 'zod';
import {
  ALERT_ARGUMENTS,
  type AlertDelivery,
  type AlertState,
  type DesktopAlert,
  type RunAlertDelivery,
} from './alert.ts';
import { BASELINE_ARGUMENTS, type BaselineRow, type BaselineVerdict } from './baseline.ts';
import { command } from './command.ts';

/** What runs are held against, and who is told: part of the table of `wire.ts`. */
export const GATE_COMMANDS = {
  /** By plan, then by name. */
  'baselines.list': command<BaselineRow[]>()(BASELINE_ARGUMENTS.list),
  /** Names stored sessions of one plan. */
  'baselines.set': command<BaselineRow>()(BASELINE_ARGUMENTS.set),
  'baselines.get': command<BaselineRow>()(BASELINE_ARGUMENTS.one),
  /** Its runs stay; `baselines.restore` brings it back. */
  'baselines.remove': command<BaselineRow>()(BASELINE_ARGUMENTS.one),
  'baselines.restore': command<BaselineRow>()(BASELINE_ARGUMENTS.one),
  /** Whether a run of this plan could be held against it, before it is run. */
  'baselines.ahead': command<BaselineRow>()(BASELINE_ARGUMENTS.ahead),
  /** Holds runs of one session against a baseline of their plan. */
  'baselines.judge': command<BaselineVerdict>()(BASELINE_ARGUMENTS.judge),
  /** The same of a series in which runs of the baseline's plan were taken in turns with others. */
  'baselines.judgeSeries': command<BaselineVerdict>()(BASELINE_ARGUMENTS.judgeSeries),
  'alerts.get': command<AlertState>()(z.strictObject({})),
  'alerts.set': command<AlertState>()(ALERT_ARGUMENTS.set),
  /** Sends one now, to see whether it arrives. */
  'alerts.try': command<AlertDelivery>()(ALERT_ARGUMENTS.try),
};

export interface GateEvents {
  /** Those that stand. */
  'baselines.changed': BaselineRow[];
  /** A run was held against a baseline, and what came of it is kept with it. */
  'baseline.judged': { readonly runId: string; readonly verdict: BaselineVerdict };
  /** Something that a person wants to be told of; the host shows it on the desktop, where it can. */
  'alert.raised': DesktopAlert;
  /** The alert of a run was delivered, or was not. */
  'alert.settled': RunAlertDelivery;
}
export const GATE_EVENTS = ['baselines.changed', 'baseline.judged', 'alert.raised', 'alert.settled'] as const;
