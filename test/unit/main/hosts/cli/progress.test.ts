import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { LiveUpdate } from '../../../../../src/contract/wire.ts';
import { progressLine, startProgress } from '../../../../../src/main/hosts/cli/progress.ts';
import { WIPE_LINE } from '../../../../../src/main/hosts/cli/terminal.ts';
import { createAnalysis } from '../../../../../src/main/services/analysis/analysis.ts';
import { estimatedRun } from '../../../../support/made-outcomes.ts';
import { makePlan } from '../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';

/** The lines of a run with so many answers of 10 ms in each of its seconds. */
function linesOf(
  seconds: readonly (readonly [answers: number, lengthMs: number])[],
  durationMs: number,
): string[] {
  const plan = makePlan({ durationMs });
  const analysis = createAnalysis(makeRun(plan));
  let before: LiveUpdate['second'] | null = null;
  return seconds.map(([answers, lengthMs], index) => {
    const times = Array.from({ length: answers }, () => 10);
    const counts = { inFlight: index + 1 < seconds.length ? 3 : 0 };
    const second = analysis.add(
      makeSecond(index, [makeSeriesSecond(0, times, { counts })], { lengthUs: lengthMs * 1_000 }),
    );
    const live: LiveUpdate = {
      runId: 'r',
      elapsedMs: index * 1_000 + lengthMs,
      plannedDurationMs: durationMs,
      second,
      summary: analysis.summary({ ...COMPLETED, state: 'running', withSeconds: false }),
    };
    const line = progressLine(live, 0, before);
    before = second;
    return line;
  });
}

test('the last 5 ms of a run are told with the second before them, and never as 200/s', () => {
  const [, second, last] = linesOf(
    [
      [60, 1_000],
      [60, 1_000],
      [1, 5],
    ],
    2_005,
  );
  expect(second).toContain('60/s ok · p95 ~10 ms · failed 0');
  expect(last).toContain('60.7/s ok');
});

test('after the end of the plan it says that the run drains', () => {
  const [, draining] = linesOf(
    [
      [60, 1_000],
      [5, 1_000],
      [1, 20],
    ],
    1_000,
  );
  expect(draining).toContain('draining, 3 in flight');
  expect(draining).not.toContain('/s');
});

test('a load that was changed stands in the line, one that is as planned does not', () => {
  const analysis = createAnalysis(makeRun(makePlan()));
  const second = analysis.add(makeSecond(0, [makeSeriesSecond(0, Array(60).fill(10))]));
  const summary = analysis.summary({ ...COMPLETED, state: 'running', withSeconds: false });
  const line = (isSteered: boolean) =>
    progressLine(
      {
        runId: 'r',
        elapsedMs: 1_000,
        plannedDurationMs: 60_000,
        second,
        summary,
        load: { levels: [{ unit: 'users', level: 22, planned: 20, peak: 20 }], isSteered, refusal: '' },
      },
      0,
      null,
    );
  expect(line(true)).toContain('left · load 22 users · 60/s ok');
  expect(line(false)).not.toContain('users');
});

test('failures that count and those that are left out stand apart', () => {
  const analysis = createAnalysis(makeRun(makePlan()));
  const counts = { errors: 50, targetErrors: 10 };
  const second = analysis.add(makeSecond(0, [makeSeriesSecond(0, Array(60).fill(10), { counts })]));
  const summary = analysis.summary({ ...COMPLETED, state: 'running', withSeconds: false });
  const live = { runId: 'r', elapsedMs: 1_000, plannedDurationMs: 60_000, second, summary };
  expect(progressLine(live, 0, null)).toContain(
    '60/s ok · p95 ~10 ms · failed 10 (14.3%) · left out: 40 (36.4%)',
  );
});

test('the watch that uses the most CPU stands behind the rest, where there is room for it', () => {
  const summary = estimatedRun();
  const second = summary.perSecond.at(-1);
  if (second === undefined) throw new Error('a run without seconds');
  const cpu = (watch: string, value: number) => ({
    watch,
    second: 0,
    gauges: value < 0 ? [] : [{ name: 'target_cpu_usage_cores', unit: 'cores' as const, value }],
  });
  const drawn = (columns: number, ...seconds: LiveUpdate['watched'][]) => {
    const written: string[] = [];
    const keep = (text: string) => void written.push(text);
    const colors = pc.createColors(false);
    const output = { out: keep, err: keep, document: keep, colors, errColors: colors };
    const progress = startProgress({ ...output, isInteractive: true, columns, outColumns: columns }, false);
    const live = { runId: 'r', elapsedMs: 1_000, plannedDurationMs: 2_000, second, summary };
    for (const watched of seconds) progress.update({ ...live, ...(watched !== undefined && { watched }) });
    return written.at(-1)?.replace(WIPE_LINE, '') ?? '';
  };
  const both = [cpu('gateway', 0.62), cpu('database', 0.25)];
  expect(drawn(200, both)).toMatch(/ · gateway 0\.62 cores$/);
  expect(drawn(200, both, undefined)).toMatch(/ · gateway 0\.62 cores$/);
  expect(drawn(200, both, [cpu('gateway', -1)])).toMatch(/ · database 0\.25 cores$/);
  expect(drawn(200, undefined)).not.toContain('cores');
  const line = drawn(200, undefined);
  expect(drawn(line.length + 5, both)).toBe(line);
});
