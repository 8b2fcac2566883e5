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
    ['I', 588.3],
    ['token bucket', 1_010.1],
  ])('%s finds its capacity within 5%% in 12 steps', (name, capacity) => {
    const { result } = simulateSearch(server(name), { seed: 1, thoroughness: 'precise' });
    expect(result.outcome).toBe('found');
    expect(Math.abs((result.highest?.value ?? 0) / capacity - 1)).toBeLessThan(0.05);
    expect(result.steps.filter(({ stage }) => stage !== 'probe').length).toBeLessThanOrEqual(12);
  });

  test('by users finds whole users', () => {
    const closed = server('closed M/M/8');
    const { result } = simulateSearch(closed, { seed: 1 });
    expect(Math.abs((result.highest?.value ?? 0) - Number(closed.capacity))).toBeLessThanOrEqual(1);
    expect(result.failureModes.modes[0]?.mode).toBe('latency only');
    expect(result.sentence).toMatch(/^1\d users (\(1\d–1\d\) )?meet p95<20ms and errors<1%\.$/);
    expect(result.steps.every(({ level }) => Number.isInteger(level))).toBe(true);
  });

  test('breaks off a load whose queue only grows', () => {
    const { result } = simulateSearch(server('log-normal'), { seed: 2, from: 3_000, mostSeconds: 30 });
    const [, first] = result.steps;
    expect(first?.why).toMatch(/^The queue grows by 1,\d{3}\/s\.$/);
    expect((first?.toMs ?? 0) - (first?.fromMs ?? 0)).toBeLessThan(6_000);
  });

  test('says none and capped where it is so', () => {
    expect(simulateSearch(HOPELESS_SERVER, { seed: 1 }).result.outcome).toBe('none');
    expect(simulateSearch(SERVER_B, { seed: 1, to: 1_000 }).result.outcome).toBe('capped');
  });
});
