import type { SummarySecond } from '../../../src/contract/summary.ts';
import type { RunRow } from '../../../src/contract/wire.ts';
import { demoShapes, rowOf } from '../../../src/renderer/host/fake/history.ts';
import type { RunShape } from '../../../src/renderer/host/fake/shape.ts';
import { secondOf } from '../../../src/renderer/host/fake/simulate.ts';
import { summaryOf } from '../../../src/renderer/host/fake/summarise.ts';

const NOON = Date.UTC(2026, 10, 23, 12);

/** The demo's runs as they are at noon of 23 November 2026, UTC. */
export const shapes: readonly RunShape[] = demoShapes(NOON);
export const shape = shapes[0] as RunShape;

export function secondsOf(count: number, of: RunShape = shape): SummarySecond[] {
  return Array.from({ length: count }, (_, at) => secondOf(of, at));
}

export const summary = summaryOf(shape, 'completed', secondsOf(shape.ranS));

export function row(change: Partial<RunRow>): RunRow {
  return { ...rowOf({ ...shape, ranS: 3 }), ...change };
}
