import type { Difference } from './comparison.ts';
import { formatMs, formatNumber, formatPercent } from './format.ts';
import { byWorsening, EVEN_SHARE, worseningOf } from './worsening.ts';

/** The name under which all endpoints together stand in a comparison. */
export const OVERALL = { service: 'all services', endpoint: 'overall' } as const;

/** Fewer percentage points more of errors than this are no news between single runs. */
const ERROR_POINTS = 0.5;

/**
 * What a comparison opens with: the endpoint whose errors rose most, the one whose p95 rose most; where neither rose,
 * the throughput that fell most; where nothing worsened, that, and what improved most.
 * @param sameLoad false: the plans ask different loads, so that a lower throughput is no worsening
 */
export function leadOf(differences: readonly Difference[], sameLoad: boolean): string {
  const own = differences.filter(({ service }) => service !== OVERALL.service);
  const figure = (name: string) => byWorsening(own.filter((row) => row.figure === name));
  const shares = figure('error rate').filter((row) => worseningOf(row) !== null);
  const failing = shares.toSorted((one, other) => (other.change ?? 0) - (one.change ?? 0))[0];
  const [slower] = figure('p95');
  const [lesser] = figure('throughput');
  const worse = [
    ...(failing !== undefined && (failing.change ?? 0) >= ERROR_POINTS ? [failsMore(failing)] : []),
    ...(isWorse(slower) ? [moved(slower)] : []),
  ];
  if (worse.length === 0 && sameLoad && isWorse(lesser)) worse.push(moved(lesser));
  if (worse.length > 0) return `Largest worsening: ${worse.join(' ')}`;
  const better = figure('p95')
    .filter((row) => worseningOf(row) !== null)
    .at(-1);
  if (failing === undefined && better === undefined)
    return 'The two runs share no endpoint that both measured.';
  const improved =
    better !== undefined && (worseningOf(better) ?? 0) <= -EVEN_SHARE ? ` ${best(better)}` : '';
  return `Nothing worsened by ${formatNumber(EVEN_SHARE * 100)}% or more.${improved}`;
}

function isWorse(row: Difference | undefined): row is Difference {
  return row !== undefined && (worseningOf(row) ?? 0) >= EVEN_SHARE;
}

function failsMore(row: Difference): string {
  return `${nameOf(row)} fails ${formatPercent(row.b)} of its requests, up from ${formatPercent(row.a)}.`;
}

/** `gateway.curves p95 rose by 20%, from 100 ms to 120 ms (estimate in A).` */
function moved(row: Difference): string {
  const { a, b, changePercent, figure, note } = row;
  const way = (row.change ?? 0) > 0 ? 'rose' : 'fell';
  const size = changePercent === null ? '' : ` by ${formatPercent(Math.abs(changePercent))}`;
  const doubt = note === '' ? '' : ` (${note})`;
  return `${nameOf(row)} ${figure} ${way}${size}, from ${valueText(row, a)} to ${valueText(row, b)}${doubt}.`;
}

function best(row: Difference): string {
  return `Largest improvement: ${moved(row)}`;
}

function valueText({ unit }: Difference, value: number | null): string {
  return unit === 'ms' ? formatMs(value) : `${formatNumber(value)}/s`;
}

function nameOf({ service, endpoint }: Difference): string {
  return endpoint === '' ? service : `${service}.${endpoint}`;
}
