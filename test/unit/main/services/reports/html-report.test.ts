import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { summarySchema } from '../../../../../src/contract/summary.ts';
import { exportRun } from '../../../../../src/main/services/reports/export.ts';
import { embedJson } from '../../../../../src/main/services/reports/html-report.ts';
import { carriedBy, exported } from '../../../../support/exported.ts';
import { HOSTILE, hostileSummary } from '../../../../support/hostile-run.ts';

const summary = hostileSummary();
const html = exported(summary, 'html').text;

/** What means something to a page in the data that it holds; and its scripts, where there are others than its three. */
function markupOfData(page: string): string[] {
  const held = [...page.matchAll(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g)];
  const marks = held.flatMap(([, data = '']) => data.match(/[<>&\u2028\u2029]/g) ?? []);
  const scripts = page.replace(/<script>[\s\S]*?<\/script>/, '').match(/<script/gi) ?? [];
  return scripts.length === 2 ? marks : [...marks, `${scripts.length} scripts of data`];
}

describe('the HTML report', () => {
  test('allows its own script and style by hash, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]);
    expect(script.length).toBeGreaterThan(10_000);
    expect([...html.matchAll(/<\/script/g)]).toHaveLength(3);
    expect([...html.matchAll(/<\/style/g)]).toHaveLength(1);
  });

  test('names no address to load anything from', () => {
    const page = html.replaceAll(/<script type="application\/json"[\s\S]*?<\/script>/g, '');
    expect(page).not.toMatch(/\b(src|href)\s*=\s*["'](https?:)?\/\//);
    expect(page).not.toMatch(/@import|url\(/);
    // What React knows of markup as text, the policy refuses: it requires trusted types and there are none.
    expect(page).not.toMatch(/insertAdjacentHTML|document\.write|\beval\(|new Function|createPolicy/);
  });

  test('carries the whole summary, whatever strings are in it', () => {
    const read = carriedBy(html);
    expect(read).toEqual(JSON.parse(JSON.stringify(summary)));
    expect(summarySchema.safeParse(read).success).toBe(true);
    expect(markupOfData(html)).toEqual([]);
    const planted = html.replace(
      /(?<=<script type="application\/json"[^>]*>)/,
      '"<script>alert(1)</script>"',
    );
    expect(markupOfData(planted)).toHaveLength(3);
  });
});

test('a report without its built page fails, and says what to do', () => {
  const made = exportRun(summary, 'html', { reportDir: '/nowhere' });
  expect(made).toMatchObject({
    ok: false,
    failure: { code: 'report.not_built', hint: 'Run npm run build once.' },
  });
  expect(exportRun(summary, 'json', { reportDir: '/nowhere' }).ok).toBe(true);
});

test('embedded JSON means what it meant', () => {
  for (const text of HOSTILE) expect(JSON.parse(embedJson({ text }))).toEqual({ text });
  expect(embedJson('</script>')).toBe('"\\u003c/script\\u003e"');
});

test('file names are made of letters, digits and dashes', () => {
  const name = (text: string) =>
    exported({ ...summary, run: { ...summary.run, name: text } }, 'csv-endpoints').fileName;
  expect(name('../../etc/passwd')).toBe('plimsoll-etc-passwd-20261123-155201-k3f9-endpoints.csv');
  expect(name('Prüfung Nº 1')).toBe('plimsoll-prufung-no-1-20261123-155201-k3f9-endpoints.csv');
  expect(name('\u0000//')).toBe('plimsoll-20261123-155201-k3f9-endpoints.csv');
});

test('the JSON export is the summary, indented, with a line end', () => {
  const { text, mediaType, fileName } = exported(summary, 'json');
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(summary)));
  expect(text.startsWith('{\n  "schema": "plimsoll.summary/1",\n')).toBe(true);
  expect([text.endsWith('}\n'), mediaType, fileName.endsWith('.json')]).toEqual([
    true,
    'application/json',
    true,
  ]);
});
