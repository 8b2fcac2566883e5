import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode, type Failure } from '../../../contract/failure.ts';
import type { ExportFormat } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import { writeExport } from '../../services/reports/write-export.ts';
import { report } from './app-session.ts';
import type { Terminal } from './terminal.ts';

/** Where the forms of a result go; `-` is standard output, for `--json` only. */
export interface OutputFlags {
  readonly json?: string;
  readonly html?: string;
  readonly csv?: string;
  readonly junit?: string;
  readonly markdown?: string;
}

/** Writes every form that was asked for. The first that cannot be written is reported; the run itself is safe. */
export async function writeOutputs(
  app: App,
  runId: string,
  flags: OutputFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const wanted: [format: ExportFormat, file: string | undefined][] = [
    ['json', flags.json],
    ['html', flags.html],
    ['junit', flags.junit],
    ['markdown', flags.markdown],
  ];
  if (flags.csv !== undefined) {
    try {
      mkdirSync(flags.csv, { recursive: true });
    } catch {
      // The write below fails with the better sentence.
    }
    wanted.push(
      ['csv-seconds', join(flags.csv, 'seconds.csv')],
      ['csv-endpoints', join(flags.csv, 'endpoints.csv')],
    );
  }
  const misplaced = wanted.find(([format, file]) => file === '-' && format !== 'json');
  if (misplaced !== undefined) return report(terminal, onlyJson(misplaced[0]));
  for (const [format, file] of wanted) {
    if (file === undefined) continue;
    const exported = await app.handlers['runs.export']({ runId, format });
    if (!exported.ok) return report(terminal, exported.failure);
    if (file === '-') {
      terminal.document(exported.value.text);
      continue;
    }
    const replaced = existsSync(file);
    const written = writeExport(file, exported.value.text, { overwrite: true });
    if (!written.ok) return report(terminal, written.failure);
    terminal.err(`${replaced ? 'Replaced' : 'Wrote'} ${file}\n`);
  }
  return EXIT.passed;
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

function onlyJson(format: ExportFormat): Failure {
  return {
    code: 'usage.option',
    side: 'test',
    message: `Only --json can go to standard output, not ${format.replace(/-.*/, '')}.`,
    hint: 'Name a file.',
  };
}
