import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MeasuredPlan } from '../../src/contract/run-plan.ts';
import {
  parseStopRule,
  printStopRule,
  RULE_ACTIONS,
  RULE_PERCENTILES,
  RULE_STATISTICS,
  type StopRule,
} from '../../src/contract/stop-rule.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { StopRules } from '../../src/main/services/analysis/stop-rules/stop-rules.ts';
import { constantRate, httpPlan } from '../support/engine-plan.ts';
import { lawRuns } from '../support/law-runs.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../support/made-plan.ts';
import { makeGenerator, makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { runVirtually } from '../support/virtual-run.ts';

/** What an endpoint did in a second. Times are in µs and below 2 ms, where a histogram keeps them as they are. */
const part = fc.record({
  timesUs: fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 12 }),
  targetErrors: fc.integer({ min: 0, max: 4 }),
  otherErrors: fc.integer({ min: 0, max: 2 }),
  inFlight: fc.integer({ min: 0, max: 9 }),
});
type Part = typeof part extends fc.Arbitrary<infer Value> ? Value : never;

const madeSecond = fc.record({
  parts: fc.tuple(part, part),
  /** Of ten seconds one, the generator was disturbed. */
  dice: fc.integer({ min: 0, max: 9 }),
});
type MadeSecond = typeof madeSecond extends fc.Arbitrary<infer Value> ? Value : never;

const place = fc.constantFrom(
  {},
  { service: 'gateway' },
  { service: 'gateway', endpoint: 'instruments' },
  { service: 'gateway', endpoint: 'curves' },
);
const watched = fc.oneof(
  fc.record({
    metric: fc.constant('latency' as const),
    statistic: fc.constantFrom(...RULE_STATISTICS),
    limit: fc.integer({ min: 1, max: 2_000 }).map((us) => us / 1_000),
  }),
  fc.record({
    metric: fc.constant('errorRate' as const),
    statistic: fc.constant(null),
    limit: fc.integer({ min: 1, max: 99 }),
  }),
  fc.record({
    metric: fc.constant('throughput' as const),
    statistic: fc.constant(null),
    limit: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({
    metric: fc.constant('inFlight' as const),
    statistic: fc.constant(null),
    limit: fc.integer({ min: 1, max: 9 }),
  }),
);
const stopRule: fc.Arbitrary<StopRule> = fc
  .tuple(
    place,
    watched,
    fc.record({
      beyond: fc.constantFrom('above' as const, 'below' as const),
      forMs: fc.integer({ min: 1, max: 5 }).map((seconds) => seconds * 1_000),
      action: fc.constantFrom(...RULE_ACTIONS),
    }),
  )
  .map(([where, what, rest]) => ({ ...where, ...what, ...rest }));

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** The figure of a window from its raw numbers; null where there is none, or a second of it had nothing to judge. */
function naiveFigure(rule: StopRule, window: readonly (readonly Part[])[]): number | null {
  const failed = (parts: readonly Part[]) => sum(parts.map(({ targetErrors }) => targetErrors));
  const ok = (parts: readonly Part[]) => sum(parts.map(({ timesUs }) => timesUs.length));
  const open = window.map((parts) => sum(parts.map(({ inFlight }) => inFlight)));
  const all = window.flat();
  switch (rule.metric) {
    case 'inFlight':
      return rule.beyond === 'above' ? Math.min(...open) : Math.max(...open);
    case 'throughput': {
      const isIdle = (parts: readonly Part[], index: number) =>
        ok(parts) + sum(parts.map((one) => one.targetErrors + one.otherErrors)) + (open[index] ?? 0) === 0;
      return window.some(isIdle) ? null : ok(all) / window.length;
    }
    case 'errorRate':
      return window.some((parts) => ok(parts) + failed(parts) === 0)
        ? null
        : (failed(all) / (ok(all) + failed(all))) * 100;
    case 'latency': {
      if (window.some((parts) => ok(parts) === 0)) return null;
      const times = all.flatMap(({ timesUs }) => timesUs).toSorted((a, b) => a - b);
      const n = times.length;
      if (rule.statistic === 'max') return (times[n - 1] ?? 0) / 1_000;
      if (rule.statistic === 'mean') return sum(times) / n / 1_000;
      const percentile = RULE_PERCENTILES[rule.statistic ?? 'p95'];
      const rank = Math.ceil(Number(((n * percentile) / 100).toFixed(6)));
      return rank === n ? null : (times[rank - 1] ?? 0) / 1_000;
    }
  }
}

/** The second after which a rule fires, by looking at every window from its raw numbers; null: never. */
function naiveFirst(rule: StopRule, made: readonly MadeSecond[], warmupSeconds: number): number | null {
  const partsOf = ({ parts }: MadeSecond) =>
    rule.endpoint === undefined ? parts : [parts[rule.endpoint === 'instruments' ? 0 : 1]];
  const length = rule.forMs / 1_000;
  for (let last = warmupSeconds + length - 1; last < made.length; last += 1) {
    const window = made.slice(last - length + 1, last + 1);
    if (window.some(isDisturbed)) continue;
    const figure = naiveFigure(rule, window.map(partsOf));
    if (figure === null) continue;
    if (rule.beyond === 'above' ? figure > rule.limit : figure < rule.limit) return last;
  }
  return null;
}

const isDisturbed = ({ dice }: MadeSecond) => dice === 0;

function runSecond(made: MadeSecond, second: number): RunSecond {
  const series = made.parts.map(({ timesUs, targetErrors, otherErrors, inFlight }, index) => {
    const errors = targetErrors + otherErrors;
    const times = timesUs.map((us) => us / 1_000);
    return makeSeriesSecond(index, times, { counts: { errors, targetErrors, inFlight } });
  });
  const loopDelayMaxUs = isDisturbed(made) ? 80_000 : 1_000;
  return makeSecond(second, series, { generators: [makeGenerator({ loopDelayMaxUs })] });
}

function planOf(stopRules: readonly StopRule[], warmupMs: number): MeasuredPlan {
  const steps = [makeStep(0), makeStep(1)];
  const plan = makePlan({
    series: [makeSeries(), makeSeries({ endpoint: 'curves' })],
    scenarios: [makeHttp({ tasks: [{ name: 'both', weight: 1, steps }] })],
    warmupMs,
  });
  return { ...plan, stopRules };
}

const made = fc.array(madeSecond, { minLength: 1, maxLength: 24 });
const warmup = fc.integer({ min: 0, max: 3 });

test('a rule fires in the second after its window fills, never before, and once', () => {
  let fired = 0;
  fc.assert(
    fc.property(stopRule, made, warmup, (rule, seconds, warmupSeconds) => {
      const rules = new StopRules(planOf([rule], warmupSeconds * 1_000));
      const told = seconds.flatMap((one, second) =>
        rules.add(runSecond(one, second)).map(({ atSecond }) => [second, atSecond]),
      );
      const first = naiveFirst(rule, seconds, warmupSeconds);
      expect(told).toEqual(first === null ? [] : [[first, first + 1]]);
      fired += told.length;
    }),
    lawRuns(5_000, 200),
  );
  // Of seconds in which nothing ever fires, this would prove nothing.
  expect(fired).toBeGreaterThan(20);
});

test('of several rules each fires as it would alone, until one of them ends the run', () => {
  fc.assert(
    fc.property(fc.array(stopRule, { minLength: 2, maxLength: 4 }), made, (rules, seconds) => {
      const watcher = new StopRules(planOf(rules, 0));
      const told = seconds.flatMap((one, second) =>
        watcher.add(runSecond(one, second)).map(({ rule }) => [second, rule]),
      );
      const alone = rules.map((rule) => ({
        rule,
        first: naiveFirst(rule, seconds, 0) ?? Number.POSITIVE_INFINITY,
      }));
      const ends = alone.filter(({ rule }) => rule.action !== 'hold').map(({ first }) => first);
      const endAt = Math.min(Number.POSITIVE_INFINITY, ...ends);
      const held = alone.filter(({ rule, first }) => rule.action === 'hold' && first < endAt);
      const expected = held.map(({ rule, first }) => [first, printStopRule(rule)]);
      const atEnd = alone.filter(({ rule, first }) => rule.action !== 'hold' && first === endAt);
      const [ending] = [...atEnd.filter(({ rule }) => rule.action === 'fail'), ...atEnd];
      if (endAt < seconds.length && ending !== undefined) expected.push([endAt, printStopRule(ending.rule)]);
      const inOrder = (rows: readonly unknown[][]) => rows.map((row) => JSON.stringify(row)).toSorted();
      expect(inOrder(told)).toEqual(inOrder(expected));
    }),
    lawRuns(3_000, 120),
  );
});

test('what a rule is printed as is read back as the same rule', () => {
  fc.assert(
    fc.property(stopRule, (rule) => {
      const read = parseStopRule(printStopRule(rule));
      expect(read).toEqual({ ok: true, value: rule });
    }),
    lawRuns(1_000, 300),
  );
});

/** Answers take this long, and then that long; 300 µs keep them off the ends of seconds. */
const FAST_US = 5_300;
const SLOW_US = 400_300;

test('on the virtual clock: it fires in the second that the log of the target says, whenever it becomes slow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 20, max: 120 }),
      fc.integer({ min: 0, max: 11_000_000 }),
      fc.integer({ min: 1, max: 5 }),
      async (rate, slowFromUs, length) => {
        const seconds = 14;
        const plan = httpPlan({ profile: constantRate(rate, seconds * 1_000) });
        const startUs = 1_000_000_000;
        const log: { readonly endedUs: number; readonly isSlow: boolean }[] = [];
        const run = await runVirtually(plan, {
          script: ({ atUs }) => {
            const isSlow = atUs - startUs >= slowFromUs;
            const afterUs = isSlow ? SLOW_US : FAST_US;
            log.push({ endedUs: atUs - startUs + afterUs, isSlow });
            return { afterUs };
          },
        });
        const rule: StopRule = {
          metric: 'latency',
          statistic: 'p50',
          beyond: 'above',
          limit: 100,
          forMs: length * 1_000,
          action: 'stop',
        };
        const rules = new StopRules({ ...plan, stopRules: [rule] });
        const told = run.seconds.flatMap(({ series }, index) =>
          rules.add(makeSecond(index, series)).map(({ atSecond }) => atSecond),
        );
        const isHalfSlow = (last: number) => {
          const ended = log.filter(({ endedUs }) => {
            const second = Math.floor(endedUs / 1_000_000);
            return second > last - length && second <= last;
          });
          const slow = ended.filter(({ isSlow }) => isSlow).length;
          return slow > ended.length - Math.ceil(ended.length / 2);
        };
        const each = Array.from({ length: seconds - length + 1 }, (_, index) => index + length - 1);
        const first = each.find(isHalfSlow);
        expect(told).toEqual(first === undefined ? [] : [first + 1]);
      },
    ),
    lawRuns(200, 5),
  );
});
