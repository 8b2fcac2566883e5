import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExportFormat } from '../../../contract/export-formats.ts';
import { EXIT, type ExitCode, type Failure } from '../../../contract/failure.ts';
import { entriesOf } from '../../../contract/keys.ts';
import type { App } from '../../services/app-port.ts';
import { whyNotWritable, writeExport } from '../../services/reports/write-export.ts';
import { isDeviceOrPipe } from '../../services/reports/write-in-place.ts';
import { type Flags, usage } from './option-values.ts';
import { report } from './report-failure.ts';
import type { Terminal } from './terminal.ts';

/** Where the forms of a result go; `-` is standard output, for `--json` only. */
export type OutputFlags = Flags<'json' | 'html' | 'csv' | 'junit' | 'markdown'>;

type Wanted = readonly [format: ExportFormat, file: string];

/** What lies in the folder of `--csv`; the steps of a search only where there was one, what was watched where something was. */
const TABLES = {
  'csv-seconds': 'seconds.csv',
  'csv-endpoints': 'endpoints.csv',
  'csv-segments': 'segments.csv',
  'csv-capacity': 'capacity-steps.csv',
  'csv-gauges': 'gauges.csv',
  'csv-watches': 'watches.csv',
} as const satisfies Readonly<Partial<Record<ExportFormat, string>>>;

const ONLY_WITH_ROWS: ReadonlySet<ExportFormat> = new Set(['csv-capacity', 'csv-gauges', 'csv-watches']);

/** The files a command line asks for; the tables of `--csv` lie in a folder of their own. */
function wantedOutputs(flags: OutputFlags): Wanted[] {
  const { csv } = flags;
  const tables = entriesOf(TABLES).flatMap(([format, name]): Wanted[] =>
    csv === undefined ? [] : [[format, csv === '-' ? csv : join(csv, name)]],
  );
  const forms = (['json', 'html', 'junit', 'markdown'] as const).flatMap((format): Wanted[] => {
    const file = flags[format];
    return file === undefined ? [] : [[format, file]];
  });
  return [...forms, ...tables];
}

/**
 * Looks before a run whether its outputs can be written, so that nothing is measured for a folder that is not there.
 * Makes the folder of `--csv`. @returns the first that cannot be
 */
export function checkOutputs(flags: OutputFlags & { readonly savePlan?: string }): Failure | null {
  const wanted = wantedOutputs(flags);
  const misplaced = wanted.find(([format, file]) => file === '-' && format !== 'json');
  if (misplaced !== undefined)
    return usage(
      `Only --json can go to standard output, not ${misplaced[0].replace(/-.*/, '')}.`,
      'Name a file.',
    );
  if (flags.csv !== undefined) {
    try {
      mkdirSync(flags.csv, { recursive: true });
    } catch {
      // What is asked below has the better sentence.
    }
  }
  const taken = new Set(flags.savePlan === undefined ? [] : [resolve(flags.savePlan)]);
  for (const [, file] of wanted) {
    if (file === '-') continue;
    const path = resolve(file);
    if (taken.has(path) && !isDeviceOrPipe(path))
      return usage(`Two outputs would be written to ${file}.`, 'Name a file for each.');
    taken.add(path);
    const refusal = whyNotWritable(file);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Writes every form that was asked for. Each that cannot be written is reported; the run itself is safe. */
export async function writeOutputs(
  app: App,
  runId: string,
  flags: OutputFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const misplaced = checkOutputs(flags);
  if (misplaced?.code === 'usage.option') return report(terminal, misplaced);
  let code: ExitCode = EXIT.passed;
  for (const [format, file] of wantedOutputs(flags)) {
    const exported = await app.handlers['runs.export']({ runId, format });
    if (!exported.ok) return report(terminal, exported.failure);
    // Where an earlier run has left its rows, a table without any replaces them: they would be taken for those of this one.
    if (ONLY_WITH_ROWS.has(format) && isOnlyHead(exported.value.text) && !existsSync(file)) continue;
    if (file === '-') {
      terminal.document(exported.value.text);
      continue;
    }
    const replaced = existsSync(file) && !isDeviceOrPipe(file);
    const written = writeExport(file, exported.value.text, { overwrite: true });
    if (written.ok) terminal.err(`${replaced ? 'Replaced' : 'Wrote'} ${file}\n`);
    else code = report(terminal, { ...written.failure, hint: hintOf(written.failure, runId) });
  }
  return code;
}

/** A table without a row: there was no search, or nothing was watched. */
function isOnlyHead(text: string): boolean {
  return text.trimEnd().split('\n').length === 1;
}

/** The way out of a form that was not written: the run can be exported again. */
function hintOf({ code, hint }: Failure, runId: string): string {
  if (code !== 'export.disk_full') return hint;
  return `The run itself is stored: free some space there, then plimsoll export ${runId}, or name another file.`;
}

/** Writes what a listing command answers as JSON: to a file, or, for `-`, to standard output. */
export function writeJson(terminal: Terminal, file: string, value: unknown): ExitCode {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (file === '-') {
    terminal.document(text);
    return EXIT.passed;
  }
  const written = writeExport(file, text, { overwrite: true });
  if (!written.ok) return report(terminal, written.failure);
  terminal.err(`Wrote ${file}\n`);
  return EXIT.passed;
}

/** Answers a command: as JSON where its flags ask for that, else as a text for people. */
export function answer(
  terminal: Terminal,
  { json }: { readonly json?: string },
  { value, text }: { readonly value: unknown; readonly text: () => string },
): ExitCode {
  return json === undefined ? say(terminal, text()) : writeJson(terminal, json, value);
}

/** Says what a command has to say, and that it went well. */
export function say(terminal: Terminal, text: string): ExitCode {
  terminal.out(text);
  return EXIT.passed;
}
