import { keysOf } from '../../contract/keys.ts';
import {
  type Answer,
  type AnswerEndpoint,
  badRequest,
  type Call,
  get,
  json,
  prepared,
  refusal,
} from './endpoint.ts';
import { objectOf, textOf } from './fields.ts';
import { HORIZON_POINTS, SERVED_INSTRUMENTS } from './instruments.ts';
import type { Random } from './latency.ts';
import { marketBodies, PriceBoard } from './market.ts';

/** The share of cached reads the gateway finds in its cache. */
const CACHE_HIT_SHARE = 0.87;

const HIT_HEADERS: readonly string[] = ['X-Cache', 'HIT'];
const MISS_HEADERS: readonly string[] = ['X-Cache', 'MISS'];

/** A cache that only counts: what it says in `/cache/stats` agrees with the `X-Cache` headers it sent. */
export class CountingCache {
  #hits = 0;
  #misses = 0;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  read(): readonly string[] {
    const hit = this.#random() < CACHE_HIT_SHARE;
    if (hit) this.#hits += 1;
    else this.#misses += 1;
    return hit ? HIT_HEADERS : MISS_HEADERS;
  }

  counts(): { readonly hits: number; readonly misses: number } {
    return { hits: this.#hits, misses: this.#misses };
  }

  stats(): Answer {
    const { hits, misses } = this.counts();
    const reads = hits + misses;
    const hitRatio = reads === 0 ? 0 : hits / reads;
    return json({ hit_ratio: hitRatio, hits, misses, entries: 412, evictions: 0 });
  }
}

const RATE_LIMITS = Buffer.from(
  JSON.stringify({
    rate_limits: [
      { scope: 'tenant', limit_per_minute: 60_000, burst: 2_000 },
      { scope: 'user', limit_per_minute: 6_000, burst: 200 },
      { scope: 'historical', limit_per_minute: 600, burst: 20 },
    ],
  }),
);

const CIRCUIT_BREAKERS = Buffer.from(
  JSON.stringify({
    circuit_breakers: ['auth', 'entitlements', 'metrics', 'projection-store', 'curve-store'].map((name) => ({
      name,
      state: 'closed',
      failure_threshold: 5,
      failures: 0,
    })),
  }),
);

/** The gateway's endpoints. `wallClock` gives the time of day in ms, for the stamps in bodies. */
export function gatewayEndpoints(
  random: Random,
  cache: CountingCache,
  wallClock: () => number,
): readonly AnswerEndpoint[] {
  const bodies = marketBodies(random, wallClock());
  const acquire = new PriceBoard(random);
  const list = (name: keyof typeof bodies) =>
    get(`gateway.${name}`, `/api/v1/${name}`, () => prepared(bodies[name], 200, cache.read()));
  return [...keysOf(bodies).map(list), ...operations(cache), ...served(acquire, { cache, wallClock })];
}

function operations(cache: CountingCache): readonly AnswerEndpoint[] {
  return [
    get('gateway.cache_stats', '/api/v1/cache/stats', () => cache.stats()),
    get('gateway.rate_limits', '/api/v1/rate-limits', () => prepared(RATE_LIMITS)),
    get('gateway.circuit_breakers', '/api/v1/circuit-breakers', () => prepared(CIRCUIT_BREAKERS)),
    {
      key: 'gateway.cache_warm',
      method: 'POST',
      path: '/api/v1/cache/warm',
      protected: 'bearer',
      json: 'optional',
      refuse: refuseWarm,
      answer: () => json({ message: 'cache warming started', instruments: SERVED_INSTRUMENTS.length }),
    },
  ];
}

function refuseWarm(call: Call): Answer | undefined {
  if (call.body === undefined || objectOf(call.body) !== undefined) return undefined;
  return badRequest('the body, when there is one, is an object such as {"scope":"all"}');
}

function served(
  acquire: PriceBoard,
  { cache, wallClock }: { cache: CountingCache; wallClock: () => number },
): readonly AnswerEndpoint[] {
  const base = '/api/v1/served';
  const latest = (call: Call) => found(acquire.latestPrice(call.rest, wallClock()), call.rest, cache);
  const snapshot = (call: Call) =>
    found(acquire.curveSnapshot(call.rest, horizonOf(call), wallClock()), call.rest, cache);
  return [
    { ...get('gateway.latest_price', `${base}/latest-price/`, latest), prefix: true },
    {
      ...get('gateway.curve_snapshots', `${base}/curve-snapshots/`, snapshot),
      prefix: true,
      refuse: refuseHorizon,
    },
  ];
}

function horizonOf(call: Call): string {
  return new URLSearchParams(call.query).get('horizon') ?? '1m';
}

function refuseHorizon(call: Call): Answer | undefined {
  const horizon = textOf(horizonOf(call), 8);
  if (horizon !== undefined && Object.hasOwn(HORIZON_POINTS, horizon)) return undefined;
  return badRequest(`horizon is one of ${Object.keys(HORIZON_POINTS).join(', ')}`);
}

function found(body: Buffer | undefined, instrument: string, cache: CountingCache): Answer {
  if (body !== undefined) return prepared(body, 200, cache.read());
  return refusal(404, 'unknown_instrument', `no projection is served for ${instrument.slice(0, 64)}`);
}
