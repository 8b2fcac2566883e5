import type { Gate, Overrides } from '../../../src/contract/plan.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import type { RunState } from '../../../src/contract/run-state.ts';
import type { RunSecond } from '../../../src/contract/tick.ts';
import { seededRandom } from '../seeded-random.ts';
import { GRADINGS, generatedPlan, PROTOCOL_KINDS } from './generated-plan.ts';
import { FAILINGS, generatedSeconds, SIZES } from './generated-seconds.ts';

export const ENDINGS = [
  'completed',
  'stopped',
  'failed',
  'interrupted',
] as const satisfies readonly RunState[];
const GATES = ['acceptable', 'none', 'good', 'excellent'] as const satisfies readonly Gate[];
const VIEWS = ['whole run', 'range', 'without disturbed seconds'] as const;

/** Which seconds the document of the run covers. */
export interface View {
  readonly fromSecond?: number;
  readonly toSecond?: number;
  readonly excludeBadSeconds?: boolean;
}

/** A run made from its seed alone: what was planned, what was measured in each second, and how it ended. */
export interface GeneratedRun {
  readonly seed: number;
  readonly runId: string;
  readonly startedAt: number;
  readonly plan: RunPlan;
  readonly overrides: Overrides;
  readonly seconds: readonly RunSecond[];
  readonly ending: (typeof ENDINGS)[number];
  readonly view: View;
  /** What is special about it, `KIND: VALUE`, so that a test can ask whether all kinds are there. */
  readonly traits: readonly string[];
}

/** Every value of every trait that 60 runs have to show. */
export const TRAITS: readonly string[] = [
  ...PROTOCOL_KINDS.map((value) => `protocol: ${value}`),
  ...ENDINGS.map((value) => `ending: ${value}`),
  ...SIZES.map((value) => `size: ${value}`),
  ...FAILINGS.map((value) => `failing: ${value}`),
  ...GRADINGS.map((value) => `grading: ${value}`),
  ...GATES.map((value) => `gate: ${value}`),
  ...VIEWS.map((value) => `view: ${value}`),
  ...['warm-up', 'drain', 'disturbed', 'hostile names', 'sequenced', 'expectations', 'overrides'],
];

export const RUN_COUNT = 60;

export function generatedRuns(count = RUN_COUNT): GeneratedRun[] {
  return Array.from({ length: count }, (_, index) => generatedRun(index + 1));
}

/** @param seed 1, 2, 3 …: kinds go round at paces of their own, so that they meet in every pair */
export function generatedRun(seed: number): GeneratedRun {
  const random = seededRandom(seed * 7_919);
  const round = <Item>(items: readonly Item[], pace: number): Item => {
    const item = items[(seed * pace + Math.floor(seed / items.length)) % items.length];
    if (item === undefined) throw new RangeError('nothing to choose from');
    return item;
  };
  const odd = (share: number) => random() < share;
  const protocol = round(PROTOCOL_KINDS, 1);
  const ending = odd(0.3) ? 'completed' : round(ENDINGS, 1);
  const size = odd(0.4) ? 'some' : round(SIZES, 2);
  const failing = round(FAILINGS, 5);
  const grading = round(GRADINGS, 3);
  const gate = odd(0.4) ? 'acceptable' : round(GATES, 3);
  const view = odd(0.3) ? 'whole run' : round(VIEWS, 2);
  const warm = odd(0.35);
  const drains = odd(0.4);
  const disturbed = odd(0.4) || view === 'without disturbed seconds';
  const hostileNames = odd(0.3);
  const sequenced = odd(0.5);
  const expects = odd(0.6);
  const overridden = odd(0.3);
  const seconds = 3 + Math.floor(random() * 2);
  const warmupMs = warm ? 1_000 : 0;
  const plan = generatedPlan({
    seed,
    protocol,
    // A run that ends early has more planned than was run.
    durationMs: (ending === 'completed' ? seconds : seconds + 4) * 1_000,
    warmupMs,
    gate,
    grading,
    expects,
    hostileNames,
    sequenced,
  });
  const drainSeconds = drains && ending === 'completed' ? 2 : 0;
  return {
    seed,
    runId: `20261129-1000${String(seed).padStart(2, '0')}-gen${seed.toString(36)}`,
    startedAt: Date.UTC(2026, 10, 29, 10, 0, seed),
    plan,
    overrides: overridden ? { users: 20, durationMs: plan.durationMs } : {},
    seconds: generatedSeconds({ plan, seconds, drainSeconds, size, failing, disturbed }, random),
    ending,
    view: viewOf(view, seconds),
    traits: [
      `protocol: ${protocol}`,
      `ending: ${ending}`,
      `size: ${size}`,
      `failing: ${failing}`,
      `grading: ${grading}`,
      `gate: ${gate}`,
      `view: ${view}`,
      ...(warm ? ['warm-up'] : []),
      ...(drainSeconds > 0 ? ['drain'] : []),
      ...(disturbed ? ['disturbed'] : []),
      ...(hostileNames ? ['hostile names'] : []),
      ...(sequenced ? ['sequenced'] : []),
      ...(expects ? ['expectations'] : []),
      ...(overridden ? ['overrides'] : []),
    ],
  };
}

function viewOf(view: (typeof VIEWS)[number], seconds: number): View {
  if (view === 'range') return { fromSecond: 1, toSecond: seconds - 1 };
  return view === 'whole run' ? {} : { excludeBadSeconds: true };
}
