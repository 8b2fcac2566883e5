import { fromColumns } from '../../src/contract/json-columns.ts';
import { CarriedRun } from '../../src/main/services/analysis/carrying/carried-run.ts';
import type { CarriedBeside } from '../../src/main/services/analysis/carrying/carry-run.ts';
import type { CarriedSecond } from '../../src/main/services/analysis/carrying/graded-seconds.ts';
import type { ReadableRun } from '../../src/main/services/analysis/reading/readable-run.ts';
import { carriedParts } from '../../src/main/services/reads/carried-parts.ts';
import { inflatedPart } from './exported.ts';

const BESIDE: CarriedBeside = { exchanges: [], trace: null, seen: (value) => value };

/** A run as it comes out of the report that carries it. */
export function carriedOf(run: ReadableRun, beside: Partial<CarriedBeside> = {}): CarriedRun {
  return readCarried(carriedParts(run, { ...BESIDE, ...beside }));
}

/** What the page of a report makes of its parts. */
export function readCarried(parts: ReturnType<typeof carriedParts>): CarriedRun {
  const { head, graded, latencies, phases, phaseSums, requests } = parts;
  const read = (part: string) => JSON.parse(inflatedPart(part).toString('utf8'));
  const numbers = {
    latencies: inflatedPart(latencies),
    phases: inflatedPart(phases),
    phaseSums: inflatedPart(phaseSums),
    requests: inflatedPart(requests),
  };
  return new CarriedRun(read(head), numbers, fromColumns(read(graded)) as CarriedSecond[]);
}
