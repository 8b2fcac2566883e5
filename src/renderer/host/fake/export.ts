import type { ExportedFile, ExportFormat, RunDetail } from '../../../contract/wire.ts';

const KINDS: Readonly<Record<ExportFormat, readonly [ending: string, mediaType: string]>> = {
  html: ['html', 'text/html'],
  json: ['json', 'application/json'],
  'csv-seconds': ['seconds.csv', 'text/csv'],
  'csv-endpoints': ['endpoints.csv', 'text/csv'],
  junit: ['junit.xml', 'application/xml'],
  markdown: ['md', 'text/markdown'],
};

/** The demo writes the JSON document whatever was asked; the real reports are made elsewhere. */
export function exportOf(detail: RunDetail, format: ExportFormat): ExportedFile {
  const [ending, mediaType] = KINDS[format];
  return {
    fileName: `${detail.row.runId}.${ending}`,
    mediaType,
    text: `${JSON.stringify(detail.summary, null, 2)}\n`,
  };
}
