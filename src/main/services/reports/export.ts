import type { Summary } from '../../../contract/summary.ts';
import type { ExportedFile, ExportFormat } from '../../../contract/wire.ts';
import { endpointsCsv, secondsCsv } from './csv.ts';
import { reportHtml } from './html/report-html.ts';
import { junitXml } from './junit.ts';
import { markdownReport } from './markdown.ts';

interface Form {
  readonly suffix: string;
  readonly mediaType: string;
  readonly write: (summary: Summary) => string;
}

const FORMS: Readonly<Record<ExportFormat, Form>> = {
  html: { suffix: '.html', mediaType: 'text/html', write: reportHtml },
  json: { suffix: '.json', mediaType: 'application/json', write: summaryJson },
  'csv-seconds': { suffix: '-seconds.csv', mediaType: 'text/csv', write: secondsCsv },
  'csv-endpoints': { suffix: '-endpoints.csv', mediaType: 'text/csv', write: endpointsCsv },
  junit: { suffix: '-junit.xml', mediaType: 'application/xml', write: junitXml },
  markdown: { suffix: '.md', mediaType: 'text/markdown', write: markdownReport },
};

/**
 * Writes a run in one of its forms, as text with a file name. Every number in it is one of the summary's.
 * @param summary with its seconds: the HTML report, the JSON document and the per-second table are made of them
 */
export function exportRun(summary: Summary, format: ExportFormat): ExportedFile {
  const { suffix, mediaType, write } = FORMS[format];
  return { fileName: `${fileStem(summary.run)}${suffix}`, mediaType, text: write(summary) };
}

/** The document itself, indented by two spaces, with a line end. */
export function summaryJson(summary: Summary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}

/** Letters, digits and dashes only: a name chosen for a run is no path. */
function fileStem({ id, name }: Summary['run']): string {
  const plain = (text: string) => text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const words = plain(name.normalize('NFKD').replace(/\p{Mn}/gu, ''))
    .toLowerCase()
    .slice(0, 60);
  return ['plimsoll', words, plain(id)].filter((part) => part !== '').join('-');
}
