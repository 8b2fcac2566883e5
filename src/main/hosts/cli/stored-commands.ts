import type { Comparison, Difference } from '../../../contract/comparison.ts';
import { EXIT, type ExitCode } from '../../../contract/failure.ts';
import { formatMs, formatNumber, formatPercent, NO_VALUE } from '../../../contract/format.ts';
import type { App } from '../../services/app-port.ts';
import { writeExport } from '../../services/reports/write-export.ts';
import { isDeviceOrPipe } from '../../services/reports/write-in-place.ts';
import { type AppFlags, type CommandContext, type Work, withApp } from './app-session.ts';
import { findRun } from './find-run.ts';
import { type Flags, wholeOption } from './option-values.ts';
import { answer, type OutputFlags, say, writeOutputs } from './outputs.ts';
import { plainTable } from './plain-table.ts';
import { printRuns } from './print-runs.ts';
import { furtherLine, printSummary } from './print-summary.ts';
import { orReport, report } from './report-failure.ts';
import { type RunFilterFlags, runFilter } from './run-filters.ts';
import { whyNotSaved } from './save-plan.ts';
import type { Terminal } from './terminal.ts';

type DataFlags = Flags<'dataDir' | 'json'>;

/** Opens the app for a command about a run that a word names. @param deleted look for it in the bin */
function withRun(
  context: CommandContext,
  {
    word,
    flags,
    deleted = false,
  }: { readonly word: string; readonly flags: AppFlags; readonly deleted?: boolean },
  work: (app: App, runId: string) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  return withApp(context, flags, (app) =>
    orReport(context.terminal, findRun(app, word, deleted), (runId) => work(app, runId)),
  );
}

/** `plimsoll presets`. */
export const presetsCommand: Work<DataFlags> = (context, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['presets.list']({}), (presets) => {
      const table = plainTable(['preset', 'load', 'what it is for', 'expected']);
      for (const preset of presets) table.push([preset.name, preset.load, preset.title, preset.expected]);
      const text = () => `${table.toString()}\n\nRun one with: plimsoll run NAME\n`;
      return answer(context.terminal, flags, { value: presets, text });
    }),
  );

/** `plimsoll runs`. */
export const runsCommand: Work<
  Flags<'dataDir' | 'json' | 'limit', never, 'deleted' | 'bin'> & RunFilterFlags
> = async (context, flags) => {
  const { terminal } = context;
  const deleted = flags.deleted === true || flags.bin === true;
  const limit = wholeOption('limit', flags.limit ?? '50', { least: 1, most: 10_000 });
  if (!limit.ok) return report(terminal, limit.failure);
  const filter = runFilter(flags);
  if (!filter.ok) return report(terminal, filter.failure);
  const isFiltered = Object.values(filter.value).some((value) => value !== undefined);
  const empty = deleted ? 'The bin is empty.\n' : 'No runs yet. Try: plimsoll demo\n';
  const none = isFiltered ? 'No run has all of that.\n' : empty;
  return withApp(context, flags, (app) =>
    orReport(terminal, app.handlers['runs.list']({ ...filter.value, limit: limit.value, deleted }), (rows) =>
      answer(terminal, flags, {
        value: rows,
        text: () => (rows.length === 0 ? none : printRuns(rows, terminal)),
      }),
    ),
  );
};

/** `plimsoll show RUN`. */
export const showCommand: Work<DataFlags, [word: string]> = (context, word, flags) =>
  withRun(context, { word, flags }, (app, runId) =>
    flags.json === undefined
      ? orReport(context.terminal, app.handlers['runs.get']({ runId, withSeconds: false }), ({ summary }) =>
          say(
            context.terminal,
            `${printSummary(summary, context.terminal)}${furtherLine(summary, flags, context.terminal)}`,
          ),
        )
      : writeOutputs(app, runId, { json: flags.json }, context.terminal),
  );

/** `plimsoll export RUN`. */
export const exportCommand: Work<OutputFlags & DataFlags & Flags<'plan'>, [word: string]> = (
  context,
  word,
  { plan, ...flags },
) => {
  const { terminal } = context;
  const refusal = plan === undefined ? null : whyNotSaved(plan, '--plan');
  if (refusal !== null) return Promise.resolve(report(terminal, refusal));
  return withRun(context, { word, flags }, async (app, runId) => {
    const code = plan === undefined ? EXIT.passed : await savePlanOfRun(app, runId, { plan, terminal });
    const wanted = [flags.json, flags.html, flags.csv, flags.junit, flags.markdown];
    const isAnyWanted = wanted.some((file) => file !== undefined);
    if (code !== EXIT.passed || (plan !== undefined && !isAnyWanted)) return code;
    const outputs = isAnyWanted ? flags : { html: `plimsoll-${runId}.html` };
    return writeOutputs(app, runId, outputs, terminal);
  });
};

/** The load that was applied, as a plan. */
function savePlanOfRun(
  app: App,
  runId: string,
  { plan, terminal }: { readonly plan: string; readonly terminal: Terminal },
): Promise<ExitCode> {
  return orReport(terminal, app.handlers['runs.asPlan']({ runId }), ({ text, notes }) => {
    const written = writeExport(plan, text, { overwrite: isDeviceOrPipe(plan) });
    if (!written.ok) return report(terminal, written.failure);
    terminal.err([`Saved the plan as ${plan}.`, ...notes].map((line) => `${line}\n`).join(''));
    return EXIT.passed;
  });
}

/** `plimsoll delete RUN`: puts a stored run into the bin, from which it can be restored. */
export const deleteCommand: Work<DataFlags, [word: string]> = (context, word, flags) =>
  withRun(context, { word, flags }, (app, runId) =>
    orReport(context.terminal, app.handlers['runs.delete']({ runId }), () =>
      say(context.terminal, `Deleted run ${runId}. Restore it with: plimsoll restore ${runId}\n`),
    ),
  );

/** `plimsoll restore RUN`: takes a run out of the bin again. */
export const restoreCommand: Work<DataFlags, [word: string]> = (context, word, flags) =>
  withRun(context, { word, flags, deleted: true }, (app, runId) =>
    orReport(context.terminal, app.handlers['runs.restore']({ runId }), ({ name }) =>
      say(context.terminal, `Restored run ${runId} (${name}).\n`),
    ),
  );

/** `plimsoll compare A B`. */
export const compareCommand: Work<DataFlags, [a: string, b: string]> = (context, first, second, flags) =>
  withRun(context, { word: first, flags }, (app, a) =>
    orReport(context.terminal, findRun(app, second), (b) =>
      orReport(context.terminal, app.handlers['runs.compare']({ a, b }), (comparison) =>
        answer(context.terminal, flags, {
          value: comparison,
          text: () => printComparison(comparison, context.terminal.colors),
        }),
      ),
    ),
  );

/** Two runs as text: what worsened most, what else differs, then the figures. */
export function printComparison(comparison: Comparison, colors: Terminal['colors']): string {
  const { a, b, context, differences } = comparison;
  const lines = [
    `${colors.bold('A')}  ${a.id}  ${a.name}`,
    `${colors.bold('B')}  ${b.id}  ${b.name}`,
    '',
    colors.bold(comparison.lead),
    `${comparison.kind === 'descriptive' ? 'Descriptive only' : 'With a verdict'}: ${comparison.sentence}`,
    '',
    ...(context.length === 0
      ? ['Nothing else differs: same plan, target and machine.']
      : ['What else differs']),
    ...context.map(
      (row) => `  ${row.severity === 'warning' ? '! ' : '  '}${row.aspect}: ${row.a} → ${row.b}`,
    ),
    '',
  ];
  const table = plainTable(['endpoint', 'figure', 'A', 'B', 'change', '', 'evidence']);
  for (const row of differences) {
    table.push([
      row.endpoint === '' ? row.service : `${row.service}.${row.endpoint}`,
      row.figure,
      formatIn(row.unit, row.a),
      formatIn(row.unit, row.b),
      formatIn(row.unit, row.change),
      row.changePercent === null
        ? NO_VALUE
        : `${row.changePercent > 0 ? '+' : ''}${formatNumber(row.changePercent)}%`,
      row.note,
    ]);
  }
  return `${lines.join('\n')}${table.toString()}\n`;
}

function formatIn(unit: Difference['unit'], value: number | null): string {
  if (value === null) return NO_VALUE;
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  if (unit === 'ms') return sign + formatMs(size);
  if (unit === '%') return sign + formatPercent(size);
  return sign + formatNumber(size) + (unit === '1/s' ? '/s' : '');
}
