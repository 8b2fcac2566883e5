import type { Thoroughness } from '../../../src/contract/capacity-search.ts';
import { START_SLOT_MS } from '../../../src/contract/start-counts.ts';
import { SETTLING_MS } from '../../../src/main/services/analysis/capacity/capacity-second.ts';
import { CapacitySearch } from '../../../src/main/services/analysis/capacity/search.ts';
import type {
  SearchResult,
  SearchSettings,
} from '../../../src/main/services/analysis/capacity/search-settings.ts';
import { seededRandom } from '../seeded-random.ts';
import { ALLOWED_ERRORS, type CapacityServer } from './servers.ts';
import { type AppliedLevel, type LoadOptions, SimulatedLoad } from './simulated-load.ts';

export interface SearchOptions {
  readonly seed: number;
  readonly thoroughness?: Thoroughness;
  readonly from?: number;
  readonly to?: number;
  readonly maxMs?: number;
  readonly mostPerSecond?: number;
  /** Interrupted after so many. */
  readonly mostSeconds?: number;
}

export interface Searched {
  readonly result: SearchResult;
  readonly seconds: number;
  /** How the loads that missed failed, by the log of the simulation. */
  readonly mode: string;
}

const LONGEST_SECONDS = 1_800;

export function limitsOf({ objectives }: Pick<CapacityServer, 'objectives'>): number[] {
  const limits = objectives.flatMap((one) => (one.metric === 'latency' ? [one.limitUs] : []));
  return [...new Set(limits)].sort((a, b) => a - b);
}

/** The product's search of a simulated server, in virtual time. The same seed, the same second for second. */
export function simulateSearch(server: CapacityServer, options: SearchOptions): Searched {
  const { seed, mostSeconds = LONGEST_SECONDS } = options;
  const limitsUs = limitsOf(server);
  const load: LoadOptions = {
    // Apart from the stream of the service times.
    random: seededRandom(1_000_003 * seed + 17),
    limitsUs,
    ...(server.arrivals === undefined ? {} : { arrivals: server.arrivals }),
    ...(options.mostPerSecond === undefined ? {} : { mostPerSecond: options.mostPerSecond }),
  };
  const simulated = new SimulatedLoad(server.make(seed), load);
  const settings: SearchSettings = {
    by: server.by,
    requestsPerArrival: server.by === 'rate' ? 1 : null,
    from: options.from ?? null,
    to: options.to ?? null,
    objectives: server.objectives,
    thoroughness: options.thoroughness ?? 'quick',
    maxMs: options.maxMs ?? 1_000 * LONGEST_SECONDS,
    counting: { limitsUs, knownAfterUs: 1_000 * simulated.knownAfterMs },
  };
  const search = new CapacitySearch(settings);
  const seconds = simulated.follow(
    {
      wanted: (): AppliedLevel | null => {
        const wanted = search.wanted();
        if (wanted.kind === 'done') return null;
        return { level: wanted.level, isClosed: wanted.probe || server.by !== 'rate' };
      },
      see: (second) => search.see(second),
    },
    mostSeconds,
  );
  const result = search.result();
  return { result, seconds, mode: loggedMode(server, result, simulated) };
}

/** Of the starts of loads that missed, the first two seconds left out: whether 1% of them failed. */
function loggedMode(
  { failing }: CapacityServer,
  { steps }: SearchResult,
  { failedAtMs, knownAfterMs }: SimulatedLoad,
): string {
  const missed = steps.filter(({ verdict }) => verdict === 'missed' || verdict === 'probably missed');
  let [starts, failed] = [0, 0];
  for (const step of missed) {
    const fromMs = Math.ceil((step.fromMs + SETTLING_MS) / START_SLOT_MS) * START_SLOT_MS;
    const toMs = Math.floor((step.toMs - knownAfterMs) / START_SLOT_MS) * START_SLOT_MS;
    starts += step.starts;
    failed += failedAtMs.filter((atMs) => atMs >= fromMs && atMs < toMs).length;
  }
  return failed >= ALLOWED_ERRORS * starts ? failing : 'latency only';
}
