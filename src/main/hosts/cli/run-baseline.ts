import { DEFAULT_TOLERANCE_PERCENT } from '../../../contract/baseline-words.ts';
import { EXIT, type ExitCode, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import { type Flags, misuse } from './option-values.ts';

export type BaselineFlags = Flags<'baseline' | 'tolerance'>;

/** The baseline a run is to be held against. */
export interface AskedBaseline {
  readonly name: string;
  readonly tolerancePercent: number;
}

/** @returns null: against none; wrong usage where the tolerance is no share, or belongs to nothing */
export function askedBaseline({ baseline, tolerance }: BaselineFlags): Result<AskedBaseline | null> {
  if (baseline === undefined) {
    if (tolerance === undefined) return succeed(null);
    return misuse(
      '--tolerance says what of a baseline is no regression.',
      'Name the baseline: --baseline main.',
    );
  }
  if (tolerance === undefined)
    return succeed({ name: baseline.trim(), tolerancePercent: DEFAULT_TOLERANCE_PERCENT });
  const number = /^\+?(\d+\.?\d*|\.\d+)\s*%?$/.exec(tolerance.trim());
  const tolerancePercent = Number(number?.[1]);
  if (number !== null && tolerancePercent <= 1_000)
    return succeed({ name: baseline.trim(), tolerancePercent });
  return misuse(`--tolerance ${tolerance} is not a share from 0% to 1000%.`, 'For example: --tolerance 5%.');
}

/** Whether it is there, and can be compared with, before anything is sent. What is wrong with the plan is said by the start. */
export async function baselineAhead(
  app: App,
  asked: AskedBaseline,
  run: { readonly plan: PlanRef; readonly overrides: Overrides; readonly onSamples: boolean },
): Promise<Result<null>> {
  const ahead = await app.handlers['baselines.ahead']({ name: asked.name, ...run });
  if (ahead.ok || !ahead.failure.code.startsWith('baseline.')) return succeed(null);
  return ahead;
}

/** What a run came out as against its baseline; passed where it was held against none. */
export function exitCodeOfBaseline({ baseline }: Summary): ExitCode {
  if (baseline === undefined || baseline.verdict === 'not regressed') return EXIT.passed;
  if (baseline.verdict === 'regressed') return EXIT.regression;
  return baseline.code === 'baseline.untrusted' ? EXIT.untrustworthy : EXIT.usage;
}
