import type { Distribution } from '../../../contract/summary.ts';
import { type LogNormal, mixtureQuantile, round } from './random.ts';

const SHARES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

function around(value: number | null, count: number): [number, number] | null {
  if (value === null || count < 20) return null;
  const half = value * Math.min(0.4, 2 / Math.sqrt(count));
  return [round(value - half), round(value + half)];
}

/** A distribution of `count` samples drawn from a mixture of log-normals, computed instead of drawn. */
export function distributionOf(parts: readonly LogNormal[], count: number): Distribution {
  const at = (share: number) => (count === 0 ? null : mixtureQuantile(parts, share));
  const beyond = (share: number) => Math.floor(count * (1 - share) + 1e-9);
  const each = <Value>(read: (share: number) => Value): Record<keyof typeof SHARES, Value> => ({
    p50: read(SHARES.p50),
    p90: read(SHARES.p90),
    p95: read(SHARES.p95),
    p99: read(SHARES.p99),
    p999: read(SHARES.p999),
  });
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  const mean =
    parts.reduce((sum, p) => sum + p.weight * p.median * Math.exp(p.sigma ** 2 / 2), 0) / (total || 1);
  return {
    count,
    min: at(0.5 / Math.max(1, count)),
    mean: count === 0 ? null : round(mean),
    ...each(at),
    max: at(1 - 0.5 / Math.max(1, count)),
    evidence: each((share) => (beyond(share) >= 10 ? 'sure' : beyond(share) >= 1 ? 'estimate' : 'unknown')),
    interval95: each((share) => around(at(share), count)),
    beyond: each(beyond),
  };
}
