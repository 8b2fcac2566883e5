import { describe, expect, it } from 'vitest';
import { baselineVerdictSchema } from '../../../../../src/contract/baseline.ts';
import { judgeBaseline } from '../../../../../src/main/services/baselines/judge-baseline.ts';
import type { RunFigures } from '../../../../../src/main/services/baselines/run-figures.ts';

interface Made {
  readonly p95?: number | null;
  readonly errors?: number;
  readonly endpoints?: number;
  readonly excluded?: string;
}

let made = 0;
function run({ p95 = 100, errors = 0, endpoints = 1, excluded = '' }: Made = {}): RunFigures {
  made += 1;
  return {
    runId: `run-${made}`,
    excluded,
    endpoints: Array.from({ length: endpoints }, (_, index) => ({
      service: 'shop',
      endpoint: `list${index}`,
      // Only the first differs.
      times: { p50: 50, p95: index === 0 ? p95 : 100, p99: null, mean: 60 },
      throughputPerSecond: 50,
      errors: index === 0 ? errors : 0,
      requests: 1_000,
      isPart: false,
    })),
  };
}

function judged(
  sessions: readonly (readonly RunFigures[])[],
  runs: readonly RunFigures[],
  more: Partial<Parameters<typeof judgeBaseline>[0]> = {},
) {
  const question = { name: 'main', plan: 'shop', tolerancePercent: 5, context: [], sessions, runs, ...more };
  return baselineVerdictSchema.parse(judgeBaseline(question));
}

describe('a run against a baseline of one run', () => {
  it('regressed where its p95 doubled: the interval lies wholly beyond the tolerance', () => {
    const verdict = judged([[run()]], [run({ p95: 200 })]);
    expect(verdict.verdict).toBe('regressed');
    expect(verdict.cells[0]).toMatchObject({
      endpoint: 'list0',
      figure: 'p95',
      baseline: expect.closeTo(100, 6),
      run: expect.closeTo(200, 6),
      judged: true,
      verdict: 'regressed',
    });
    expect(verdict.sentence).toBe(
      'Regressed against baseline main by more than 5%: shop.list0 p95 +100% (95%: +21.3 to +230%); 1 run against 1 run of 1 session.',
    );
    expect(verdict.assumption).toMatch(/^With fewer than three runs on a side .* 15%/);
  });

  it('shows no regression where it is half slower, and says what would have shown', () => {
    const verdict = judged([[run()]], [run({ p95: 150 })]);
    expect(verdict.verdict).toBe('not regressed');
    expect(verdict.visiblePercent).toBeCloseTo(73, 0);
    expect(verdict.sentence).toMatch(/^No regression of more than 5% shown .* rose by 73\.\d% or more/);
  });

  it('regressed where requests fail that did not', () => {
    const verdict = judged([[run()]], [run({ errors: 30 })]);
    expect(verdict.cells.filter((cell) => cell.verdict === 'regressed')).toMatchObject([
      { figure: 'error rate', baseline: 0, run: 3 },
    ]);
  });

  it('is not worse for being faster', () => {
    const verdict = judged([[run()]], [run({ p95: 30 })]);
    expect([verdict.verdict, verdict.cells.find(({ figure }) => figure === 'p95')?.verdict]).toEqual([
      'not regressed',
      'better',
    ]);
  });
});

it('judges by four sessions that agree what one session cannot tell', () => {
  const sessions = [98, 100, 102, 101].map((p95) => [run({ p95 })]);
  const verdict = judged(sessions, [run({ p95: 120 })]);
  expect([verdict.verdict, verdict.method, verdict.assumption]).toEqual(['regressed', 'sessions', '']);
  expect(judged(sessions.slice(0, 3), [run({ p95: 120 })]).verdict).toBe('not regressed');
});

it('names fewer among thirty endpoints than one would be by itself', () => {
  const sessions = (endpoints: number) => [98, 100, 102, 101].map((p95) => [run({ p95, endpoints })]);
  const alone = judged(sessions(1), [run({ p95: 112.5 })]);
  const among = judged(sessions(30), [run({ p95: 112.5, endpoints: 30 })]);
  expect(alone.cells[0]?.verdict).toBe('regressed');
  expect(among.cells[0]).toMatchObject({ endpoint: 'list0', figure: 'p95', verdict: 'alone' });
  expect(among.verdict).toBe('not regressed');
});

describe('what cannot be judged', () => {
  it.each([
    [
      'a run that was not trusted',
      [run()],
      run({ excluded: 'its load generator was untrustworthy' }),
      'baseline.untrusted',
    ],
    ['a run that failed', [run()], run({ excluded: 'it failed' }), 'baseline.run_not_whole'],
    ['a baseline whose runs are gone', [], run(), 'baseline.no_runs'],
    ['a baseline of a run that failed', [run({ excluded: 'it failed' })], run(), 'baseline.no_runs'],
    ['runs with too few requests', [run({ p95: null })], run({ p95: null }), 'baseline.no_figures'],
  ])('%s', (_, baseline, ours, code) => {
    const verdict = judged([baseline], [ours]);
    expect([verdict.verdict, verdict.code]).toEqual(['not judged', code]);
    expect(verdict.sentence).toMatch(/^Not judged against baseline main: .+\.$/);
  });

  it('says what differs so that figures mean something else', () => {
    const context = [
      {
        aspect: 'Latency definition',
        baseline: 'http: service time',
        run: 'http: response time',
        severity: 'refused',
      },
    ] as const;
    const verdict = judged([[run()]], [run({ p95: 300 })], { context: [...context] });
    expect([verdict.verdict, verdict.code]).toEqual(['not judged', 'baseline.other_latency_definition']);
    expect(verdict.sentence).toContain('the latency definition differs (baseline: http: service time;');
  });
});
