import type { EffectiveSample } from '../../../src/main/services/analysis/capacity/effective-sample.ts';
import type { SearchStep } from '../../../src/main/services/analysis/capacity/search-step.ts';

/** A share of so many requests, as it comes from evenly spread ones. */
export function madeSample(share: number, counted = 10_000): EffectiveSample {
  return { share, counted, beyond: share * counted, low: 0.95 * share, high: 1.05 * share, designEffect: 1 };
}

/** A step of 24 s at a level that met, with 1% late and no failures; all of it can be replaced. */
export function madeStep(step: Partial<SearchStep> = {}): SearchStep {
  return {
    number: 1,
    purpose: 'bracket',
    stage: 'bracket',
    level: 1_000,
    fromMs: 0,
    toMs: 24_000,
    verdict: 'met',
    isProvisional: false,
    cap: null,
    growth: null,
    samples: [madeSample(0.01), madeSample(0)],
    starts: 22_000,
    seconds: 22,
    throughput: 1_000,
    lastThroughput: 1_000,
    errorShare: 0,
    p50Us: 5_000,
    p95Us: 12_000,
    quantilesUs: [12_000, null],
    meanUs: 6_000,
    failures: new Map(),
    ...step,
  };
}
