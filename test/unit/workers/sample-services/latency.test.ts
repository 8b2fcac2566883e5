import { describe, expect, it } from 'vitest';
import {
  drawLogNormalMs,
  logNormalQuantileMs,
  normalQuantile,
  seededRandom,
} from '../../../../src/workers/sample-services/latency.ts';
import { ENDPOINT_LATENCY } from '../../../../src/workers/sample-services/profiles.ts';

const DRAWS = 20_000;

describe('seededRandom', () => {
  it('gives the published sequence of mulberry32 for seed 1', () => {
    const random = seededRandom(1);
    expect([random(), random(), random()]).toEqual([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
    ]);
  });

  it('spreads evenly: chi-square over 100 cells stays below the 99.9% point (148.2 at 99 degrees)', () => {
    const random = seededRandom(7);
    const cells = new Array<number>(100).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const cell = Math.floor(random() * 100);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    expect(chiSquare).toBeLessThan(148.2);
  });
});

describe('normalQuantile', () => {
  it.each([
    [0.5, 0],
    [0.84134474606, 1],
    [0.95, 1.64485363],
    [0.975, 1.95996398],
    [0.99, 2.32634787],
    [0.999, 3.09023231],
    [1e-6, -4.75342431],
    [1e-12, -7.03448383],
    [1e-20, -9.26234009],
  ])('of %d is %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 5);
  });

  it('is odd about one half', () => {
    for (const p of [0.001, 0.01, 0.2, 0.4]) expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 9);
  });
});

describe('the log-normal closed form', () => {
  it('has its median at 0.5', () => {
    const shape = { medianMs: 170, sigma: 0.4 };
    expect(logNormalQuantileMs(shape, 0.5)).toBe(170);
    expect(logNormalQuantileMs(shape, 0.95)).toBeCloseTo(328.238, 2);
  });
});

describe('draws', () => {
  it.each(Object.entries(ENDPOINT_LATENCY))(
    '%s: p50, p95, p99 and mean of 20,000 draws fit the closed form',
    (key, shape) => {
      const random = seededRandom(key.length * 1_000 + shape.medianMs);
      const draws = Float64Array.from({ length: DRAWS }, () => drawLogNormalMs(shape, random)).sort();
      const mean = draws.reduce((sum, draw) => sum + draw, 0) / DRAWS;
      expect(mean / (shape.medianMs * Math.exp(shape.sigma ** 2 / 2))).toBeCloseTo(1, 1.5);
      for (const p of [0.5, 0.95, 0.99]) {
        // Four relative standard errors of a sample quantile: sigma · sqrt(p (1 − p) / n) / φ(z(p)).
        const z = normalQuantile(p);
        const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
        const allowed = (4 * shape.sigma * Math.sqrt((p * (1 - p)) / DRAWS)) / density;
        const measured = draws[Math.floor(p * DRAWS)] ?? 0;
        expect(Math.abs(Math.log(measured / logNormalQuantileMs(shape, p)))).toBeLessThan(allowed);
      }
    },
  );

  it('are finite at both ends of the generator', () => {
    const shape = { medianMs: 100, sigma: 0.5 };
    expect(drawLogNormalMs(shape, () => 0)).toBeCloseTo(4.205, 2);
    expect(drawLogNormalMs(shape, () => 1 - 2 ** -32)).toBeCloseTo(2_378.3, 0);
  });
});
