import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EXIT } from '../../../contract/failure.ts';
import { chooseDataDir } from '../places.ts';
import { type Work, withApp } from './app-session.ts';
import { askedPlan } from './asked-plan.ts';
import { findRun } from './find-run.ts';
import { asksForGatedSeries, type GatedFlags, idleGateOption, runGatedSeries } from './gated-series.ts';
import { writeOutputs } from './outputs.ts';
import { orReport, report } from './report-failure.ts';
import { type RunCommandFlags, runPlan } from './run-job.ts';
import { overridesOf } from './run-options.ts';
import { runSeries } from './series-job.ts';
import { asksForSeries, idleSeriesOption, type SeriesFlags } from './series-options.ts';

/** `plimsoll run`: runs a plan to its end, prints and writes what came of it, and says so by its exit code. */
export const runCommand: Work<
  RunCommandFlags & SeriesFlags & GatedFlags,
  [word: string | undefined]
> = async (context, word, flags) => {
  const idle = asksForGatedSeries(flags) ? null : (idleSeriesOption(flags) ?? idleGateOption(flags));
  if (idle !== null) return report(context.terminal, idle);
  const asked = askedPlan(word, flags);
  if (!asked.ok) return report(context.terminal, asked.failure);
  const { plan, notes } = asked.value;
  const planFolder = plan.kind === 'text' ? dirname(resolve(word ?? '')) : undefined;
  if (asksForGatedSeries(flags))
    return withApp(context, flags, (app) => runGatedSeries(context, app, { plan, flags, planFolder }));
  if (asksForSeries(flags))
    return withApp(context, flags, (app) =>
      runSeries(context, app, { word, plan, flags, planFolder, notes }),
    );
  return withApp(context, flags, (app) =>
    runPlan(context, app, { plan, flags, onSamples: false, planFolder, notes }),
  );
};

/** The smoke suite with enough users that twenty seconds show something; the plan itself is the preset's. */
const DEMO_LOAD = { users: '200', spawnRate: '100', duration: '20s' } as const;

/** Grades are what the demo shows, not what it is judged by: on a busy laptop the sample services may be slow. */
const GRADED_POOR =
  'Some grades are Poor here. `plimsoll run` would end with exit code 4; the demo ends with 0, because it worked.\n';

/** `plimsoll demo`: sample services on free ports, the smoke suite against them, grades, and a report to send. */
export const demoCommand: Work<RunCommandFlags> = (context, flags) => {
  const { terminal } = context;
  const load = { ...DEMO_LOAD, ...flags };
  const understood = overridesOf(load);
  if (!understood.ok) return Promise.resolve(report(terminal, understood.failure));
  return withApp(context, flags, (app) =>
    orReport(terminal, app.handlers['samples.start']({ profile: 'healthy' }), async ({ urls }) => {
      terminal.err('Sample services are running on free ports of this machine:\n');
      for (const [service, url] of Object.entries(urls)) terminal.err(`  ${service.padEnd(14)}${url}\n`);
      terminal.err(`Running the smoke suite on them with ${load.users} users for ${load.duration} …\n`);
      const code = await runPlan(context, app, {
        plan: { kind: 'preset', name: 'smoke' },
        flags: load,
        onSamples: true,
      });
      const runId = await findRun(app, 'last');
      if (!runId.ok || flags.html !== undefined || flags.json === '-') return code;
      const folder = join(chooseDataDir(flags.dataDir, process.env), 'reports');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, `plimsoll-${runId.value}.html`);
      await writeOutputs(app, runId.value, { html: file }, terminal);
      terminal.out(
        `\nSaved as run ${runId.value}. Look at it again with: npx plimsoll show last\nReport to open or share: ${file}\n`,
      );
      if (code !== EXIT.thresholds) return code;
      terminal.out(GRADED_POOR);
      return EXIT.passed;
    }),
  );
};
