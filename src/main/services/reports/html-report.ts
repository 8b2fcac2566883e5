import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import { toColumns } from '../../../contract/json-columns.ts';
import type { Summary } from '../../../contract/summary.ts';
import { carriedGauges } from './carried-gauges.ts';
import { packed } from './packed.ts';

/** Script and style of every report file, as the build writes them of `src/renderer/report`. */
interface ReportPage {
  readonly script: string;
  readonly style: string;
}

/** @param dir where the build puts them. Fails with `report.not_built` where it has not. */
export function readReportPage(dir: string): Result<ReportPage> {
  try {
    const read = (name: string) => readFileSync(join(dir, name), 'utf8').trim();
    return succeed({ script: read('report.js'), style: read('report.css') });
  } catch {
    return fail({
      code: 'report.not_built',
      side: 'client',
      message: `The page of HTML reports is not in ${dir}.`,
      hint: 'Run npm run build once.',
    });
  }
}

/** What a report carries of a run beside its document, by names that its page knows, each as `packed` has it. */
export type Carried = Readonly<Record<string, string>>;

/**
 * One self-contained file that opens offline: the summary as data, its seconds and what was watched packed, and the page that shows it. The policy allows that one
 * script and that one style, by their hashes, and nothing else: no request can leave the file, and nothing a target said
 * can run in it.
 */
export function reportHtml(
  { perSecond, ...rest }: Summary,
  carried: Carried | undefined,
  { script, style }: ReportPage,
): string {
  const seconds = packed(JSON.stringify(toColumns(perSecond)));
  const { summary, columns } = carriedGauges(rest);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Plimsoll">
<meta name="color-scheme" content="light dark">
<title>Plimsoll report</title>
<style>${style}</style>
</head>
<body>
<noscript>This report renders the data inside it and needs JavaScript for that; it makes no network requests.</noscript>
<div id="root"></div>
<script type="application/json" id="plimsoll-summary">${embedJson({ ...summary, perSecond: [] })}</script>
<script type="application/json" id="plimsoll-packed">${embedJson({ ...carried, ...columns, seconds })}</script>
<script>${script}</script>
</body>
</html>
`;
}

/**
 * JSON that cannot end its script element, begin a comment or a tag, or break a line of script: it means the same to a
 * JSON parser, whatever strings are in it.
 */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
