import type { Distribution } from '../../../contract/summary.ts';
import { type LogNormal, mixtureQuantile, round } from './random.ts';

const SHARES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

/** Hidden for want of evidence: fewer than ten samples beyond it. */
function seen(count: number, share: number, value: number | null): number | null {
  return count * (1 - share) >= 10 ? value : null;
}

function around(value: number | null, count: number): [number, number] | null {
  if (value === null || count < 20) return null;
  const half = value * Math.min(0.4, 2 / Math.sqrt(count));
  return [round(value - half), round(value + half)];
}

/** A distribution of `count` samples drawn from a mixture of log-normals, computed instead of drawn. */
export function distributionOf(parts: readonly LogNormal[], count: number): Distribution {
  const at = (share: number) => (count === 0 ? null : mixtureQuantile(parts, share));
  const [p50, p90, p95, p99, p999] = Object.values(SHARES).map((share) => seen(count, share, at(share))) as [
    number | null,
    number | null,
    number | null,
    number | null,
    number | null,
  ];
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  const mean =
    parts.reduce((sum, p) => sum + p.weight * p.median * Math.exp(p.sigma ** 2 / 2), 0) / (total || 1);
  const beyond = (share: number) => Math.floor(count * (1 - share));
  return {
    count,
    min: at(0.5 / Math.max(1, count)),
    mean: count === 0 ? null : round(mean),
    p50: count === 0 ? null : (p50 ?? at(0.5)),
    p90,
    p95,
    p99,
    p999,
    max: at(1 - 0.5 / Math.max(1, count)),
    interval95: { p50: around(p50, count), p95: around(p95, count), p99: around(p99, count) },
    beyond: {
      p50: beyond(0.5),
      p90: beyond(0.9),
      p95: beyond(0.95),
      p99: beyond(0.99),
      p999: beyond(0.999),
    },
  };
}
