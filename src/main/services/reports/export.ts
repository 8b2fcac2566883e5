import type { ExportFormat } from '../../../contract/export-formats.ts';
import { type Result, succeed } from '../../../contract/failure.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { ExportedFile } from '../../../contract/wire.ts';
import { capacityCsv, endpointsCsv, secondsCsv, segmentsCsv } from './csv.ts';
import { type Carried, readReportPage, reportHtml } from './html-report.ts';
import { junitXml } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { gaugesCsv, watchesCsv } from './watched-csv.ts';

/** What the HTML report is made of beside the document. */
interface ReportParts {
  /** The built page of report files; fails where it is not there and the HTML report is wanted. */
  readonly reportDir: string;
  /** What answers about single seconds and requests come from; absent: the report has no analysis. */
  readonly carried?: Carried | undefined;
}

interface Form {
  readonly suffix: string;
  readonly mediaType: string;
  readonly write: (summary: Summary, parts: ReportParts) => Result<string> | string;
}

const FORMS: Readonly<Record<ExportFormat, Form>> = {
  html: { suffix: '.html', mediaType: 'text/html', write: htmlReport },
  json: { suffix: '.json', mediaType: 'application/json', write: summaryJson },
  'csv-seconds': { suffix: '-seconds.csv', mediaType: 'text/csv', write: secondsCsv },
  'csv-endpoints': { suffix: '-endpoints.csv', mediaType: 'text/csv', write: endpointsCsv },
  'csv-segments': { suffix: '-segments.csv', mediaType: 'text/csv', write: segmentsCsv },
  'csv-capacity': { suffix: '-capacity-steps.csv', mediaType: 'text/csv', write: capacityCsv },
  'csv-gauges': { suffix: '-gauges.csv', mediaType: 'text/csv', write: gaugesCsv },
  'csv-watches': { suffix: '-watches.csv', mediaType: 'text/csv', write: watchesCsv },
  junit: { suffix: '-junit.xml', mediaType: 'application/xml', write: junitXml },
  markdown: { suffix: '.md', mediaType: 'text/markdown', write: markdownReport },
};

/**
 * Writes a run in one of its forms, as text with a file name. Every number in it is one of the summary's.
 * @param summary with its seconds: the HTML report, the JSON document and the per-second table are made of them
 */
export function exportRun(summary: Summary, format: ExportFormat, parts: ReportParts): Result<ExportedFile> {
  const { suffix, mediaType, write } = FORMS[format];
  const written = write(summary, parts);
  const text = typeof written === 'string' ? succeed(written) : written;
  if (!text.ok) return text;
  return succeed({ fileName: `${fileStem(summary.run)}${suffix}`, mediaType, text: text.value });
}

function htmlReport(summary: Summary, { reportDir, carried }: ReportParts): Result<string> {
  const page = readReportPage(reportDir);
  return page.ok ? succeed(reportHtml(summary, carried, page.value)) : page;
}

/** The document itself, indented by two spaces, with a line end. */
function summaryJson(summary: Summary): string {
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
