import { LATENCY_BANDS } from '../../../src/contract/latency-bands.ts';
import type { Cause } from '../../../src/main/services/analysis/causes/cause.ts';
import { rankCauses } from '../../../src/main/services/analysis/causes/rank-causes.ts';
import { type Fault, type MadeRun, madeRun, type Planted } from './slow-runs.ts';

type Chosen = MadeRun['chosen'];

/** Whether the first cause is what was planted, for the endpoints it was planted in. */
const IS_RIGHT: Record<Planted, (cause: Cause, chosen: Chosen) => boolean> = {
  // Half of the new connections are slow to connect: that they are new is right too.
  connect: ({ kind, phase, endpoint }) =>
    endpoint === null && phase?.name === 'connect' && (kind === 'phase' || kind === 'new-connection'),
  wait: ({ kind, value, endpoint }) => kind === 'phase' && value === 'wait' && endpoint === null,
  receive: ({ kind, value, endpoint }) => kind === 'phase' && value === 'receive' && endpoint === null,
  address: (cause, { address }) => isOfAll(cause, 'address', address),
  connection: (cause, { connection }) => isOfAll(cause, 'connection', connection),
  status: (cause) => isOfAll(cause, 'status', 202),
  'endpoint-burst': ({ kind, endpoint, span, phase }, chosen) =>
    kind === 'burst' &&
    endpoint === chosen.endpoint &&
    phase?.name === 'wait' &&
    span !== null &&
    span[0] >= chosen.from - 1 &&
    span[1] <= chosen.from + 6,
  dripping: ({ kind, endpoint, phase }, chosen) =>
    endpoint === chosen.endpoint && phase?.name === 'receive' && (kind === 'endpoint' || kind === 'phase'),
  'large-body': (cause) => isOfAll(cause, 'large-body', ''),
  disturbed: (cause) => isOfAll(cause, 'disturbed', ''),
  gauge: (cause, { gauge }) => isOfAll(cause, 'gauge', gauge),
  'new-connection': (cause) => isOfAll(cause, 'new-connection', ''),
};

function isOfAll({ kind, endpoint, value }: Cause, wanted: Cause['kind'], named: string | number): boolean {
  return kind === wanted && endpoint === null && value === `${named}`;
}

/** Ranks a made run, asked about whole, or about the seconds of a fault that lasts so long. */
export function namedFirst(seed: number, fault: Fault): boolean {
  const { observed, chosen } = madeRun(seed, fault);
  const [first] = rankCauses(
    observed,
    fault.seconds === undefined ? null : areaOf(chosen.from, fault.seconds),
  ).causes;
  if (first === undefined || !first.isPeculiar) return false;
  // Within its own eight seconds an endpoint is named, not once more its seconds.
  if (fault.seconds !== undefined && fault.planted === 'endpoint-burst')
    return first.endpoint === chosen.endpoint;
  return IS_RIGHT[fault.planted](first, chosen);
}

/**
 * What is named of a clean run: nothing should be.
 * @param seconds ask about so many seconds of it only
 * @param watches beside it, of noise
 */
export function namedInClean(seed: number, seconds?: number, watches = 0): readonly Cause[] {
  const { observed, chosen } = madeRun(seed, null, watches);
  return rankCauses(observed, seconds === undefined ? null : areaOf(chosen.from, seconds)).causes;
}

function areaOf(fromSecond: number, seconds: number) {
  return { fromSecond, toSecond: fromSecond + seconds - 1, fromBand: 0, toBand: LATENCY_BANDS - 1 };
}
