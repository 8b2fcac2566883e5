import { describe, expect, it } from 'vitest';
import { logNormalQuantileMs, seededRandom } from '../../../../src/workers/sample-services/latency.ts';
import { ServiceModel, shapeOf } from '../../../../src/workers/sample-services/model.ts';
import {
  ENDPOINT_LATENCY,
  type EndpointKey,
  PROFILES,
  type ProfileName,
} from '../../../../src/workers/sample-services/profiles.ts';
import { SUITE_THRESHOLDS } from '../../../support/suite-thresholds.ts';

const LATENCY_BOUNDS = SUITE_THRESHOLDS.filter((threshold) => threshold.metric === 'latency').map(
  (threshold) => ({ key: `${threshold.service}.${threshold.endpoint}` as EndpointKey, ...threshold }),
);
const GRADED = LATENCY_BOUNDS.filter((bounds) => bounds.good !== undefined);

/** Task weights and think time of section 8, with the users of the heavy and the stress size. */
const MIXES = {
  gateway: {
    thinkMs: 2_000,
    heavy: 100,
    stress: 200,
    weights: {
      'gateway.instruments': 3,
      'gateway.curves': 3,
      'gateway.products': 2,
      'gateway.pricing': 2,
      'gateway.historical': 1,
      'gateway.cache_stats': 1,
      'gateway.rate_limits': 1,
      'gateway.circuit_breakers': 1,
      'gateway.cache_warm': 1,
      'gateway.latest_price': 2,
      'gateway.curve_snapshots': 2,
    },
  },
  auth: {
    thinkMs: 1_500,
    heavy: 50,
    stress: 100,
    weights: { 'auth.verify_token': 3, 'auth.verify_ws_token': 2, 'auth.user_info': 1 },
  },
  entitlements: {
    thinkMs: 2_000,
    heavy: 50,
    stress: 100,
    weights: { 'entitlements.check': 5, 'entitlements.rules': 1, 'entitlements.stats': 1 },
  },
  metrics: {
    thinkMs: 1_500,
    heavy: 100,
    stress: 200,
    weights: {
      'metrics.track': 3,
      'metrics.track_batch': 2,
      'metrics.export': 1,
      'metrics.series': 1,
      'metrics.stats': 1,
    },
  },
  streaming: {
    thinkMs: 3_500,
    heavy: 50,
    stress: 100,
    weights: { 'streaming.ws_connect': 1, 'streaming.sse_stream': 1, 'streaming.sse_subscribe': 1 },
  },
} as const;

function mixOf(service: keyof typeof MIXES): [EndpointKey, number][] {
  return Object.entries(MIXES[service].weights) as [EndpointKey, number][];
}

function meanServiceMs(service: keyof typeof MIXES, profile: ProfileName = 'overloaded'): number {
  const mix = mixOf(service);
  const total = mix.reduce((sum, [, weight]) => sum + weight, 0);
  const meanMs = ({ medianMs, sigma }: ReturnType<typeof shapeOf>) => medianMs * Math.exp(sigma ** 2 / 2);
  return mix.reduce((sum, [key, weight]) => sum + weight * meanMs(shapeOf(key, profile)), 0) / total;
}

describe('the latency table', () => {
  it('knows every endpoint that has a threshold', () => {
    expect(LATENCY_BOUNDS.filter(({ key }) => !(key in ENDPOINT_LATENCY))).toEqual([]);
    expect(GRADED).toHaveLength(12);
  });

  it.each(LATENCY_BOUNDS)(
    'healthy: the p95 of $key is Good or better with a fifth to spare (S-28 … S-39)',
    (bounds) => {
      const p95 = logNormalQuantileMs(shapeOf(bounds.key, 'healthy'), 0.95);
      expect(p95).toBeLessThan(0.8 * (bounds.good ?? bounds.acceptable ?? 0));
    },
  );

  it.each(GRADED)('healthy: one draw of $key is Poor less than once in 50,000', (bounds) => {
    expect(logNormalQuantileMs(shapeOf(bounds.key, 'healthy'), 1 - 1 / 50_000)).toBeLessThan(
      bounds.acceptable ?? 0,
    );
  });

  it.each(GRADED)('slow: the p95 of $key is Acceptable or Poor', (bounds) => {
    const p95 = logNormalQuantileMs(shapeOf(bounds.key, 'slow'), 0.95);
    expect(p95).toBeGreaterThan(bounds.good ?? Number.POSITIVE_INFINITY);
  });

  it('healthy: has Excellent and Good endpoints, slow: Acceptable and Poor ones', () => {
    const count = (profile: 'healthy' | 'slow', bound: 'excellent' | 'acceptable') =>
      GRADED.filter((b) => logNormalQuantileMs(shapeOf(b.key, profile), 0.95) < (b[bound] ?? 0)).length;
    expect(count('healthy', 'excellent')).toBe(7);
    expect(count('slow', 'acceptable')).toBe(7);
  });
});

describe('error rates of the profiles', () => {
  const strictest = Math.min(
    ...SUITE_THRESHOLDS.filter((t) => t.metric === 'errorRate').map(
      (t) => t.excellent ?? Number.POSITIVE_INFINITY,
    ),
  );
  const percent = (name: ProfileName) =>
    100 * Object.values(PROFILES[name].faults).reduce((sum, share) => sum + share, 0);

  it('healthy, slow and overloaded stay Excellent for the strictest service (0.05%)', () => {
    expect(strictest).toBe(0.05);
    for (const name of ['healthy', 'slow', 'overloaded'] as const) expect(percent(name)).toBeCloseTo(0.03, 9);
  });

  it('flaky is Poor for every service: 4.5%', () => {
    expect(percent('flaky')).toBeCloseTo(4.5, 9);
  });
});

describe('overloaded', () => {
  const service = ['gateway', 'auth', 'entitlements', 'metrics', 'streaming'] as const;

  it.each(service)('%s has its knee between what the heavy and the stress preset offer', (name) => {
    const { thinkMs, heavy, stress } = MIXES[name];
    const meanMs = meanServiceMs(name);
    const capacity = ((PROFILES.overloaded.capacity?.[name].slots ?? 0) * 1_000) / meanMs;
    expect((heavy * 1_000) / (thinkMs + meanMs)).toBeLessThan(0.8 * capacity);
    expect((stress * 1_000) / (thinkMs + meanMs)).toBeGreaterThan(1.1 * capacity);
  });

  /** Mean latency (ms) of each second of a load of `ratePerSecond` gateway requests, shed ones left out. */
  function drive(model: ServiceModel, seconds: readonly number[]): number[] {
    const random = seededRandom(11);
    const bag = mixOf('gateway').flatMap(([key, weight]) => new Array<EndpointKey>(weight).fill(key));
    return seconds.map((rate, second) => {
      let sum = 0;
      let served = 0;
      for (let request = 0; request < rate; request += 1) {
        const key = bag[Math.floor(random() * bag.length)] ?? 'gateway.instruments';
        const { delayMs, fault } = model.decide(key, second * 1_000 + (request * 1_000) / rate);
        if (fault !== undefined) continue;
        sum += delayMs;
        served += 1;
      }
      return sum / served;
    });
  }

  it('gets slower past the knee up to the longest queue, and is as fast as before within 5 s of the load going', () => {
    const calm = new Array<number>(20).fill(20);
    const storm = new Array<number>(20).fill(150);
    const bySecond = drive(new ServiceModel('gateway', 'overloaded', 1), [...calm, ...storm, ...calm]);
    const mean = (from: number, to: number) =>
      bySecond.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
    expect(mean(0, 20)).toBeLessThan(60);
    expect(bySecond[24]).toBeGreaterThan(1_500);
    expect(mean(34, 40)).toBeGreaterThan(3_800);
    expect(mean(34, 40)).toBeLessThan(4_100);
    expect(mean(46, 60)).toBeLessThan(60);
  });

  it('sheds what the queue cannot hold, quickly', () => {
    const model = new ServiceModel('auth', 'overloaded', 1);
    const decisions = Array.from({ length: 1_000 }, () => model.decide('auth.verify_token', 0));
    const shed = decisions.filter(({ fault }) => fault === 'shed');
    expect(shed.length).toBeGreaterThan(700);
    expect(new Set(shed.map(({ delayMs }) => delayMs))).toEqual(new Set([2]));
  });

  it('starts with an empty queue after a switch of profile', () => {
    const model = new ServiceModel('auth', 'overloaded', 1);
    for (let request = 0; request < 200; request += 1) model.decide('auth.verify_token', 0);
    model.use('healthy');
    expect(model.profile).toBe('healthy');
    expect(model.decide('auth.verify_token', 0).delayMs).toBeLessThan(100);
    model.use('overloaded');
    expect(model.decide('auth.verify_token', 0).delayMs).toBeLessThan(100);
  });
});

describe('pooled', () => {
  const service = ['gateway', 'auth', 'entitlements', 'metrics', 'streaming'] as const;
  /** Users of the medium size, half of the heavy one. */
  const MEDIUM_SHARE = 0.5;

  it.each(service)('%s has connections for the medium preset and not for the heavy one', (name) => {
    const { thinkMs, heavy } = MIXES[name];
    const meanMs = meanServiceMs(name, 'pooled');
    const { slots = 0, heldMs = 0 } = PROFILES.pooled.connections?.[name] ?? {};
    const capacity = (slots * 1_000) / (meanMs + heldMs);
    const offered = (heavy * 1_000) / (thinkMs + meanMs);
    expect(MEDIUM_SHARE * offered).toBeLessThan(0.8 * capacity);
    expect(offered).toBeGreaterThan(1.2 * capacity);
  });

  it('answers as fast as the healthy one below, then lets requests wait, and fails them after a second', () => {
    const latencies = (gapMs: number) => {
      const [pooled, healthy] = [
        new ServiceModel('auth', 'pooled', 7),
        new ServiceModel('auth', 'healthy', 7),
      ];
      return Array.from({ length: 400 }, (_, request) => {
        const at = request * gapMs;
        return [pooled.decide('auth.verify_token', at), healthy.decide('auth.verify_token', at)] as const;
      });
    };
    const slow = latencies(100);
    expect(slow.filter(([pooled, healthy]) => pooled.delayMs !== healthy.delayMs)).toEqual([]);
    const fast = latencies(25);
    const failed = fast.filter(([{ fault }]) => fault === 'poolTimeout');
    expect(new Set(failed.map(([{ delayMs }]) => delayMs))).toEqual(new Set([1_000]));
    const late = fast.slice(200);
    expect(failed.length).toBeGreaterThan(50);
    expect(late.filter(([{ delayMs }]) => delayMs < 700)).toEqual([]);
  });

  it('tells how many connections are in use, and how many requests wait for one', () => {
    const model = new ServiceModel('auth', 'pooled', 7);
    for (let request = 0; request < 60; request += 1) model.decide('auth.verify_token', request);
    expect(model.taken(60)).toEqual({
      workers: { inUse: expect.any(Number), limit: null, waiting: 0 },
      connections: { inUse: 5, limit: 5, waiting: 55 },
    });
    model.use('healthy');
    expect(model.taken(60).connections).toEqual({ inUse: 0, limit: null, waiting: 0 });
  });
});

describe('ServiceModel', () => {
  it('decides the same for the same seed', () => {
    const decide = () => {
      const model = new ServiceModel('gateway', 'flaky', 99);
      return Array.from({ length: 500 }, (_, at) => model.decide('gateway.curves', at));
    };
    expect(decide()).toEqual(decide());
  });

  it('flaky: meets every fault at its rate, and hangs for 2 to 6 s', () => {
    const model = new ServiceModel('gateway', 'flaky', 4);
    const decisions = Array.from({ length: 50_000 }, (_, at) => model.decide('gateway.curves', at));
    for (const [fault, rate] of Object.entries(PROFILES.flaky.faults)) {
      const count = decisions.filter((decision) => decision.fault === fault).length;
      expect(Math.abs(count - 50_000 * rate)).toBeLessThan(4 * Math.sqrt(50_000 * rate));
    }
    const hangs = decisions.filter(({ fault }) => fault === 'hang').map(({ delayMs }) => delayMs);
    expect(Math.min(...hangs)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...hangs)).toBeLessThan(6_000);
  });

  it('flaky: loses, delays, closes and resets messages at their rates; healthy none', () => {
    const count = (profile: 'flaky' | 'healthy') => {
      const model = new ServiceModel('streaming', profile, 8);
      const faults = new Map<string, number>();
      for (let at = 0; at < 100_000; at += 1) {
        const { fault } = model.decideMessage(at);
        if (fault !== undefined) faults.set(fault, (faults.get(fault) ?? 0) + 1);
      }
      return faults;
    };
    expect(count('healthy').size).toBe(0);
    const flaky = count('flaky');
    for (const [fault, rate] of Object.entries(PROFILES.flaky.messageFaults)) {
      expect(Math.abs((flaky.get(fault) ?? 0) - 100_000 * rate)).toBeLessThan(4 * Math.sqrt(100_000 * rate));
    }
  });
});
