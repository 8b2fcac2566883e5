import { printDuration } from '../../../contract/duration.ts';
import { EXIT, type ExitCode } from '../../../contract/failure.ts';
import { type CommandContext, orReport, report, withApp } from './app-session.ts';
import { planRefOf } from './run-options.ts';

/** `plimsoll validate PLAN`: says what the plan will do, or what is wrong with it; sends nothing. */
export async function validateCommand(
  context: CommandContext,
  word: string,
  flags: { dataDir?: string; json?: string },
): Promise<ExitCode> {
  const { terminal } = context;
  const plan = planRefOf(word);
  if (!plan.ok) return report(terminal, plan.failure);
  return withApp(context, flags, (app) =>
    orReport(terminal, app.handlers['plans.describe']({ plan: plan.value }), (preview) => {
      if (flags.json !== undefined) {
        terminal.out(`${JSON.stringify(preview, null, 2)}\n`);
        return EXIT.passed;
      }
      const { bold, yellow } = terminal.colors;
      terminal.out(
        [
          `${bold(preview.name)} is a valid plan (${printDuration(preview.durationMs)}).`,
          ...preview.sentences.map((sentence) => `  ${sentence}`),
          ...preview.warnings.map((warning) => `  ${yellow('warning:')} ${warning}`),
          '',
        ].join('\n'),
      );
      return EXIT.passed;
    }),
  );
}
