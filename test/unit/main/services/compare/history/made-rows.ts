import type { CapacityHeadline } from '../../../../../../src/contract/capacity-text.ts';
import type { TrendRow } from '../../../../../../src/main/storage/run-history.ts';
import { madePlace } from '../../../../../support/made-figures.ts';

export const ORDERS = { service: 'shop', endpoint: 'orders' };
/** 1 November 2026, noon UTC. */
export const FIRST_AT = Date.UTC(2026, 10, 1, 12);
const DAY = 86_400_000;

/** A run a day; its p95 as given. */
export function madeRow(nth: number, p95Ms: number, change: Partial<TrendRow> = {}): TrendRow {
  return {
    runId: `r${nth}`,
    series: null,
    name: `Nightly ${nth}`,
    state: 'completed',
    trust: 'trusted',
    startedAt: FIRST_AT + nth * DAY,
    plan: 'orders',
    planMark: 'aaaa',
    machine: 'bench',
    program: '0.1.0',
    figures: madePlace(ORDERS, p95Ms),
    capacity: null,
    ...change,
  };
}

export const SEARCH: CapacityHeadline = {
  value: 500,
  low: 480,
  high: 520,
  unit: 'req/s',
  requestsPerArrival: 1,
  outcome: 'found',
  objectives: ['p95 < 200 ms', 'errors < 1%'],
};
