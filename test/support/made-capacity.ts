import type {
  CapacityDocument,
  CapacityOutcome,
  CapacityRecovery,
  CapacityStep,
} from '../../src/contract/capacity.ts';
import type { Summary } from '../../src/contract/summary.ts';
import { overallOfSearch } from '../../src/main/services/analysis/capacity/running/search-overall.ts';
import { estimatedRun } from './made-outcomes.ts';

/** What is said of steps and curves where nothing came of a search. */
const NOTHING_FOUND = {
  remarks: [],
  highest: null,
  firstFailing: null,
  failureModes: { sentence: '', modes: [] },
  steps: [],
  curve: [],
  knee: null,
  scalability: null,
} satisfies Partial<CapacityDocument>;

/**
 * Searches as they may come out, with figures of a server of four workers that takes 5 ms on average and refuses beyond 64
 * requests: made by hand, for screens, prints and exports.
 */
type StepChange = Partial<CapacityStep> &
  Pick<CapacityStep, 'stage' | 'level' | 'fromMs' | 'toMs' | 'verdict'>;

/** A step of few requests that took no time worth telling. */
export function madeStep(change: StepChange): CapacityStep {
  const seconds = Math.max(1, (change.toMs - change.fromMs) / 1_000 - 2);
  return {
    number: 1,
    why: 'every upper bound is below its limit',
    starts: Math.round(change.level * seconds),
    throughput: change.level,
    p50Ms: 3.6,
    p95Ms: 15,
    errorShare: 0,
    objectives: [
      { share: 0.005, low: 0.002, high: 0.011 },
      { share: 0, low: 0, high: 0.003 },
    ],
    ...change,
  };
}

const missedBy = (share: number) => ({ share, low: share * 0.85, high: Math.min(1, share * 1.2) });
const NO_ERRORS = { share: 0, low: 0, high: 0.002 };

/** Of a search by rate: the probe, a climb past the limit, a pause, closer and closer, and a long last step. */
const STEPS: readonly CapacityStep[] = [
  madeStep({
    stage: 'probe',
    level: 1,
    fromMs: 0,
    toMs: 8_000,
    verdict: 'met',
    throughput: 196,
    starts: 1_180,
  }),
  madeStep({ stage: 'climb', level: 100, fromMs: 8_000, toMs: 16_000, verdict: 'met', p95Ms: 15.1 }),
  madeStep({
    stage: 'climb',
    level: 400,
    fromMs: 16_000,
    toMs: 24_000,
    verdict: 'met',
    p50Ms: 3.9,
    p95Ms: 15.8,
  }),
  madeStep({
    stage: 'climb',
    level: 800,
    fromMs: 24_000,
    toMs: 29_000,
    verdict: 'missed',
    why: 'the queue grows by 22 requests per second',
    throughput: 741,
    p50Ms: 68,
    p95Ms: 91,
    errorShare: 0.064,
    objectives: [missedBy(0.93), missedBy(0.064)],
  }),
  madeStep({
    stage: 'rest',
    level: 0,
    fromMs: 29_000,
    toMs: 31_000,
    verdict: 'unfinished',
    why: '',
    starts: 0,
    throughput: 0,
    p50Ms: null,
    p95Ms: null,
    errorShare: null,
    objectives: [
      { share: null, low: null, high: null },
      { share: null, low: null, high: null },
    ],
  }),
  madeStep({
    stage: 'bracket',
    level: 566,
    fromMs: 31_000,
    toMs: 45_000,
    verdict: 'met',
    p50Ms: 4.6,
    p95Ms: 18.6,
    objectives: [missedBy(0.037), NO_ERRORS],
  }),
  madeStep({
    stage: 'bracket',
    level: 624,
    fromMs: 45_000,
    toMs: 57_000,
    verdict: 'missed',
    why: '8.1% took longer than 20 ms, where 5% may',
    p50Ms: 5.2,
    p95Ms: 23.4,
    objectives: [missedBy(0.081), NO_ERRORS],
  }),
  madeStep({
    stage: 'bracket',
    level: 594,
    fromMs: 58_000,
    toMs: 84_000,
    verdict: 'probably missed',
    why: 'not decided after 24 s: 5.3% took longer than 20 ms, where 5% may',
    p50Ms: 4.8,
    p95Ms: 20.4,
    objectives: [{ share: 0.053, low: 0.044, high: 0.064 }, NO_ERRORS],
  }),
  madeStep({
    stage: 'refine',
    level: 588,
    fromMs: 85_000,
    toMs: 112_000,
    verdict: 'met',
    why: 'the estimate moved by 0.7%',
    p50Ms: 4.8,
    p95Ms: 19.9,
    objectives: [{ share: 0.0496, low: 0.043, high: 0.057 }, NO_ERRORS],
  }),
].map((step, place) => ({ ...step, number: place + 1 }));

const RECOVERY: CapacityRecovery = {
  sentence: 'Recovered 2.1 s (±0.13 s) after the load fell back to 294 req/s.',
  referenceLevel: 294,
  overloadLevel: 882,
  retestLevel: 529,
  fellBackAtMs: 147_000,
  recovered: 'yes',
  afterMs: 2_130,
  plusMinusMs: 125,
  bandMs: 21,
  referenceMet: true,
  carries: null,
  backlog: 64,
  meanwhile: { ok: 11_300, late: 9_870, failed: { 'http.503': 1_930 }, open: 0 },
  returned: true,
};

/** Neither came back within a minute, nor carried what it did before. */
export const NOT_RECOVERED: CapacityRecovery = {
  ...RECOVERY,
  sentence: 'Not recovered within 60 s; it carries 140/s. The old capacity did not return: 210 req/s.',
  recovered: 'no',
  afterMs: null,
  plusMinusMs: null,
  carries: 140,
  returned: false,
};

const FOUND: CapacityDocument = {
  by: 'rate',
  unit: 'req/s',
  requestsPerArrival: 1,
  objectives: ['p95<20ms', 'errors<1%'],
  recoveryAsked: 'after',
  stage: 'done',
  outcome: 'found',
  sentence: '588 req/s (567–610) meets p95<20 ms and errors<1%.',
  remarks: ['One user alone has a p95 of 15.1 ms.'],
  highest: { value: 588, low: 567, high: 610 },
  minutesForFive: null,
  firstFailing: {
    objective: 'p95<20ms',
    level: 594,
    sentence: 'p95<20ms fails first, at 594 req/s: 5.3% took longer, where 5% may.',
  },
  failureModes: {
    sentence: 'First slower, then 503 Service Unavailable from 800 req/s on.',
    modes: [
      { mode: 'latency only', share: 0.41, firstAtMs: 46_200 },
      { mode: '503 Service Unavailable', share: 0.031, firstAtMs: 26_400 },
    ],
  },
  steps: [...STEPS],
  curve: STEPS.filter(({ stage }) => stage !== 'rest' && stage !== 'probe')
    .toSorted((one, other) => one.level - other.level)
    .map(({ level, throughput, p50Ms, p95Ms, errorShare }) => ({
      level,
      throughput,
      p50Ms,
      p95Ms,
      errorShare,
    })),
  knee: { sentence: 'Latency turns upwards at 566 req/s (400 to 594).', at: 566, low: 400, high: 594 },
  scalability: {
    sentence: 'Throughput peaks at 21 users with 760/s; beyond them it falls.',
    model: { lambda: 196, sigma: 0.08, kappa: 0.0021, peakUsers: 20.9, peakThroughput: 760 },
    levels: [1, 2, 4, 8, 16, 32, 64].map((users) => ({
      users,
      throughput: (196 * users) / (1 + 0.08 * (users - 1) + 0.0021 * users * (users - 1)),
      errorShare: 0,
      p95Ms: 12 + users,
    })),
  },
  recovery: RECOVERY,
  progress: { level: 0, met: 588, missed: 594, atMostMs: 600_000 },
};

/** Nothing was searched: a recovery alone. */
function aloneWith(outcome: CapacityOutcome, recovery: Partial<CapacityRecovery>): Partial<CapacityDocument> {
  const all = { ...RECOVERY, ...recovery };
  return {
    outcome,
    recoveryAsked: 'alone',
    sentence: all.sentence,
    ...NOTHING_FOUND,
    recovery: all,
    progress: { level: 0, met: null, missed: null, atMostMs: 180_000 },
  };
}

const upTo = (count: number) => STEPS.slice(0, count).map((step) => ({ ...step }));

const OTHERS: Readonly<Record<Exclude<CapacityOutcome, 'found'>, Partial<CapacityDocument>>> = {
  capped: {
    outcome: 'capped',
    sentence: 'Meets up to 400 req/s, the given limit; capacity not reached.',
    highest: { value: 400, low: 400, high: 400 },
    firstFailing: null,
    failureModes: { sentence: '', modes: [] },
    steps: upTo(3),
    knee: {
      sentence: 'No knee: throughput follows the load up to 400 req/s.',
      at: null,
      low: null,
      high: null,
    },
    scalability: null,
    recovery: null,
    progress: { level: 0, met: 400, missed: null, atMostMs: 600_000 },
  },
  none: {
    outcome: 'none',
    sentence: 'Missed even with one user: p95 31 ms after 30 s.',
    remarks: [],
    highest: null,
    firstFailing: {
      objective: 'p95<20ms',
      level: 1,
      sentence: 'p95<20ms fails with one user: 31% took longer, where 5% may.',
    },
    failureModes: {
      sentence: 'Slower only: no request failed.',
      modes: [{ mode: 'latency only', share: 0.31, firstAtMs: 400 }],
    },
    steps: [
      madeStep({
        stage: 'probe',
        level: 1,
        fromMs: 0,
        toMs: 32_000,
        verdict: 'missed',
        why: '31% took longer than 20 ms, where 5% may',
        throughput: 71,
        starts: 2_130,
        p50Ms: 12,
        p95Ms: 31,
        objectives: [missedBy(0.31), NO_ERRORS],
      }),
    ],
    curve: [],
    knee: null,
    scalability: null,
    recovery: null,
    progress: { level: 0, met: null, missed: 1, atMostMs: 600_000 },
  },
  limited: {
    outcome: 'limited',
    sentence:
      'Limit of this machine, not of the target: it meets them at 400 req/s, and more could not be generated.',
    highest: { value: 400, low: 400, high: 400 },
    firstFailing: null,
    failureModes: { sentence: '', modes: [] },
    steps: [
      ...upTo(3),
      madeStep({
        number: 4,
        stage: 'climb',
        level: 1_600,
        fromMs: 24_000,
        toMs: 30_000,
        verdict: 'void',
        why: 'this machine was late in 4 of 6 seconds',
      }),
    ],
    knee: null,
    scalability: null,
    recovery: null,
    progress: { level: 0, met: 400, missed: null, atMostMs: 600_000 },
  },
  contradicted: {
    outcome: 'contradicted',
    sentence: 'Met at 400 req/s before overload, missed after.',
    highest: null,
    recovery: NOT_RECOVERED,
  },
  partial: {
    outcome: 'partial',
    stage: 'bracket',
    sentence:
      'Stopped before the search was over: 566 req/s meets p95<20 ms and errors<1%, 800 req/s does not.',
    highest: { value: 566, low: 566, high: 800 },
    steps: upTo(6),
    knee: null,
    scalability: null,
    recovery: null,
    progress: { level: 624, met: 566, missed: 800, atMostMs: 600_000 },
  },
  unmeasured: {
    outcome: 'unmeasured',
    stage: 'probe',
    sentence: 'Nothing is known yet.',
    ...NOTHING_FOUND,
    recovery: null,
    progress: { level: 1, met: null, missed: null, atMostMs: 600_000 },
  },
  recovered: aloneWith('recovered', {}),
  'not recovered': aloneWith('not recovered', NOT_RECOVERED),
  'not returned': aloneWith('not returned', {
    sentence:
      'Recovered 2.1 s ± 0.13 s after the load fell back. The old capacity did not return: at 0.9 of the load it carried 210/s.',
    returned: false,
  }),
  'reference missed': aloneWith('reference missed', {
    sentence:
      'Recovered 2.1 s ± 0.13 s after the load fell back. Half of the load missed the objectives before the overload already.',
    referenceMet: false,
  }),
};

/** What a search says that came out so. */
export function madeCapacity(
  outcome: CapacityOutcome = 'found',
  change: Partial<CapacityDocument> = {},
): CapacityDocument {
  return { ...FOUND, ...(outcome === 'found' ? {} : OTHERS[outcome]), ...change };
}

/** A run whose document has that. */
export function searchedRun(
  outcome: CapacityOutcome = 'found',
  change: Partial<CapacityDocument> = {},
): Summary {
  const capacity = madeCapacity(outcome, change);
  return { ...estimatedRun(), capacity, overall: overallOfSearch(capacity, []) };
}
