import type { Webhook } from '../../../contract/alert.ts';
import type { BaselineVerdict } from '../../../contract/baseline.ts';
import { DEFAULT_TOLERANCE_PERCENT } from '../../../contract/baseline-words.ts';
import { EXIT, type ExitCode, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import { type Flags, misuse } from './option-values.ts';
import { report } from './report-failure.ts';
import type { Terminal } from './terminal.ts';

export type GateFlags = Flags<'baseline' | 'tolerance' | 'webhook' | 'webhookSecret'>;

/** The baseline a run is to be held against. */
interface AskedBaseline {
  readonly name: string;
  readonly tolerancePercent: number;
}

/** What is to be done with a run once it is over. */
export interface AskedGate {
  /** Null: it is held against none. */
  readonly baseline: AskedBaseline | null;
  /** Null: that of the settings, if there is one. */
  readonly webhook: Webhook | null;
}

/** Where the secret of a webhook is, where nobody says otherwise. */
const SECRET_VARIABLE = 'PLIMSOLL_WEBHOOK_SECRET';

export function askedGate(flags: GateFlags): Result<AskedGate> {
  const baseline = askedBaseline(flags);
  if (!baseline.ok) return baseline;
  const webhook = askedWebhook(flags);
  return webhook.ok ? succeed({ baseline: baseline.value, webhook: webhook.value }) : webhook;
}

function askedBaseline({ baseline, tolerance }: GateFlags): Result<AskedBaseline | null> {
  if (baseline === undefined) {
    if (tolerance === undefined) return succeed(null);
    return misuse(
      '--tolerance says what against a baseline is no regression.',
      'Name the baseline: --baseline main.',
    );
  }
  const name = baseline.trim();
  if (tolerance === undefined) return succeed({ name, tolerancePercent: DEFAULT_TOLERANCE_PERCENT });
  const number = /^\+?(\d+\.?\d*|\.\d+)\s*%?$/.exec(tolerance.trim());
  const tolerancePercent = Number(number?.[1]);
  if (number !== null && tolerancePercent <= 1_000) return succeed({ name, tolerancePercent });
  return misuse(`--tolerance ${tolerance} is not a share from 0% to 1000%.`, 'For example: --tolerance 5%.');
}

function askedWebhook({ webhook, webhookSecret }: GateFlags): Result<Webhook | null> {
  if (webhook === undefined) {
    if (webhookSecret === undefined) return succeed(null);
    return misuse(
      '--webhook-secret names the variable of a secret that signs a webhook.',
      'Say where alerts go: --webhook URL.',
    );
  }
  const secretVariable = webhookSecret?.trim() ?? SECRET_VARIABLE;
  if (/^[A-Za-z_][A-Za-z0-9_]{0,120}$/.test(secretVariable))
    return succeed({ url: webhook.trim(), secretVariable, allowHost: false });
  // It may be the secret itself.
  return misuse(
    '--webhook-secret is not the name of an environment variable.',
    `Put the secret into a variable and name that: --webhook-secret ${SECRET_VARIABLE}.`,
  );
}

/** What of it can be known to fail before anything is sent. What is wrong with the plan is said by the start. */
export async function gateAhead(
  app: App,
  { baseline, webhook }: AskedGate,
  run: { readonly plan: PlanRef; readonly overrides: Overrides; readonly onSamples: boolean },
): Promise<Result<null>> {
  if (webhook !== null) {
    const checked = await app.checkWebhook(webhook);
    if (!checked.ok) return checked;
  }
  if (baseline === null) return succeed(null);
  const ahead = await app.handlers['baselines.ahead']({ name: baseline.name, ...run });
  return ahead.ok || !ahead.failure.code.startsWith('baseline.') ? succeed(null) : ahead;
}

/** Holds a run that is over against its baseline; what came of it is kept with the run. @returns what is wrong with the baseline */
export async function judgeRun(
  app: App,
  runId: string,
  { baseline }: AskedGate,
  terminal: Terminal,
): Promise<ExitCode> {
  if (baseline === null) return EXIT.passed;
  const judged = await app.handlers['baselines.judge']({ runIds: [runId], ...baseline, keep: true });
  return judged.ok ? EXIT.passed : report(terminal, judged.failure);
}

/** Tells whom it concerns, once all that was asked for is written. An alert that is not delivered is said, and changes nothing. */
export async function tellOfRun(
  app: App,
  runId: string,
  { webhook }: AskedGate,
  terminal: Terminal,
): Promise<void> {
  const settled = await app.afterRun(runId, webhook === null ? {} : { webhook });
  if (!settled.ok || settled.value.alert.sentence === '') return;
  const { outcome, sentence } = settled.value.alert;
  const { yellow } = terminal.errColors;
  terminal.err(`${outcome === 'failed' ? yellow(sentence) : sentence}\n`);
}

/** What a run came out as against its baseline; passed where it was held against none. */
export function exitCodeOfBaseline({ baseline }: Summary): ExitCode {
  return baseline === undefined ? EXIT.passed : exitCodeOfVerdict(baseline);
}

export function exitCodeOfVerdict({ verdict, code }: BaselineVerdict): ExitCode {
  if (verdict === 'not regressed') return EXIT.passed;
  if (verdict === 'regressed') return EXIT.regression;
  return code === 'baseline.untrusted' ? EXIT.untrustworthy : EXIT.usage;
}
