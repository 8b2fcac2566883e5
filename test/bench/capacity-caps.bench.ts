/**
 * Searches of capacity by runs whose caps lie near it, by the product itself on a virtual clock: by rate, by users and by
 * connections. Run: `npm run bench capacity-caps [-- --seeds 3]`; a minute or two.
 * Bounds: with a cap above, the capacity is found within 8%; with one below, no capacity is told, and the cap is named.
 * Ends with 1 where one is missed.
 */
import { parseArgs } from 'node:util';
import type { Overrides } from '../../src/contract/plan.ts';
import {
  capacityOf,
  MOST_SOCKETS,
  searchedServer,
  searchedSockets,
} from '../support/capacity-servers/capped-searches.ts';
import type { EngineSearched } from '../support/capacity-servers/engine-search.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const WITHIN = 0.08;
const USERS = capacityOf('closed M/M/8');
const RATE = capacityOf('I');

interface Case {
  readonly of: string;
  readonly overrides: Overrides;
  /** Null: the cap ends it. */
  readonly finds: number | null;
  readonly search: (overrides: Overrides, seed: number) => Promise<EngineSearched>;
}

const byRate: Case['search'] = (overrides, seed) => searchedServer('I', overrides, seed);
const byUsers: Case['search'] = (overrides, seed) => searchedServer('closed M/M/8', overrides, seed);
const CASES: readonly Case[] = [
  { of: 'rate', overrides: { maxRate: 780 }, finds: RATE, search: byRate },
  { of: 'rate', overrides: { maxRate: 560 }, finds: null, search: byRate },
  { of: 'rate', overrides: { maxConnections: 64 }, finds: RATE, search: byRate },
  { of: 'rate', overrides: { maxConnections: 5 }, finds: null, search: byRate },
  { of: 'users', overrides: { maxConnections: Math.ceil(1.6 * USERS) }, finds: USERS, search: byUsers },
  { of: 'users', overrides: { maxConnections: USERS - 3 }, finds: null, search: byUsers },
  { of: 'users', overrides: { maxRate: 3_000 }, finds: USERS, search: byUsers },
  { of: 'users', overrides: { maxRate: 900 }, finds: null, search: byUsers },
  { of: 'connections', overrides: { maxConnections: 80 }, finds: MOST_SOCKETS, search: searchedSockets },
  { of: 'connections', overrides: { maxConnections: 50 }, finds: null, search: searchedSockets },
  { of: 'connections', overrides: { maxRate: 120 }, finds: MOST_SOCKETS, search: searchedSockets },
  { of: 'connections', overrides: { maxRate: 55 }, finds: null, search: searchedSockets },
];

let isMissed = false;
for (const { of, overrides, finds, search } of CASES)
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    const { capacity } = await search(overrides, seed);
    const { outcome, highest, sentence } = capacity;
    const [cap] = Object.keys(overrides);
    const isRight =
      finds === null
        ? outcome === 'capped' && sentence.includes(`limits.${cap} (`)
        : outcome === 'found' && Math.abs((highest?.value ?? 0) / finds - 1) <= WITHIN;
    isMissed ||= !isRight;
    console.log(
      `by ${of}, ${JSON.stringify(overrides)}, seed ${seed}, ${finds === null ? 'below' : `carries ${finds.toFixed(0)}`}: ${sentence}${isRight ? '' : ' MISSED'}`,
    );
  }
process.exit(isMissed ? 1 : 0);
