import { parse } from 'csv-parse/sync';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import type { Summary } from '../../../../../src/contract/summary.ts';
import { segmentLines } from '../../../../../src/main/hosts/cli/print-segments.ts';
import { segmentsCsv } from '../../../../../src/main/services/reports/csv.ts';
import { markdownReport } from '../../../../../src/main/services/reports/markdown.ts';
import { estimatedRun } from '../../../../support/made-outcomes.ts';
import { makeSegment, STEERED } from '../../../../support/made-segments.ts';

const { segments: _, steering: __, ...rest } = estimatedRun();
const plain: Summary = rest;
const steered = { ...plain, ...STEERED };
const terminal = { colors: pc.createColors(false), outColumns: null };

describe('the segments of a run that was steered', () => {
  test('are a table of their own, with the numbers of the document', () => {
    const rows: Record<string, string>[] = parse(segmentsCsv(steered), { columns: true });
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      segment: '0',
      from_ms: '0',
      to_ms: '10000',
      cause: 'plan',
      by: '',
      load: '10 users',
      users_from: '10',
      users_to: '10',
      rate_to: '',
      whole_seconds: '10',
      planned: '300',
      errors: '0',
      throughput_per_second: '30',
      worst_grade: '',
    });
    expect(rows[1]).toMatchObject({ by: 'hand', sentence: 'Users set to 25.', users_to: '25', errors: '5' });
    expect(Number(rows[1]?.response_p95_ms)).toBe(STEERED.segments.rows[1]?.responseTimeMs.p95);
  });

  test('stand in the page of Markdown, with who changed what', () => {
    const text = markdownReport(steered);
    const [, section = ''] = text.split('## Load\n\n');
    expect(section).toContain('| 0:00–0:10 | 10 users | Plan | 300 | 300 | 300 | 0 | 20 ms |');
    expect(section).toContain('| 0:10–0:20 | 25 users | Users set to 25. | 675 | 675 | 670 | 5 |');
    expect(section).toContain('1 second in which the load changed');
    expect(section).toContain('- 0:10 Users set to 25. (by hand)');
  });

  test('stand in the terminal', () => {
    const text = segmentLines(steered, terminal);
    const lines = text.split('\n').map((line) => line.replace(/ {2,}/g, '  ').trim());
    expect(lines[0]).toBe('Load');
    expect(lines).toContain('0:00–0:10  10 users  300  300  0  20 ms  20 ms  ~20 ms  Plan');
    expect(lines.at(-1)).toBe('0:10 Users set to 25. (by hand)');
  });

  test('name the worst grade of each', () => {
    const [one] = plain.grades;
    if (one === undefined) throw new Error('the run has no grades');
    const grades = [
      { ...one, grade: 'good' as const },
      { ...one, grade: 'poor' as const },
      { ...one, grade: 'no-data' as const },
    ];
    const rows = [makeSegment({ grades }), makeSegment({ index: 1, fromMs: 10_000, toMs: 20_000 })];
    const graded = { ...plain, segments: { ...STEERED.segments, rows } };
    expect(segmentLines(graded, terminal)).toMatch(/Poor +Plan/);
    expect(segmentsCsv(graded)).toMatch(/,poor\r\n/);
  });
});

test('a run with one load has no table of them, in CSV only its head', () => {
  expect(segmentLines(plain, terminal)).toBe('');
  expect(markdownReport(plain)).not.toContain('## Load');
  expect(segmentsCsv(plain).trim().split('\r\n')).toHaveLength(1);
});
