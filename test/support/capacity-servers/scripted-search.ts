import { CapacitySearch } from '../../../src/main/services/analysis/capacity/search.ts';
import type { SearchSettings } from '../../../src/main/services/analysis/capacity/search-settings.ts';
import { type ScriptedTarget, ScriptedWorld } from './scripted-world.ts';
import { FEW_ERRORS, latencyObjective } from './servers.ts';

/** p95<20ms and errors<1%, by rate, from 100/s. */
export const SCRIPTED_SETTINGS: SearchSettings = {
  by: 'rate',
  requestsPerArrival: 1,
  from: 100,
  to: null,
  objectives: [latencyObjective(20), FEW_ERRORS],
  thoroughness: 'precise',
  maxMs: 3_600_000,
  counting: { limitsUs: [20_000], knownAfterUs: 0 },
};

/** A search of a target that answers as its script says, second by second, until it is over. */
export function searchScripted(
  target: ScriptedTarget,
  settings: Partial<SearchSettings> = {},
  mostSeconds = 3_000,
) {
  const search = new CapacitySearch({ ...SCRIPTED_SETTINGS, ...settings });
  const world = new ScriptedWorld(search, target);
  world.run(mostSeconds);
  return { search, world, result: search.result() };
}
