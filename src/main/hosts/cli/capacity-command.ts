import { dirname, resolve } from 'node:path';
import { type Work, withApp } from './app-session.ts';
import { askedPlan } from './asked-plan.ts';
import { type CapacityFlags, capacityOf } from './capacity-options.ts';
import { report } from './report-failure.ts';
import { type RunCommandFlags, runPlan } from './run-job.ts';

/** `plimsoll capacity`: searches for the highest load that meets objectives, prints and writes what came of it. */
export const capacityCommand: Work<RunCommandFlags & CapacityFlags, [word: string | undefined]> = async (
  context,
  word,
  flags,
) => {
  const asked = askedPlan(word, flags);
  if (!asked.ok) return report(context.terminal, asked.failure);
  const capacity = capacityOf(flags);
  if (!capacity.ok) return report(context.terminal, capacity.failure);
  const { plan, notes } = asked.value;
  const planFolder = plan.kind === 'text' ? dirname(resolve(word ?? '')) : undefined;
  return withApp(context, flags, (app) =>
    runPlan(context, app, { plan, flags, onSamples: false, planFolder, notes, capacity: capacity.value }),
  );
};
