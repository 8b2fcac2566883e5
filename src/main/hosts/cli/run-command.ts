import { dirname, resolve } from 'node:path';
import type { ExitCode } from '../../../contract/failure.ts';
import { type CommandContext, withApp } from './app-session.ts';
import { askedPlan } from './asked-plan.ts';
import { report } from './report-failure.ts';
import { type RunCommandFlags, runPlan } from './run-job.ts';

/** `plimsoll run`: runs a plan to its end, prints and writes what came of it, and says so by its exit code. */
export async function runCommand(
  context: CommandContext,
  word: string | undefined,
  flags: RunCommandFlags,
): Promise<ExitCode> {
  const asked = askedPlan(word, flags);
  if (!asked.ok) return report(context.terminal, asked.failure);
  const { plan, notes } = asked.value;
  const planFolder = plan.kind === 'text' ? dirname(resolve(word ?? '')) : undefined;
  return withApp(context, flags, (app) =>
    runPlan(context, app, { plan, flags, onSamples: false, planFolder, notes }),
  );
}
