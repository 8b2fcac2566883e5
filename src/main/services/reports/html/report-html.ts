import { createHash } from 'node:crypto';
import type { Summary } from '../../../../contract/summary.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-source.ts';

/**
 * One self-contained file that opens offline: the summary as data, and the page that builds itself from it. The policy
 * allows that one script and that one style, by their hashes, and nothing else: no request can leave the file, and
 * nothing a target said can run in it.
 */
export function reportHtml(summary: Summary): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(PAGE_SCRIPT)}'`,
    `style-src '${hashOf(PAGE_STYLE)}'`,
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
<style>${PAGE_STYLE}</style>
</head>
<body>
<noscript>This report renders the data inside it and needs JavaScript for that; it makes no network requests.</noscript>
<script type="application/json" id="plimsoll-summary">${embedJson(summary)}</script>
<script>${PAGE_SCRIPT}</script>
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
