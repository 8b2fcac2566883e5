import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import type { ExportFormat } from '../../src/contract/export-formats.ts';
import { fromColumns } from '../../src/contract/json-columns.ts';
import type { Summary } from '../../src/contract/summary.ts';
import type { ExportedFile } from '../../src/contract/wire.ts';
import { exportRun } from '../../src/main/services/reports/export.ts';

/** The page of report files, as the build left it. */
export const REPORT_DIR = fileURLToPath(new URL('../../out/report/', import.meta.url));

/** A form of a run; throws where it cannot be made. */
export function exported(
  summary: Summary,
  format: ExportFormat,
  carried?: Readonly<Record<string, string>>,
): ExportedFile {
  const made = exportRun(summary, format, { reportDir: REPORT_DIR, carried });
  if (!made.ok) throw new Error(`${made.failure.message} ${made.failure.hint}`);
  return made.value;
}

/** The document inside the text of a report file. */
export function carriedBy(html: string): unknown {
  const document: Pick<Summary, 'gauges'> = JSON.parse(scriptIn(html, 'plimsoll-summary'));
  const parts = packedIn(html);
  const columns = JSON.parse(parts.get('gauges') ?? '[]');
  const gauges = document.gauges?.map((gauge, at) => ({ ...gauge, perSecond: columns[at] }));
  const perSecond = fromColumns(JSON.parse(parts.get('seconds') ?? '[]'));
  return { ...document, perSecond, ...(gauges !== undefined && { gauges }) };
}

/** What else travels inside it, inflated, by name. */
export function packedIn(html: string): Map<string, string> {
  return new Map(
    Object.entries(partsIn(html)).map(([name, part]) => [name, inflatedPart(part).toString('utf8')]),
  );
}

/** The same as they stand there, by name. */
export function partsIn(html: string): Readonly<Record<string, string>> {
  return JSON.parse(scriptIn(html, 'plimsoll-packed'));
}

export function inflatedPart(part: string): Buffer {
  return inflateRawSync(Buffer.from(part, 'base64'));
}

function scriptIn(html: string, id: string): string {
  const text = new RegExp(`<script type="application/json" id="${id}">([\\s\\S]*?)</script>`).exec(html)?.[1];
  if (text === undefined) throw new Error(`the report carries no ${id}`);
  return text;
}
