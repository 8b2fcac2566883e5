import { describe, expect, it } from 'vitest';
import { LATENCY_BANDS } from '../../../../../../src/contract/latency-bands.ts';
import { PHASES } from '../../../../../../src/contract/tick.ts';
import type { Why } from '../../../../../../src/contract/why.ts';
import { whySlow } from '../../../../../../src/main/services/analysis/causes/name-causes.ts';
import { seededRandom, standardNormal } from '../../../../../support/seeded-random.ts';
import { type MadeRequest, observedOf } from '../../../../../support/slow-runs/kept-rows.ts';

interface Shape {
  readonly rate: number;
  readonly seconds: number;
  /** Endpoints are asked in turn. */
  readonly endpoints?: number;
  /** Seconds that a request takes beyond the usual 4 ms. @param start in seconds since the start of the run */
  longer(start: number, endpoint: number): number;
  /** So many seconds, the first ones. */
  readonly disturbed?: number;
  /** Absent: it is asked about all of them. */
  readonly stretch?: readonly [from: number, to: number];
}

/** Why it is slow, of a server that is asked at a constant rate over as few connections as there are requests at once. */
function why({ rate, seconds, endpoints = 1, longer, disturbed = 0, stretch }: Shape): Why {
  const random = seededRandom(77);
  const requests: MadeRequest[] = [];
  const connections: { until: number }[] = [];
  for (let each = 0; each < rate * seconds; each += 1) {
    const start = each / rate;
    const endpoint = each % endpoints;
    const took = 0.004 * Math.exp(0.25 * standardNormal(random)) + longer(start, endpoint);
    const free = connections.findIndex(({ until }) => until <= start);
    const connection = free < 0 ? connections.length : free;
    connections[connection] = { until: start + took };
    requests.push({
      endpoint,
      second: Math.min(seconds - 1, Math.floor(start + took)),
      startedUs: start * 1e6,
      durationUs: took * 1e6,
      phasesUs: PHASES.map((phase) => (phase === 'wait' ? took * 1e6 : 0)),
      connection,
      address: 0,
      isNew: free < 0,
      status: 200,
      bytes: 200,
    });
  }
  const rest = { endpoints, seconds, gauges: [], disturbed: new Uint8Array(seconds).fill(1, 0, disturbed) };
  const names = {
    endpoints: Array.from({ length: endpoints }, (_, place) => ({ service: 'shop', endpoint: `e${place}` })),
    addresses: ['10.0.0.7'],
    connections: connections.map((_, place) => `0.${place}`),
  };
  const bands = { fromBand: 0, toBand: LATENCY_BANDS - 1 };
  const area = stretch === undefined ? null : { fromSecond: stretch[0], toSecond: stretch[1], ...bands };
  return whySlow(observedOf(requests, rest, random), names, { area, clock: 'intended' });
}

function first({ causes }: Why): string | undefined {
  return causes[0]?.sentence.map(({ text }) => text).join('');
}

describe('why a short run was slow', () => {
  it('of a server that stands still does not blame the connections that were opened meanwhile', () => {
    const longer = (start: number) => (start >= 20.3 && start < 20.8 ? 20.8 - start : 0);
    const said = why({ rate: 200, seconds: 60, endpoints: 4, longer });
    expect(first(said)).toMatch(/^49\.\d% of requests waited 2\d\d ms longer .* from 0:20 to 0:21\.$/);
    expect(said.causes.every(({ kind }) => kind !== 'new-connection')).toBe(true);
  });

  it('names an endpoint that is slow for two of ten seconds', () => {
    const longer = (start: number, endpoint: number) => (endpoint === 1 && start >= 4 && start < 6 ? 0.4 : 0);
    const said = why({ rate: 200, seconds: 10, endpoints: 2, longer });
    expect(first(said)).toMatch(/ to shop e1 waited 400 ms longer .* from 0:04 to 0:07\.$/);
  });

  it('of too few requests does not say that none was slow', () => {
    const longer = (start: number) => (start === 2 ? 3 : 0);
    const said = why({ rate: 1, seconds: 10, longer });
    expect(said.nothing).toBe(
      'This run holds too few requests to know what is usual: 20 of an endpoint are needed.',
    );
    const mixed = why({ rate: 22, seconds: 5, endpoints: 11, longer: () => 0 });
    expect(mixed.nothing).toMatch(/too few requests/);
    expect(said.unknown).toEqual(['Load on the target: cannot tell; this run did not record it.']);
  });

  it('says where this machine was disturbed so often that it cannot be told from the target', () => {
    const asked = { rate: 200, seconds: 10, longer: () => 0, disturbed: 3 };
    expect(why({ ...asked, stretch: [0, 3] }).unknown[0]).toBe(
      'Whether the target was slow or this machine: cannot tell, Plimsoll itself was disturbed in 3 of 4 seconds.',
    );
    expect(why({ ...asked, stretch: [2, 9] }).unknown).toHaveLength(1);
  });
});
