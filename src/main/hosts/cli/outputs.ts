import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../../contract/failure.ts';
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
  for (const [format, file] of wanted) {
    if (file === undefined) continue;
    const exported = await app.handlers['runs.export']({ runId, format });
    if (!exported.ok) return report(terminal, exported.failure);
    if (file === '-') {
      terminal.out(exported.value.text);
      continue;
    }
    const written = writeExport(file, exported.value.text, { overwrite: true });
    if (!written.ok) return report(terminal, written.failure);
    terminal.err(`Wrote ${file}\n`);
  }
  return EXIT.passed;
}
