import { formatNumber } from '../../../../contract/format.ts';

/** A load with its unit: `1 user`, `200 users`, `35 arrivals/s`. */
export function levelText(level: number, unit: string): string {
  return unit === 'users' && level === 1 ? '1 user' : `${formatNumber(level)} ${unit}`;
}
