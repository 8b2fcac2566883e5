import { EXIT, type ExitCode } from '../../../contract/failure.ts';
import { type CommandContext, withApp } from './app-session.ts';
import { findRun } from './find-run.ts';
import { orReport } from './report-failure.ts';

/** `plimsoll delete RUN`: puts a stored run into the bin, from which it can be restored. */
export function deleteCommand(
  context: CommandContext,
  word: string,
  flags: { dataDir?: string },
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(terminal, findRun(app, word), (runId) =>
      orReport(terminal, app.handlers['runs.delete']({ runId }), () => {
        terminal.out(`Deleted run ${runId}. Restore it with: plimsoll restore ${runId}\n`);
        return EXIT.passed;
      }),
    ),
  );
}

/** `plimsoll restore RUN`: takes a run out of the bin again. */
export function restoreCommand(
  context: CommandContext,
  word: string,
  flags: { dataDir?: string },
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(terminal, findRun(app, word, true), (runId) =>
      orReport(terminal, app.handlers['runs.restore']({ runId }), ({ name }) => {
        terminal.out(`Restored run ${runId} (${name}).\n`);
        return EXIT.passed;
      }),
    ),
  );
}
