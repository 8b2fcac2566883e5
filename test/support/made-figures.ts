import { tableOf } from '../../src/contract/keys.ts';
import { PERCENTILES } from '../../src/contract/percentiles.ts';
import {
  FIGURES_VERSION,
  type FigurePlace,
  type PlaceFigures,
  type RunFigures,
} from '../../src/contract/run-figures.ts';

/** What is kept of a run, made up: p95 of a place is `p95Ms`, other percentiles follow from it. */
export function madePlace(
  place: FigurePlace,
  p95Ms: number,
  change: Partial<PlaceFigures> = {},
): PlaceFigures {
  return {
    ...place,
    clock: 'intended',
    definition: place.endpoint === null ? '' : 'from the intended start to the last body byte',
    part: false,
    isLength: false,
    count: 6_000,
    meanMs: p95Ms / 2,
    maxMs: p95Ms * 4,
    percentiles: tableOf(PERCENTILES, (_, nth) => {
      const valueMs = p95Ms * (0.5 + nth / 4);
      return { valueMs, lowMs: valueMs * 0.97, highMs: valueMs * 1.03, beyond: 300 };
    }),
    rates: {
      ok: 5_940,
      failed: 60,
      leftOut: 0,
      errorRatePercent: 1,
      throughputPerSecond: 99,
      offeredPerSecond: null,
    },
    ...change,
  };
}

export function madeFigures(places: readonly PlaceFigures[], findings: readonly string[] = []): RunFigures {
  return { version: FIGURES_VERSION, findings, places };
}
