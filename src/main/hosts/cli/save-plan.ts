import { existsSync } from 'node:fs';
import { EXIT, type ExitCode, type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import { type SavedPlan, savedPlan } from '../../services/plans/export/saved-plan.ts';
import { whyNotWritable, writeExport } from '../../services/reports/write-export.ts';
import { isDeviceOrPipe } from '../../services/reports/write-in-place.ts';
import { optionName, usage } from './option-values.ts';
import { report } from './report-failure.ts';
import type { Terminal } from './terminal.ts';

/** A plan that is to be written once its run has begun. */
export interface PlanToSave extends SavedPlan {
  readonly file: string;
}

/**
 * Looks before a run whether its plan can be saved: a plan that somebody wrote is never replaced.
 * @param file undefined: nothing is to be saved
 */
export function planToSave(
  file: string | undefined,
  plan: PlanRef,
  overrides: Overrides,
): Result<PlanToSave | null> {
  if (file === undefined || plan.kind !== 'url') return succeed(null);
  const refusal = whyNotSaved(file, '--save-plan');
  if (refusal !== null) return fail(refusal);
  const saved = savedPlan(plan, overrides);
  return saved.ok ? succeed({ ...saved.value, file }) : saved;
}

/** Why a plan cannot be written to a file that an option names; null: it can. What somebody wrote is never replaced. */
export function whyNotSaved(file: string, option: '--save-plan' | '--plan'): Failure | null {
  if (file === '-')
    return usage(`${option} cannot go to standard output.`, `Name a file: ${option} plan.yaml.`);
  if (existsSync(file) && !isDeviceOrPipe(file))
    return usage(`${option} ${file} already exists.`, `Name another file, or run it: plimsoll run ${file}.`);
  return whyNotWritable(file);
}

/** Writes it, and says what is not in it. */
export function savePlan(terminal: Terminal, { file, text, needs, left }: PlanToSave): ExitCode {
  const written = writeExport(file, text, { overwrite: isDeviceOrPipe(file) });
  if (!written.ok) return report(terminal, written.failure);
  const set = needs.map(({ variable, holds }) => `${variable} (${holds})`).join(', ');
  const again = left.map((key) => optionName(key)).join(', ');
  const sentences = [
    `Saved the plan as ${file}.`,
    ...(set === '' ? [] : [`Its credentials are not in it: set ${set} before plimsoll run ${file}.`]),
    ...(again === '' ? [] : [`Pass ${again} again with it.`]),
  ];
  terminal.err(`${sentences.join(' ')}\n`);
  return EXIT.passed;
}
