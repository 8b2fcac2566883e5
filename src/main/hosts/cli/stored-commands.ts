import type { Comparison, Difference } from '../../../contract/comparison.ts';
import type { ExitCode } from '../../../contract/failure.ts';
import { formatMs, formatNumber, formatPercent, NO_VALUE } from '../../../contract/format.ts';
import type { App } from '../../services/app-port.ts';
import { type AppFlags, type CommandContext, withApp } from './app-session.ts';
import { findRun } from './find-run.ts';
import { type Flags, wholeOption } from './option-values.ts';
import { answer, type OutputFlags, say, writeOutputs } from './outputs.ts';
import { printRuns } from './print-runs.ts';
import { plainTable, printSummary } from './print-summary.ts';
import { orReport, report } from './report-failure.ts';
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
export function presetsCommand(context: CommandContext, flags: DataFlags): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(terminal, app.handlers['presets.list']({}), (presets) => {
      const table = plainTable(['preset', 'load', 'what it is for', 'expected']);
      for (const preset of presets) table.push([preset.name, preset.load, preset.title, preset.expected]);
      const text = () => `${table.toString()}\n\nRun one with: plimsoll run NAME\n`;
      return answer(terminal, flags, { value: presets, text });
    }),
  );
}

/** `plimsoll runs`. */
export async function runsCommand(
  context: CommandContext,
  flags: Flags<'dataDir' | 'json' | 'limit', never, 'deleted'>,
): Promise<ExitCode> {
  const { terminal } = context;
  const deleted = flags.deleted === true;
  const limit = wholeOption('limit', flags.limit ?? '50', { least: 1, most: 10_000 });
  if (!limit.ok) return report(terminal, limit.failure);
  const none = deleted ? 'The bin is empty.\n' : 'No runs yet. Try: plimsoll demo\n';
  return withApp(context, flags, (app) =>
    orReport(terminal, app.handlers['runs.list']({ limit: limit.value, deleted }), (rows) =>
      answer(terminal, flags, {
        value: rows,
        text: () => (rows.length === 0 ? none : printRuns(rows, terminal)),
      }),
    ),
  );
}

/** `plimsoll show RUN`. */
export function showCommand(context: CommandContext, word: string, flags: DataFlags): Promise<ExitCode> {
  const { terminal } = context;
  return withRun(context, { word, flags }, (app, runId) =>
    flags.json === undefined
      ? orReport(terminal, app.handlers['runs.get']({ runId }), ({ summary }) =>
          say(terminal, printSummary(summary, terminal)),
        )
      : writeOutputs(app, runId, { json: flags.json }, terminal),
  );
}

/** `plimsoll export RUN`. */
export function exportCommand(
  context: CommandContext,
  word: string,
  flags: OutputFlags & DataFlags,
): Promise<ExitCode> {
  return withRun(context, { word, flags }, (app, runId) => {
    const wanted = [flags.json, flags.html, flags.csv, flags.junit, flags.markdown];
    const outputs = wanted.some((file) => file !== undefined) ? flags : { html: `plimsoll-${runId}.html` };
    return writeOutputs(app, runId, outputs, context.terminal);
  });
}

/** `plimsoll delete RUN`: puts a stored run into the bin, from which it can be restored. */
export function deleteCommand(context: CommandContext, word: string, flags: DataFlags): Promise<ExitCode> {
  const { terminal } = context;
  return withRun(context, { word, flags }, (app, runId) =>
    orReport(terminal, app.handlers['runs.delete']({ runId }), () =>
      say(terminal, `Deleted run ${runId}. Restore it with: plimsoll restore ${runId}\n`),
    ),
  );
}

/** `plimsoll restore RUN`: takes a run out of the bin again. */
export function restoreCommand(context: CommandContext, word: string, flags: DataFlags): Promise<ExitCode> {
  const { terminal } = context;
  return withRun(context, { word, flags, deleted: true }, (app, runId) =>
    orReport(terminal, app.handlers['runs.restore']({ runId }), ({ name }) =>
      say(terminal, `Restored run ${runId} (${name}).\n`),
    ),
  );
}

/** `plimsoll compare A B`. */
export function compareCommand(
  context: CommandContext,
  words: { a: string; b: string },
  flags: DataFlags,
): Promise<ExitCode> {
  const { terminal } = context;
  return withRun(context, { word: words.a, flags }, (app, a) =>
    orReport(terminal, findRun(app, words.b), (b) =>
      orReport(terminal, app.handlers['runs.compare']({ a, b }), (comparison) =>
        answer(terminal, flags, {
          value: comparison,
          text: () => printComparison(comparison, terminal.colors),
        }),
      ),
    ),
  );
}

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
