/**
 * Searches of capacity by the product itself on a virtual clock: compiler, engine, counting, live run, storage and analysis;
 * only the target is simulated. Run: `npm run bench capacity-engine [-- --seeds 3] [--only B,G,retries]`; some minutes.
 * Bounds: every answer within 5% of the analytic capacity (of users, one at least), at most 12 steps, what fails first where it is
 * known, and the same document from the stored seconds; where refused users try again, a tenth of the tries fails at the first miss.
 * Ends with 1 where one is missed.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { searchWithEngine } from '../support/capacity-servers/engine-search.ts';
import { FORMULA_SERVERS, RETRYING } from '../support/capacity-servers/servers.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, only: { type: 'string', default: 'B,G,I,J,retries' } },
  allowPositionals: true,
});
const WITHIN = 0.05;
const MOST_STEPS = 12;
/** Of the tries of users, at the lowest level that missed. */
const LEAST_REFUSED = 0.1;

let isMissed = false;
for (const name of values.only.split(',')) {
  const server = [...FORMULA_SERVERS, RETRYING].find((one) => one.name === name);
  if (server === undefined || typeof server.capacity !== 'number')
    throw new Error(`no server ${name} with a formula`);
  const within = Math.max(server.by === 'rate' ? 0 : 1, WITHIN * server.capacity);
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
    const isNear = Math.abs(value - server.capacity) <= within;
    const first = capacity.firstFailing;
    const isFirst = server.failsFirst === undefined || first?.objective === server.failsFirst;
    const lowest = capacity.steps.find(({ level }) => level === first?.level);
    const isRetried = server !== RETRYING || (lowest?.errorShare ?? 0) > LEAST_REFUSED;
    const isRight = isNear && isFirst && isRetried && isSame && capacity.outcome === 'found';
    const isOut = !isRight || steps > MOST_STEPS;
    isMissed ||= isOut;
    console.log(
      `${name} seed ${seed}: ${value.toFixed(1)} of ${server.capacity.toFixed(1)} (${(100 * off).toFixed(1)}%), ${steps} steps, ${seconds.toFixed(0)} s, ${first?.sentence ?? ''} ${isSame ? 'The same' : 'ANOTHER'} from stored seconds${isOut ? ', MISSED' : ''}`,
    );
  }
}
process.exit(isMissed ? 1 : 0);
