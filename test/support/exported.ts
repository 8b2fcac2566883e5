import { fileURLToPath } from 'node:url';
import type { Summary } from '../../src/contract/summary.ts';
import type { ExportedFile, ExportFormat } from '../../src/contract/wire.ts';
import { exportRun } from '../../src/main/services/reports/export.ts';

/** The page of report files, as the build left it. */
export const REPORT_DIR = fileURLToPath(new URL('../../out/report/', import.meta.url));

/** A form of a run; throws where it cannot be made. */
export function exported(summary: Summary, format: ExportFormat): ExportedFile {
  const made = exportRun(summary, format, REPORT_DIR);
  if (!made.ok) throw new Error(`${made.failure.message} ${made.failure.hint}`);
  return made.value;
}

/** The document inside the text of a report file. */
export function carriedBy(html: string): unknown {
  const json = /<script type="application\/json" id="plimsoll-summary">([\s\S]*?)<\/script>/.exec(html)?.[1];
  if (json === undefined) throw new Error('the report carries no document');
  return JSON.parse(json);
}
