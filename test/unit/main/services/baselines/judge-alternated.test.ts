import { expect, it } from 'vitest';
import type { SeriesDocument } from '../../../../../src/contract/run-series-schema.ts';
import { judgeAlternated } from '../../../../../src/main/services/baselines/judge-alternated.ts';
import { judgeSeries } from '../../../../../src/main/services/compare/statistics/judge-series.ts';

const SIDES = ['A', 'B', 'B', 'A', 'B', 'A', 'A', 'B', 'A', 'B'] as const;

/** Five runs a side in turns; B is so much slower, runs differ by a few percent. */
function document(slower: number, leftOut: readonly number[] = []): SeriesDocument {
  const runs = SIDES.map((side, nth) => ({ id: `run-${nth}`, side, nth }));
  const p95Of = (side: string, nth: number) =>
    (side === 'B' ? 100 * slower : 100) * (1 + ((nth * 7) % 5) / 100);
  const verdict = judgeSeries({
    kind: 'alternated',
    rule: { kind: 'declared', runs: 5 },
    primary: null,
    minChange: 0.03,
    runs: runs.map(({ id, side, nth }) => ({
      id,
      side,
      order: nth,
      session: 'series',
      excluded: leftOut.includes(nth) ? 'It failed.' : null,
      endpoints: [
        {
          service: 'shop',
          endpoint: 'list',
          errors: 0,
          requests: 1_000,
          offeredPerSecond: null,
          figures: { p95: { value: p95Of(side, nth), requestsBeyond: 50 } },
        },
      ],
    })),
  });
  const rows = runs.map(({ id, side, nth }) => ({
    runId: id,
    side,
    nth,
    role: leftOut.includes(nth) ? 'left out' : 'counted',
    why: leftOut.includes(nth) ? 'It failed.' : '',
  }));
  const made: Pick<SeriesDocument, 'context' | 'verdict'> = { context: [], verdict };
  return { ...made, runs: rows } as unknown as SeriesDocument;
}

const asked = { name: 'main', plan: 'shop', tolerancePercent: 5 };

it('sees in turns what stored sessions cannot tell: 15% more, with nothing assumed', () => {
  const verdict = judgeAlternated(document(1.15), asked);
  expect([verdict.verdict, verdict.method, verdict.assumption]).toEqual(['regressed', 'alternated', '']);
  expect(verdict.sentence).toMatch(
    /^Regressed against baseline main by more than 5%: shop\.list p95 \+\d+(\.\d)?% .*; 5 against 5 runs in turns\.$/,
  );
  expect([verdict.baselineRuns.length, verdict.runs.length]).toEqual([5, 5]);
});

it('lets a rise within the tolerance pass', () => {
  expect(judgeAlternated(document(1.02), asked).verdict).toBe('not regressed');
});

it('says why a series gives no verdict, and which runs were left out', () => {
  const verdict = judgeAlternated(document(1.5, [1, 2, 4]), asked);
  expect([verdict.verdict, verdict.code]).toEqual(['not judged', 'baseline.no_verdict']);
  expect(verdict.excluded).toEqual([
    { runId: 'run-1', reason: 'It failed' },
    { runId: 'run-2', reason: 'It failed' },
    { runId: 'run-4', reason: 'It failed' },
  ]);
});
