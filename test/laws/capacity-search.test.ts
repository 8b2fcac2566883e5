import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { CapacityStep } from '../../src/contract/capacity.ts';
import { isClosed } from '../../src/main/services/analysis/capacity/next-level.ts';
import { CapacitySearch } from '../../src/main/services/analysis/capacity/search.ts';
import type {
  SearchResult,
  SearchSettings,
} from '../../src/main/services/analysis/capacity/search-settings.ts';
import { type ScriptedTarget, ScriptedWorld } from '../support/capacity-servers/scripted-world.ts';
import { FEW_ERRORS, latencyObjective } from '../support/capacity-servers/servers.ts';
import { lawRuns } from '../support/law-runs.ts';
import { seededRandom } from '../support/seeded-random.ts';

vi.setConfig({ testTimeout: 120_000 });

const level = fc.double({ min: 1, max: 4, noNaN: true }).map((digits) => 10 ** digits);

/** A target that changes, stands still, crashes, refuses or is unsure of itself, and a machine that is disturbed. */
const nature = fc.record({
  /** What it carries, and from which second on it carries something else. */
  carries: level,
  changes: fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 300 }), factor: fc.double({ min: 0.2, max: 5, noNaN: true }) }),
    { maxLength: 3 },
  ),
  /** Of the share that is late, in logits per unit of the logarithm of the load. */
  slope: fc.constantFrom(2, 10, 10, 30, 1_000),
  /** Chance from second to second, as a share of what it carries. */
  noise: fc.constantFrom(0, 0.02, 0.05, 0.1, 0.5),
  pause: fc.option(
    fc.record({ every: fc.integer({ min: 3, max: 30 }), for: fc.integer({ min: 1, max: 4 }) }),
  ),
  crash: fc.option(
    fc.record({
      above: fc.double({ min: 0.8, max: 3, noNaN: true }),
      forSeconds: fc.integer({ min: 1, max: 60 }),
    }),
  ),
  failing: fc.constantFrom('http.5xx', 'http.429', 'timeout.total', null),
  disturbed: fc.constantFrom(0, 0, 0, 0.01, 0.2),
  /** Of the run: from which part of what the target carries requests wait for it, and chance seconds in which they do. */
  cap: fc.record({
    above: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0.01, 0.3, 0.9, 1.05, 2),
    chance: fc.constantFrom(0, 0, 0, 0.05, 0.3),
  }),
  seed: fc.nat(),
});
type Nature = typeof nature extends fc.Arbitrary<infer Value> ? Value : never;

/** Its first and highest load are parts of what the target carries: near that, what meets and what misses is chance. */
const asked = fc.record({
  by: fc.constantFrom('rate' as const, 'users' as const),
  from: fc.option(fc.constantFrom(0.001, 0.1, 0.7, 0.95)),
  to: fc.option(fc.constantFrom(0.98, 1, 1.03, 1.1, 3)),
  objectives: fc.constantFrom([latencyObjective(20), FEW_ERRORS], [FEW_ERRORS], [latencyObjective(20)]),
  thoroughness: fc.constantFrom('quick' as const, 'precise' as const, 'thorough' as const),
  maxMs: fc.constantFrom(60_000, 300_000, 1_800_000),
});

type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;

const CAP = { name: 'maxRate', value: 1_000 } as const;

function targetOf({ carries, changes, slope, noise, ...rest }: Nature): ScriptedTarget {
  const random = seededRandom(rest.seed);
  let downUntil = 0;
  return (load, second) => {
    const factor = changes.reduce((all, change) => (second >= change.at ? all * change.factor : all), 1);
    const now = carries * factor * (1 + noise * (2 * random() - 1));
    if (rest.crash !== null && load > rest.crash.above * now) downUntil = second + rest.crash.forSeconds;
    const isPaused = rest.pause !== null && second % rest.pause.every < rest.pause.for;
    const late = isPaused ? 1 : 1 / (1 + 19 * (load / now) ** -slope);
    const trusted = random() >= rest.disturbed;
    const isCapped = load > rest.cap.above * now || random() < rest.cap.chance;
    const told = { trusted, cap: isCapped ? CAP : null };
    if (second < downUntil) return { failed: 1, code: 'connect.refused', ...told };
    return rest.failing === null
      ? { late, ...told }
      : { late: late / 2, failed: late / 4, code: rest.failing, ...told };
  };
}

function settingsOf({ from, to, ...asked }: Asked, carries: number): SearchSettings {
  const levelOf = (part: number | null) =>
    part === null ? null : asked.by === 'rate' ? part * carries : Math.max(1, Math.round(part * carries));
  return {
    ...asked,
    from: levelOf(from !== null && to !== null ? Math.min(from, to) : from),
    to: levelOf(to),
    counting: { limitsUs: [20_000], knownAfterUs: 0 },
    requestsPerArrival: 1,
  };
}

const isStale = ({ why }: CapacityStep) => why.endsWith('It no longer holds.');
const isOf = (verdict: 'met' | 'missed', step: CapacityStep) =>
  step.verdict === verdict || step.verdict === `probably ${verdict}`;

/** What lo and hi have to be, by the table of steps alone. */
function holds({ met, missed, steps }: SearchResult, by: SearchSettings['by']): void {
  const counting = steps.filter((step) => !isStale(step) && (by !== 'rate' || step.stage !== 'probe'));
  const mets = counting.filter((step) => isOf('met', step));
  const misses = counting.filter((step) => isOf('missed', step) && step.stage !== 'probe');
  if (missed !== null) {
    if (met !== null) expect(met).toBeLessThan(missed);
    expect(misses.map((step) => step.level)).toContain(missed);
    // A lower one does not bind only where a long step has met at or above it.
    for (const miss of misses.filter((step) => step.level < missed))
      expect(mets.some((step) => step.stage === 'refine' && step.level >= miss.level)).toBe(true);
  } else expect(misses).toEqual([]);
  const below = mets.map((step) => step.level).filter((one) => missed === null || one < missed);
  expect(met).toBe(below.length === 0 ? null : Math.max(...below));
}

const MOST_STEPS = 12 + 6;
/** An end that is tried again once all steps are taken, and where that was disturbed, once more. */
const MOST_AGAIN = 2;

test('lo is below hi after every step of a search, whatever the target does, and it comes to an end', () => {
  const runs = lawRuns(1_500, 120);
  let found = 0;
  let contradicted = 0;
  let capped = 0;
  fc.assert(
    fc.property(nature, asked, (of, wanted) => {
      const settings = settingsOf(wanted, of.carries);
      const search = new CapacitySearch(settings);
      const world = new ScriptedWorld(search, targetOf(of));
      for (let orders = 0; search.wanted().kind !== 'done'; ) {
        world.run(1);
        expect(world.seconds.length).toBeLessThanOrEqual(wanted.maxMs / 1_000);
        if (world.orders.length === orders) continue;
        orders = world.orders.length;
        holds(search.result(), wanted.by);
      }
      const result = search.result();
      if (wanted.maxMs > 1_000 * world.seconds.length) holds(result, wanted.by);
      const { outcome, highest, met, missed, steps } = result;
      expect(steps.filter(({ stage }) => stage !== 'probe').length).toBeLessThanOrEqual(
        MOST_STEPS + MOST_AGAIN,
      );
      if (settings.to !== null) expect(Math.max(...world.orders)).toBeLessThanOrEqual(settings.to);
      if (outcome === 'found') {
        found += 1;
        const { low = 1, value = 0, high = 0 } = highest ?? {};
        expect(low).toBeLessThanOrEqual(value);
        expect(value).toBeLessThanOrEqual(high);
        expect(value).toBeLessThanOrEqual(1.03 * (missed ?? 0) + 1e-9);
        // What is said to fail first is no load that the answer says is carried, where a miss lies beyond it.
        const beyond = steps.filter(
          (step) => isOf('missed', step) && !isStale(step) && step.stage !== 'probe',
        );
        const near = beyond.map((step) => step.level).filter((one) => one > high && one <= 1.2 * high);
        if (near.length > 0 && high !== missed)
          expect(result.firstFailing?.level ?? Number.POSITIVE_INFINITY).toBeGreaterThan(high);
        if (of.failing !== 'http.429') expect(value).toBeGreaterThanOrEqual(Math.floor(0.97 * (met ?? 0)));
      }
      if (outcome === 'contradicted') contradicted += 1;
      const heldBack = steps.filter(
        ({ verdict, why }) => verdict === 'void' && why.startsWith('Requests waited'),
      );
      const tried = steps.filter(({ stage }) => stage !== 'probe').length;
      if (outcome === 'capped' && met !== settings.to && tried < 12) {
        capped += 1;
        // All below what was held back was looked at.
        const ceiling = Math.min(...heldBack.map((step) => step.level));
        expect(isClosed(met ?? 0, ceiling, wanted.by)).toBe(true);
      }
    }),
    runs,
  );
  // Of 120 cases 17 ± 4 are found, 13 ± 4 held back and 2 ± 1 contradicted: only the many are sure to have one of these.
  expect(found).toBeGreaterThan(0.02 * runs.numRuns);
  expect(capped).toBeGreaterThan(0);
  if (runs.numRuns > 1_000) expect(contradicted).toBeGreaterThan(0);
});
