/**
 * Searches of capacity by the product itself on a virtual clock: compiler, engine, counting, live run, storage and analysis;
 * only the target is simulated. Run: `npm run bench capacity-engine [-- --seeds 3] [--only B,G]`; some minutes.
 * Bounds: every answer within 5% of the analytic capacity, at most 12 steps, and the same document from the stored seconds.
 * Ends with 1 where one is missed.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { searchWithEngine } from '../support/capacity-servers/engine-search.ts';
import { FORMULA_SERVERS } from '../support/capacity-servers/servers.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, only: { type: 'string', default: 'B,G,I,J' } },
  allowPositionals: true,
});
const WITHIN = 0.05;
const MOST_STEPS = 12;

let isMissed = false;
for (const name of values.only.split(',')) {
  const server = FORMULA_SERVERS.find((one) => one.name === name);
  if (server === undefined || typeof server.capacity !== 'number')
    throw new Error(`no server ${name} with a formula`);
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    const objectives = server.objectives.map(({ text }) => text);
    const { capacity, stored, seconds } = await searchWithEngine({
      target: server.make(seed),
      seed,
      capacity: { objectives, by: server.by, thoroughness: 'precise', recovery: 'none' },
    });
    const value = capacity.highest?.value ?? 0;
    const off = value / server.capacity - 1;
    // The first looks at one user are no levels of load.
    const steps = capacity.steps.filter(({ stage }) => stage !== 'probe').length;
    const isSame = isDeepStrictEqual(stored.capacity, capacity);
    const isOut = Math.abs(off) > WITHIN || steps > MOST_STEPS || !isSame || capacity.outcome !== 'found';
    isMissed ||= isOut;
    console.log(
      `${name} seed ${seed}: ${value.toFixed(1)} of ${server.capacity.toFixed(1)} (${(100 * off).toFixed(1)}%), ${steps} steps, ${seconds.toFixed(0)} s, ${isSame ? 'the same' : 'ANOTHER'} from stored seconds${isOut ? ', MISSED' : ''}`,
    );
  }
}
process.exit(isMissed ? 1 : 0);
