import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { furtherLine, printSummary } from '../../../../../src/main/hosts/cli/print-summary.ts';
import { estimatedRun, streamRun, ungradableRun } from '../../../../support/made-outcomes.ts';

const print = (summary: Parameters<typeof printSummary>[0]) =>
  printSummary(summary, { colors: pc.createColors(false), outColumns: null });
const lineWith = (text: string, start: string) =>
  (text.split('\n').find((line) => line.startsWith(start)) ?? '').replace(/ {2,}/g, '  ').trim();

describe('a short run in the terminal', () => {
  const text = print(estimatedRun());

  test('prints the one error rate, the throughput of the plan, and what drained apart', () => {
    expect(text).toContain("throughput 174/s · error rate 4.13% · after the plan's end: 3 failed in 0.5 s");
    expect(text).toContain('363 requests went to 2 services; 4.13% failed;');
    expect(lineWith(text, 'gateway.historical')).toBe(
      'gateway.historical  30  15/s  15 (33.3%)  900 ms  900 ms  ~900 ms  –  900 ms',
    );
    expect(text).not.toContain('finished, successful or not');
  });

  test('prints estimates with ~, what a grade rests on, and else a dash, with one legend', () => {
    expect(lineWith(text, 'gateway.curves')).toBe(
      'gateway.curves  300  150/s  0  20 ms  20 ms  20 ms  ~20 ms  20 ms',
    );
    // 18 samples: nothing lies beyond their p95, but it is graded; their p99 is not.
    expect(lineWith(text, 'auth.users')).toBe('auth.users  18  9/s  0  30 ms  ~30 ms  ~30 ms  –  30 ms');
    expect(text.split('~ estimate: fewer than ten samples beyond it; – unknown')).toHaveLength(2);
  });

  test('has a row for each service and names the worst endpoint', () => {
    expect(lineWith(text, 'all of gateway')).toMatch(/^all of gateway {2}330 {2}165\/s {2}15 \(4\.35%\)/);
    expect(lineWith(text, 'all of auth')).toMatch(
      /^all of auth {2}18 {2}9\/s {2}0 {2}30 ms {2}~30 ms {2}~30 ms/,
    );
    expect(lineWith(text, 'Worst endpoint')).toBe(
      'Worst endpoint: gateway historical, 33.3% failed; slowest: gateway historical, p95 ~900 ms',
    );
  });
});

test('what to type next opens the same data, and asks why only of what succeeded', () => {
  const further = (ok: number, errors: number, dataDir?: string) => {
    const { run, totals } = estimatedRun();
    const flags = dataDir === undefined ? {} : { dataDir };
    const of = { run: { ...run, id: 'r' }, totals: { ...totals, ok, errors } };
    return furtherLine(of, flags, { colors: pc.createColors(false) });
  };
  expect(further(9, 0)).toBe('What set its slow requests apart: plimsoll why r\n');
  expect(further(0, 9, '/my runs')).toBe("What failed: plimsoll requests r --data-dir '/my runs' --failed\n");
  expect(further(9, 9, '/runs').split('\n')).toEqual([
    'What set its slow requests apart: plimsoll why r --data-dir /runs',
    'What failed: plimsoll requests r --data-dir /runs --failed',
    '',
  ]);
  expect(further(0, 0)).toBe('');
});

describe('a run that cannot be graded', () => {
  const text = print(ungradableRun());

  test('shows what is left out beside the error rate, in a column of its own', () => {
    expect(text).toContain('error rate 14.3% · left out: 40 (36.4%)');
    expect(lineWith(text, 'endpoint')).toContain('failed  left out  mean');
    expect(lineWith(text, 'gateway.instruments')).toMatch(
      /^gateway\.instruments {2}60 {2}60\/s {2}10 \(14\.3%\) {2}40 \(36\.4%\)/,
    );
    expect(text).toContain("14.3% failed; 36.4% ended in failures that are not the service's own;");
  });

  test('ends with its outcome and calls itself nothing better', () => {
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^Not gradable {2}\S/);
    expect(text).not.toMatch(/Excellent|Good|none failed|Passed/);
  });
});

test('a run of streams alone speaks of connections, messages and events', () => {
  const text = print(streamRun());
  expect(text).toContain(
    'In 1 s, one service was tested: 10 of 10 WebSocket connections opened, 40 messages sent and 40 received, 10 of 10 event streams opened, 1,060 events received; none failed;',
  );
  expect(text).not.toMatch(/\brequests?\b/);
  expect(print(streamRun({ failed: 4 }))).not.toContain('none failed');
});
