import type { ServiceName } from '../../src/contract/sample-services.ts';
import { isOneOf } from '../../src/workers/sample-services/fields.ts';
import { ServiceModel } from '../../src/workers/sample-services/model.ts';
import { ENDPOINT_LATENCY, type EndpointKey } from '../../src/workers/sample-services/profiles.ts';
import { loadAt } from './analytic-capacity.ts';
import { seededRandom } from './seeded-random.ts';

/** What is asked of a sample service: weights by task, which is named as its endpoint. */
export interface SampleMix {
  readonly service: ServiceName;
  readonly weights: Readonly<Record<string, number>>;
}

const SECONDS = 7_200;
const SETTLING_SECONDS = 60;
const SEED = 4_711;
const ROUNDS = 9;

const KEYS = Object.keys(ENDPOINT_LATENCY) as EndpointKey[];

/**
 * The rate of Poisson arrivals at which an overloaded sample service just keeps 95% of its answers below `limitMs` and sheds fewer
 * than `errors`: by its own model in virtual time, two hours at each level of a bisection. Good to about 1%.
 */
export function sampleCapacity(
  mix: SampleMix,
  { limitMs, errors }: { readonly limitMs: number; readonly errors: number },
  range: readonly [number, number],
): number {
  return loadAt(
    (rate) => {
      const { late, shed } = shares(mix, rate, limitMs);
      return Math.max(late / 0.05, shed / errors);
    },
    1,
    range,
    ROUNDS,
  );
}

/** Of what was answered, the share beyond the limit; of all, the share that was not. */
function shares({ service, weights }: SampleMix, rate: number, limitMs: number) {
  const model = new ServiceModel(service, 'overloaded', SEED);
  const random = seededRandom(SEED);
  const pick = picker(service, weights);
  const count = { all: 0, late: 0, failed: 0 };
  for (let atMs = 0; atMs < SECONDS * 1_000; atMs += (-Math.log(1 - random()) * 1_000) / rate) {
    const { delayMs, fault } = model.decide(pick(random()), atMs);
    if (atMs < SETTLING_SECONDS * 1_000) continue;
    count.all += 1;
    if (fault !== undefined) count.failed += 1;
    else if (delayMs > limitMs) count.late += 1;
  }
  return { late: count.late / (count.all - count.failed), shed: count.failed / count.all };
}

function picker(service: ServiceName, weights: SampleMix['weights']): (at: number) => EndpointKey {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const keys = Object.entries(weights).map(([name, weight]) => {
    const key = `${service}.${name}`;
    if (!isOneOf(key, KEYS)) throw new RangeError(key);
    return { key, weight };
  });
  return (at) => {
    let left = at * total;
    const found = keys.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    if (found === undefined) throw new RangeError('no tasks');
    return found.key;
  };
}
