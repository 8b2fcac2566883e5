import { allowedShare, countedFor } from '../../../src/main/services/analysis/capacity/objective-counts.ts';
import { loadAt } from '../analytic-capacity.ts';
import { seededRandom } from '../seeded-random.ts';
import type { CapacityServer } from './servers.ts';
import { SimulatedLoad } from './simulated-load.ts';
import { limitsOf } from './simulated-search.ts';

const SECONDS = 600;
const SETTLING_SECONDS = 10;
const ROUNDS_SEED = 4_711;

/** The largest share of an objective, as a multiple of what is allowed, at a level held for ten minutes. */
function excessAt(server: CapacityServer, level: number): number {
  const limitsUs = limitsOf(server);
  const load = new SimulatedLoad(server.make(ROUNDS_SEED), {
    random: seededRandom(ROUNDS_SEED + 1),
    limitsUs,
    ...(server.arrivals === undefined ? {} : { arrivals: server.arrivals }),
  });
  load.hold({ level, isClosed: server.by !== 'rate' });
  const sums = server.objectives.map(() => ({ counted: 0, beyond: 0 }));
  for (let second = 0; second < SECONDS; second += 1)
    for (const slot of load.second(second).slots)
      server.objectives.forEach((objective, k) => {
        const sum = sums[k];
        if (second < SETTLING_SECONDS || sum === undefined) return;
        const { counted, beyond } = countedFor(objective, slot, limitsUs);
        sum.counted += counted;
        sum.beyond += beyond;
      });
  return Math.max(
    ...server.objectives.map((objective, k) => {
      const { counted, beyond } = sums[k] ?? { counted: 0, beyond: 0 };
      return beyond / Math.max(1, counted) / allowedShare(objective);
    }),
  );
}

/** The capacity of a server without a formula, by bisection of long runs of one seed: good to about 0.3%. */
export function simulatedCapacity(server: CapacityServer, range: [number, number]): number {
  return loadAt((level) => excessAt(server, level), 1, range, 10);
}
