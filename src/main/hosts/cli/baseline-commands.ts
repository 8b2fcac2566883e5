import type { Command } from 'commander';
import type { BaselineRow } from '../../../contract/baseline.ts';
import { type Result, succeed } from '../../../contract/failure.ts';
import { counted } from '../../../contract/format.ts';
import type { App } from '../../services/app-port.ts';
import { type As, type Work, withApp } from './app-session.ts';
import { findRun } from './find-run.ts';
import { findSeries } from './find-series.ts';
import { type Flags, misuse } from './option-values.ts';
import { answer, say } from './outputs.ts';
import { printBaseline, printBaselines } from './print-baseline.ts';
import { orReport } from './report-failure.ts';

type Option = readonly [flags: string, text: string];

/** Options that every command about stored runs has. */
interface SharedOptions {
  readonly where: Option;
  readonly asJson: Option;
}

type BaselineFlags = Flags<'dataDir' | 'json' | 'plan', never, 'add' | 'removed'>;

/** `plimsoll baseline set NAME [RUN…]`: each run is a session. */
const setBaselineCommand: Work<BaselineFlags, [name: string, words: readonly string[]]> = (
  context,
  name,
  words,
  flags,
) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, sessionsOf(app, words.length === 0 ? ['last'] : words), (sessions) =>
      orReport(
        context.terminal,
        app.handlers['baselines.set']({ name, sessions, ...(flags.add === true ? { add: true } : {}) }),
        (row) =>
          say(
            context.terminal,
            `Baseline ${row.name} of the plan ${row.plan}: ${sizeOf(row)}. Hold a run against it: plimsoll run … --baseline ${row.name}\n`,
          ),
      ),
    ),
  );

type Session = { readonly seriesId?: string; readonly runIds: string[] };

async function sessionsOf(app: App, words: readonly string[]): Promise<Result<Session[]>> {
  const sessions: Session[] = [];
  for (const word of words) {
    const session = await sessionOf(app, word);
    if (!session.ok) return session;
    sessions.push(session.value);
  }
  return succeed(sessions);
}

/** A run, or the runs of a series of one side that count. */
async function sessionOf(app: App, word: string): Promise<Result<Session>> {
  const run = await findRun(app, word);
  if (run.ok) return succeed({ runIds: [run.value] });
  const series = await findSeries(app, word);
  // Of a word that is neither, runs are what is meant most.
  if (!series.ok) return run;
  const detail = await app.handlers['series.get']({ seriesId: series.value.seriesId });
  if (!detail.ok) return detail;
  const { series: taken, runs } = detail.value.document;
  if (taken.sides.length > 1)
    return misuse(
      `Series ${word} has two sides, and a baseline is of one.`,
      'Name the runs of one side: plimsoll series show lists them.',
    );
  const counted = runs.filter(({ role }) => role === 'counted').map(({ runId }) => runId);
  if (counted.length === 0)
    return misuse(`Of series ${word} no run counts.`, 'Name a run, or a series that has some.');
  return succeed({ seriesId: taken.id, runIds: counted });
}

function sizeOf({ sessions }: BaselineRow): string {
  const runs = sessions.flatMap((session) => session.runs).length;
  return `${counted(runs, 'run')} of ${counted(sessions.length, 'session')}`;
}

/** `plimsoll baseline list`. */
const listBaselinesCommand: Work<BaselineFlags> = (context, flags) =>
  withApp(context, flags, (app) =>
    orReport(
      context.terminal,
      app.handlers['baselines.list']({ ...planIn(flags), removed: flags.removed === true }),
      (rows) =>
        answer(context.terminal, flags, {
          value: rows,
          text: () =>
            rows.length > 0
              ? printBaselines(rows)
              : flags.removed === true
                ? 'No baseline was removed.\n'
                : 'No baselines yet. Make one of a stored run: plimsoll baseline set main last\n',
        }),
    ),
  );

/** `plimsoll baseline show NAME`. */
const showBaselineCommand: Work<BaselineFlags, [name: string]> = (context, name, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['baselines.get']({ name, ...planIn(flags) }), (row) =>
      answer(context.terminal, flags, {
        value: row,
        text: () => printBaseline(row, context.terminal.colors),
      }),
    ),
  );

/** `plimsoll baseline remove NAME`: its runs stay, and it can be restored. */
const removeBaselineCommand: Work<BaselineFlags, [name: string]> = (context, name, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['baselines.remove']({ name, ...planIn(flags) }), (row) =>
      say(
        context.terminal,
        `Removed the baseline ${row.name} of the plan ${row.plan}; its runs stay. Restore it with: plimsoll baseline restore ${row.name}\n`,
      ),
    ),
  );

/** `plimsoll baseline restore NAME`. */
const restoreBaselineCommand: Work<BaselineFlags, [name: string]> = (context, name, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['baselines.restore']({ name, ...planIn(flags) }), (row) =>
      say(context.terminal, `Restored the baseline ${row.name} of the plan ${row.plan}: ${sizeOf(row)}.\n`),
    ),
  );

function planIn({ plan }: BaselineFlags): { readonly plan?: string } {
  return plan === undefined ? {} : { plan };
}

/** Names for stored runs that later ones are held against. */
export function defineBaselines(program: Command, as: As, { where, asJson }: SharedOptions): void {
  const baseline = program
    .command('baseline')
    .description('names, per plan, for stored runs that later runs are held against');
  const made = (usage: string, text: string) =>
    baseline
      .command(usage)
      .description(text)
      .option(...where);
  const named = (usage: string, text: string) =>
    made(usage, text).option('--plan <name>', 'where several plans have one of that name');
  made('set <name> [runs...]', 'of the newest run, or of these runs and series, each a session of its own')
    .option('--add', 'beside the sessions it has, not in their place')
    .action(as(setBaselineCommand));
  made('list', 'all of them')
    .option('--plan <name>', 'of this plan only')
    .option('--removed', 'those that were removed')
    .option(...asJson)
    .action(as(listBaselinesCommand));
  named('show <name>', 'the runs it holds')
    .option(...asJson)
    .action(as(showBaselineCommand));
  named('remove <name>', 'its runs stay; restore takes it back').action(as(removeBaselineCommand));
  named('restore <name>', 'restore a removed baseline').action(as(restoreBaselineCommand));
}
