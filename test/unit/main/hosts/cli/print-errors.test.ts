import pc from 'picocolors';
import { expect, test } from 'vitest';
import { errorLines } from '../../../../../src/main/hosts/cli/print-errors.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { markdownReport } from '../../../../../src/main/services/reports/markdown.ts';
import { COMPLETED, makeRun } from '../../../../support/made-seconds.ts';
import { makeSuitePlan, makeSuiteSeconds } from '../../../../support/made-suite.ts';

const SECONDS = 10;
const summary = analyseStored(makeRun(makeSuitePlan(SECONDS * 1_000)), makeSuiteSeconds(SECONDS), COMPLETED);
const [first] = summary.errors;
if (first === undefined) throw new Error('the suite has no errors');
const failing = {
  ...summary,
  errors: [
    {
      ...first,
      count: 7,
      firstAt: 2_000,
      lastAt: 9_000,
      sample: {
        method: 'GET',
        url: 'http://127.0.0.1:1/a',
        status: 503,
        atMs: 2_000,
        head: 'HTTP/1.1 503 Busy\nretry-after: 2',
        body: `\u001b[2J{"error":"pool\u202e exhausted"}\n${'x'.repeat(400)}`,
        note: 'the beginning of 5,120 bytes',
      },
    },
  ],
  errorCategories: [
    { category: 'http' as const, count: 7, percent: 3.5, perSecond: 0.7, firstAt: 2_000, lastAt: 9_000 },
  ],
};

test('the terminal prints categories, time ranges and what came back, without control characters', () => {
  const lines = errorLines(failing, pc.createColors(false)).split('\n');
  expect(lines[1]).toMatch(/^ {2}HTTP errors 7 \(3\.5%, 0\.7\/s\), 0:02 – 0:09$/);
  expect(lines[2]).toContain(
    `7 × ${first.code} (${first.side}) on ${first.service}.${first.endpoint}, 0:02 – 0:09: `,
  );
  expect(lines.some((line) => /failures of this endpoint took .*at most /.test(line))).toBe(true);
  expect(lines).toContain('      GET http://127.0.0.1:1/a → HTTP/1.1 503 Busy retry-after: 2');
  expect(lines.at(-1)).toMatch(/^ {6}\[2J\{"error":"pool exhausted"\} x+… \(the beginning of 5,120 bytes\)$/);
});

test('Markdown prints the same', () => {
  const text = markdownReport(failing);
  expect(text).toMatch(/- HTTP errors 7 \(3\.5%, 0\.7\/s\), 0:02 – 0:09/);
  expect(text).toMatch(
    /\| 7 \| 0:02 – 0:09 \|.*GET http:\/\/127\.0\.0\.1:1\/a → HTTP\/1\.1 503 Busy retry-after: 2/,
  );
});
