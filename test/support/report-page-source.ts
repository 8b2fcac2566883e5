import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The report's page, bundled: its script with all it imports, its style with the tokens of the workbench before it.
 * The product carries the result as text, so that a report can be written wherever Plimsoll runs, built or from source.
 */
export async function bundleReportPage(): Promise<string> {
  const script = await bundleScript();
  const style = minifyStyle([tokens(), ...STYLES.map(readStyle)].join('\n'));
  return [
    '// Written by test/support/write-generated.ts from src/renderer/report; not to be edited.',
    '',
    '/** The script of a report file. */',
    `export const PAGE_SCRIPT =\n  ${literal(script)};`,
    '',
    '/** The style of a report file. */',
    `export const PAGE_STYLE =\n  ${literal(style)};`,
    '',
  ].join('\n');
}

/** In this order: what comes later wins. */
const STYLES = ['base', 'front', 'grades', 'sections', 'streams', 'charts', 'facts', 'narrow-and-print'];

function readStyle(name: string): string {
  return readFileSync(`${root}src/renderer/report/style/${name}.css`, 'utf8');
}

async function bundleScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: `${root}src/renderer/report/report-page.ts`,
        output: { format: 'iife' },
      },
    },
  });
  if (!('output' in built)) throw new TypeError('vite gave no single output');
  const chunks = built.output.filter((part) => part.type === 'chunk');
  const [only] = chunks;
  if (only === undefined || chunks.length !== 1)
    throw new TypeError(`${chunks.length} chunks instead of one`);
  return only.code.trim();
}

/** The custom properties of the theme: its first rule. */
function tokens(): string {
  const theme = readFileSync(`${root}src/renderer/theme.css`, 'utf8');
  const rule = /^:root \{[^}]*\}/m.exec(theme)?.[0];
  if (rule === undefined) throw new TypeError('theme.css does not begin with its tokens');
  return rule;
}

/** Comments and the white space around punctuation; strings in our style hold neither. */
function minifyStyle(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/;\}/g, '}')
    .trim();
}

/** A string literal in the quotes the formatter would choose. */
function literal(text: string): string {
  const single = text.split("'").length <= text.split('"').length;
  const quote = single ? "'" : '"';
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return `${quote}${escaped}${quote}`;
}
