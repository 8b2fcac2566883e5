import { describe, expect, test } from 'vitest';
import {
  FORMULA_SERVERS,
  HOPELESS_SERVER,
  ODD_SERVERS,
  SERVER_B,
} from '../../../../../support/capacity-servers/servers.ts';
import { simulateSearch } from '../../../../../support/capacity-servers/simulated-search.ts';

const server = (name: string) => {
  const found = [...FORMULA_SERVERS, ...ODD_SERVERS].find((one) => one.name === name);
  if (found === undefined) throw new RangeError(name);
  return found;
};

/** All of them with 20 seeds: `npm run bench capacity-search`. */
describe('a search of a simulated server', () => {
  test.each([
    ['B', 1_368.1],
    ['I', 588.3],
    ['J', 1_850],
    ['token bucket', 1_010.1],
  ])('%s finds its capacity within 5%% in 12 steps', (name, capacity) => {
    const { result } = simulateSearch(server(name), { seed: 1, thoroughness: 'precise' });
    expect(result.outcome).toBe('found');
    expect(Math.abs((result.highest?.value ?? 0) / capacity - 1)).toBeLessThan(0.05);
    expect(result.steps.filter(({ stage }) => stage !== 'probe').length).toBeLessThanOrEqual(12);
  });

  test('by users finds whole users', () => {
    const closed = server('connection limit');
    const { result } = simulateSearch(closed, { seed: 1 });
    expect(Math.abs((result.highest?.value ?? 0) - 40)).toBeLessThanOrEqual(1);
    expect(result.failureModes.modes[0]?.mode).toBe('connection refused');
    expect(result.sentence).toMatch(/^\d+ users \(.*\) meet p95<100ms and errors<1%\.$|^\d+ users meet /);
  });

  test('breaks off a load whose queue only grows', () => {
    const unbounded = server('crash');
    const { result } = simulateSearch({ ...unbounded, make: server('log-normal').make }, { seed: 2 });
    const grown = result.steps.find(({ why }) => why.startsWith('The queue grows by'));
    expect(grown?.verdict).toBe('missed');
    expect((grown?.toMs ?? 0) - (grown?.fromMs ?? 0)).toBeLessThan(6_000);
  });

  test('says none and capped where it is so', () => {
    expect(simulateSearch(HOPELESS_SERVER, { seed: 1 }).result.outcome).toBe('none');
    expect(simulateSearch(SERVER_B, { seed: 1, to: 1_000 }).result.outcome).toBe('capped');
  });
});
