import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { capacityCsv, endpointsCsv, secondsCsv } from '../../../../../src/main/services/reports/csv.ts';
import { HOSTILE, hostileSummary } from '../../../../support/hostile-run.ts';
import { searchedRun } from '../../../../support/made-capacity.ts';
import { ungradableRun } from '../../../../support/made-outcomes.ts';
import { makePlan } from '../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';
import { makeSuitePlan, makeSuiteSeconds } from '../../../../support/made-suite.ts';

/** Rows by heading, as any reader of RFC 4180 finds them. */
function read(text: string): Record<string, string>[] {
  return parse(text, { columns: true, record_delimiter: '\r\n' });
}

describe('the table per endpoint', () => {
  test('by hand', () => {
    const counts = { errors: 1, targetErrors: 1 };
    const second = makeSecond(0, [makeSeriesSecond(0, [10, 20, 30], { counts })]);
    const [row] = read(endpointsCsv(analyseStored(makeRun(makePlan()), [second], COMPLETED)));
    expect(row).toMatchObject({
      service: 'gateway',
      endpoint: 'instruments',
      protocol: 'http',
      clock: 'actual',
      count: '4',
      error_rate_percent: '25',
      rate_per_second: '4',
      throughput_per_second: '3',
      counted_failed: '1',
      left_out: '0',
      response_p50_evidence: 'estimate',
      response_p95_evidence: 'unknown',
      response_count: '3',
      response_mean_ms: '20',
      response_p95_ms: '30',
      response_max_ms: '30',
      planned: '4',
      bytes_in: '300',
    });
  });

  test('holds the very numbers of the summary, and nothing where there is none', () => {
    const summary = analyseStored(makeRun(makeSuitePlan(30_000)), makeSuiteSeconds(30), COMPLETED);
    const rows = read(endpointsCsv(summary));
    expect(rows).toHaveLength(summary.endpoints.length);
    rows.forEach((row, index) => {
      const endpoint = summary.endpoints[index];
      const number = (text: string | undefined) => (text === '' ? null : Number(text));
      expect(number(row.rate_per_second)).toBe(endpoint?.ratePerSecond);
      for (const name of ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const) {
        expect(number(row[`response_${name}_ms`])).toBe(endpoint?.responseTimeMs[name]);
        expect(number(row[`service_${name}_ms`])).toBe(endpoint?.serviceTimeMs[name]);
      }
      expect(number(row.wait_mean_ms)).toBe(endpoint?.phasesMs.wait?.mean ?? null);
    });
  });
});

describe('parts of other samples', () => {
  const summary = analyseStored(makeRun(makeSuitePlan(10_000)), makeSuiteSeconds(10), COMPLETED);
  const partsIn = (rows: Record<string, string>[]) =>
    [...new Set(rows.filter((row) => row.part === '1').map((row) => row.endpoint))].toSorted();
  const parts = summary.endpoints.filter(({ part }) => part).map(({ endpoint }) => endpoint);

  test('are marked in every table', () => {
    expect(parts).toEqual(expect.arrayContaining(['sse_headers', 'sse_gap']));
    expect(partsIn(read(endpointsCsv(summary)))).toEqual(parts.toSorted());
    expect(partsIn(read(secondsCsv(summary)))).toEqual(parts.toSorted());
  });

  test('are not in the rate of the run, all else is', () => {
    const counted = summary.endpoints.filter(({ part }) => !part);
    const sum = counted.reduce((total, { ratePerSecond }) => total + ratePerSecond, 0);
    expect(summary.ratePerSecond).toBeCloseTo(sum, 9);
    expect(new Set(counted.map(({ protocol }) => protocol))).toEqual(new Set(['http', 'websocket', 'sse']));
  });
});

test('carries what is left out, and beside each percentile what it rests on', () => {
  const [row] = read(endpointsCsv(ungradableRun()));
  expect(row).toMatchObject({
    counted_ok: '60',
    counted_failed: '10',
    left_out: '40',
    throughput_per_second: '60',
    response_p50_evidence: 'sure',
    response_p95_ms: '20',
    response_p95_evidence: 'estimate',
    response_p99_ms: '20',
    response_p99_evidence: 'unknown',
  });
});

describe('the table per second', () => {
  test('has a row for each endpoint of each second', () => {
    const summary = analyseStored(makeRun(makeSuitePlan(10_000)), makeSuiteSeconds(10), COMPLETED);
    const rows = read(secondsCsv(summary));
    expect(rows).toHaveLength(summary.perSecond.reduce((sum, second) => sum + second.endpoints.length, 0));
    const expected = summary.perSecond[3]?.endpoints[0];
    const row = rows.find((one) => one.second === '3');
    expect(row).toMatchObject({
      service: expected?.service,
      endpoint: expected?.endpoint,
      warmup: '1',
      trusted: '1',
      sent: String(expected?.sent),
      mean_ms: String(expected?.meanMs),
      window_seconds: String(expected?.windowSeconds),
    });
  });
});

test('hostile text comes back whole, and no spreadsheet runs it', () => {
  const text = endpointsCsv(hostileSummary());
  const rows = read(text).slice(0, HOSTILE.length);
  rows.forEach((row, index) => {
    const original = (HOSTILE[index] ?? '').toWellFormed();
    const service = row.service ?? '';
    const formula = /^[=+\-@\t\r]/.test(original) || original.startsWith('\u0000');
    expect(service).toBe(formula ? `'${original}` : original);
    expect('=+-@\t\r\u0000').not.toContain(service.charAt(0));
  });
  expect(rows.filter((row) => row.service?.startsWith("'"))).toHaveLength(7);
});

test('every record ends with CR LF and the heading names the units', () => {
  const text = endpointsCsv(analyseStored(makeRun(makePlan()), [], COMPLETED));
  expect(text.split('\r\n')).toHaveLength(3);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const heads = text.split('\r\n')[0]?.split(',') ?? [];
  expect(
    heads.filter((head) => /p95|mean|max|min/.test(head)).every((head) => /_(?:ms|evidence)$/.test(head)),
  ).toBe(true);
});

describe('the table of the steps of a search', () => {
  test('has a row for each, with its unit and its bounds, as the document has them', () => {
    const summary = searchedRun('found');
    const rows = read(capacityCsv(summary));
    expect(rows).toHaveLength(summary.capacity?.steps.length ?? 0);
    expect(rows[3]).toEqual({
      number: '4',
      stage: 'climb',
      load: '800',
      unit: 'req/s',
      from_ms: '24000',
      to_ms: '29000',
      verdict: 'missed',
      why: 'the queue grows by 22 requests per second',
      starts: '2400',
      successes_per_second: '741',
      p50_ms: '68',
      p95_ms: '91',
      error_share: '0.064',
      'p95<20ms share': '0.93',
      'p95<20ms low': String(0.93 * 0.85),
      'p95<20ms high': '1',
      'errors<1% share': '0.064',
      'errors<1% low': String(0.064 * 0.85),
      'errors<1% high': String(0.064 * 1.2),
    });
    expect(rows[0]).toMatchObject({ stage: 'probe', load: '1', unit: 'users' });
    expect(rows[4]).toMatchObject({ stage: 'rest', p95_ms: '', 'p95<20ms share': '' });
  });

  test('has none for a run that searched for nothing', () => {
    expect(read(capacityCsv(ungradableRun()))).toEqual([]);
  });
});
