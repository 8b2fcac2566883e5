import type { Comparison, Difference } from '../../../contract/comparison.ts';
import { EXIT, type ExitCode } from '../../../contract/failure.ts';
import { formatMs, formatNumber, formatPercent, NO_VALUE } from '../../../contract/format.ts';
import { type CommandContext, withApp } from './app-session.ts';
import { findRun } from './find-run.ts';
import { wholeOption } from './option-values.ts';
import { type OutputFlags, writeJson, writeOutputs } from './outputs.ts';
import { printRuns } from './print-runs.ts';
import { plainTable, printSummary } from './print-summary.ts';
import { orReport, report } from './report-failure.ts';
import type { Terminal } from './terminal.ts';

interface DataFlags {
  readonly dataDir?: string;
  readonly json?: string;
}

/** `plimsoll presets`. */
export function presetsCommand(context: CommandContext, flags: DataFlags): Promise<ExitCode> {
  return withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['presets.list']({}), (presets) => {
      if (flags.json !== undefined) return writeJson(context.terminal, flags.json, presets);
      const table = plainTable(['preset', 'load', 'what it is for', 'expected']);
      for (const preset of presets) table.push([preset.name, preset.load, preset.title, preset.expected]);
      context.terminal.out(`${table.toString()}\n\nRun one with: plimsoll run NAME\n`);
      return EXIT.passed;
    }),
  );
}

/** `plimsoll runs`. */
export function runsCommand(
  context: CommandContext,
  flags: DataFlags & { limit?: string; deleted?: boolean },
): Promise<ExitCode> {
  const { terminal } = context;
  const limit = wholeOption('limit', flags.limit ?? '50', { least: 1, most: 10_000 });
  if (!limit.ok) return Promise.resolve(report(terminal, limit.failure));
  return withApp(context, flags, (app) =>
    orReport(
      terminal,
      app.handlers['runs.list']({ limit: limit.value, deleted: flags.deleted === true }),
      (rows) => {
        if (flags.json !== undefined) return writeJson(terminal, flags.json, rows);
        if (rows.length === 0) {
          terminal.out(flags.deleted === true ? 'The bin is empty.\n' : 'No runs yet. Try: plimsoll demo\n');
          return EXIT.passed;
        }
        terminal.out(printRuns(rows, terminal));
        return EXIT.passed;
      },
    ),
  );
}

/** `plimsoll show RUN`. */
export function showCommand(context: CommandContext, word: string, flags: DataFlags): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(terminal, findRun(app, word), async (runId) => {
      if (flags.json !== undefined) return writeOutputs(app, runId, { json: flags.json }, terminal);
      return orReport(terminal, app.handlers['runs.get']({ runId }), ({ summary }) => {
        terminal.out(printSummary(summary, terminal));
        return EXIT.passed;
      });
    }),
  );
}

/** `plimsoll export RUN`. */
export function exportCommand(
  context: CommandContext,
  word: string,
  flags: OutputFlags & { dataDir?: string },
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(terminal, findRun(app, word), (runId) => {
      const wanted = [flags.json, flags.html, flags.csv, flags.junit, flags.markdown];
      if (wanted.some((file) => file !== undefined)) return writeOutputs(app, runId, flags, terminal);
      return writeOutputs(app, runId, { html: `plimsoll-${runId}.html` }, terminal);
    }),
  );
}

/** `plimsoll compare A B`. */
export function compareCommand(
  context: CommandContext,
  words: { a: string; b: string },
  flags: DataFlags,
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(terminal, findRun(app, words.a), (a) =>
      orReport(terminal, findRun(app, words.b), (b) =>
        orReport(terminal, app.handlers['runs.compare']({ a, b }), (comparison) => {
          if (flags.json !== undefined) return writeJson(terminal, flags.json, comparison);
          terminal.out(printComparison(comparison, terminal.colors));
          return EXIT.passed;
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
