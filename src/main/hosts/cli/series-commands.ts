import type { Command } from 'commander';
import { type Result, succeed } from '../../../contract/failure.ts';
import { type As, type Work, withApp } from './app-session.ts';
import { findSeries } from './find-series.ts';
import { type Flags, misuse, wholeOption } from './option-values.ts';
import { answer, say } from './outputs.ts';
import { printSeriesList } from './print-series.ts';
import { orReport, report } from './report-failure.ts';
import { checkSeriesOutputs, type SeriesOutputs, takeSeries, writeSeries } from './series-job.ts';

type Option = readonly [flags: string, text: string];

/** Options that every command about stored series has. */
interface SharedOptions {
  readonly where: Option;
  readonly asJson: Option;
  readonly allowHost: Option;
}

type ListFlags = Flags<'dataDir' | 'json', never, 'bin'>;

/** `plimsoll series`. */
const listSeriesCommand: Work<ListFlags> = (context, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['series.list']({ deleted: flags.bin === true }), (rows) =>
      answer(context.terminal, flags, {
        value: rows,
        text: () =>
          rows.length > 0
            ? printSeriesList(rows)
            : flags.bin === true
              ? 'No series is in the bin.\n'
              : 'No series yet. Take one: plimsoll run PLAN --repeat 4 --against OTHER\n',
      }),
    ),
  );

/** `plimsoll series show ID`. */
const showSeriesCommand: Work<SeriesOutputs & Flags<'dataDir'>, [word: string]> = async (
  context,
  word,
  flags,
) => {
  const refusal = checkSeriesOutputs(flags);
  if (refusal !== null) return report(context.terminal, refusal);
  return withApp(context, flags, (app) =>
    orReport(context.terminal, findSeries(app, word), ({ seriesId }) =>
      orReport(context.terminal, app.handlers['series.get']({ seriesId }), (detail) =>
        writeSeries(app, detail, flags, context.terminal),
      ),
    ),
  );
};

type ContinueFlags = SeriesOutputs &
  Flags<'dataDir' | 'more', 'set' | 'allowHost', 'quiet' | 'force' | 'requireTrust'>;

/** `plimsoll series continue ID`. */
const continueSeriesCommand: Work<ContinueFlags, [word: string]> = async (context, word, flags) => {
  const { terminal } = context;
  const refusal = checkSeriesOutputs(flags);
  if (refusal !== null) return report(terminal, refusal);
  const more =
    flags.more === undefined ? succeed(undefined) : wholeOption('more', flags.more, { least: 1, most: 100 });
  if (!more.ok) return report(terminal, more.failure);
  const values = valuesOf(flags.set ?? []);
  if (!values.ok) return report(terminal, values.failure);
  return withApp(context, flags, (app) =>
    orReport(terminal, findSeries(app, word), ({ seriesId }) => {
      const asked = {
        seriesId,
        values: values.value,
        ...(more.value === undefined ? {} : { more: more.value }),
        ...(flags.force === true ? { force: true } : {}),
      };
      return takeSeries(context, app, { start: () => app.series.goOn(asked), flags });
    }),
  );
};

function valuesOf(words: readonly string[]): Result<Record<string, string>> {
  const pairs = words.map(
    (word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const,
  );
  if (pairs.some(([name]) => name === '' || name === '__proto__'))
    return misuse('A --set is not of the form name=value.', 'For example: --set token=$TOKEN.');
  return succeed(Object.fromEntries(pairs));
}

/** `plimsoll series delete ID`. */
const deleteSeriesCommand: Work<Flags<'dataDir'>, [word: string]> = (context, word, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, findSeries(app, word), ({ seriesId }) =>
      orReport(context.terminal, app.handlers['series.delete']({ seriesId }), () =>
        say(
          context.terminal,
          `Deleted the series ${seriesId}; its runs stay. Restore it with: plimsoll series restore ${seriesId}\n`,
        ),
      ),
    ),
  );

/** `plimsoll series restore ID`. */
const restoreSeriesCommand: Work<Flags<'dataDir'>, [word: string]> = (context, word, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, findSeries(app, word, true), ({ seriesId }) =>
      orReport(context.terminal, app.handlers['series.restore']({ seriesId }), ({ name }) =>
        say(context.terminal, `Restored the series ${seriesId} (${name}).\n`),
      ),
    ),
  );

/** Options of `plimsoll run` that take it more than once. */
export function addSeriesOptions(run: Command): Command {
  return run
    .optionsGroup('More than once:')
    .option('--repeat <n>', 'so many runs, of each side where there are two, as one series')
    .option(
      '--against <other>',
      'in turns with another side: service=URL, a label, a plan or preset, or a setting such as users=200',
    )
    .option('--pause <time>', 'between two runs (default: none)')
    .option('--discard <n>', 'warm-up runs of each side, taken first and left out')
    .option('--declared', 'one verdict, after --repeat runs a side (default: looks at 4, 6, 8, 12 and 20)')
    .option('--primary <cell>', 'the one figure that is judged by itself: "gateway.list p95"')
    .option('--min-change <share>', 'a change that is too small to matter (default 3%)');
}

/** Stored series, and going on with one. */
export function defineSeries(program: Command, as: As, { where, asJson, allowHost }: SharedOptions): void {
  const series = program
    .command('series')
    .description('the stored series of runs, newest first; with a word after it: one of them')
    .option('--bin', 'those in the bin')
    .option(...asJson)
    .option(...where)
    .action(as(listSeriesCommand))
    .enablePositionalOptions();
  const one = (usage: string, text: string) =>
    series
      .command(usage)
      .description(text)
      .option(...where);
  const written = (usage: string, text: string) =>
    one(usage, text)
      .option('--json <file>', 'the whole series as one JSON document (- is standard output)')
      .option('--junit <file>', 'runs and verdicts as JUnit XML')
      .option('--markdown <file>', 'summary as Markdown');
  one('list', 'the same as plimsoll series')
    .option('--bin', 'those in the bin')
    .option(...asJson)
    .action(as(listSeriesCommand));
  written('show <series>', 'verdicts, what was odd, and its runs').action(as(showSeriesCommand));
  written('continue <series>', 'take what is missing of it, or as many runs as lead to its next look')
    .option('--more <n>', 'so many runs a side beyond those planned')
    .option(
      '--set <name=value>',
      'a secret value, which is not stored (repeatable)',
      (word: string, before: readonly string[] = []) => [...before, word],
    )
    .option(...allowHost, (word: string, before: readonly string[] = []) => [...before, word])
    .option('--force', 'start despite failed pre-run checks')
    .option('--require-trust', 'exit 6 unless each of its runs is trusted')
    .option('--quiet', 'no progress')
    .action(as(continueSeriesCommand));
  one('delete <series>', 'put a series into the bin; its runs stay').action(as(deleteSeriesCommand));
  one('restore <series>', 'restore a deleted series').action(as(restoreSeriesCommand));
}
