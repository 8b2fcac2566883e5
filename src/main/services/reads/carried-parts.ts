import { toColumns } from '../../../contract/json-columns.ts';
import type { Bytes } from '../../../contract/units.ts';
import type { CarriedPart } from '../analysis/carrying/carried-run.ts';
import { type CarriedBeside, requestsWithin, runToCarry } from '../analysis/carrying/carry-run.ts';
import type { ReadableRun } from '../analysis/reading/readable-run.ts';
import { packed } from '../reports/packed.ts';

/** So much of a report may be figures of single requests; all else of it is as long as the run is. */
const MAX_REQUESTS: Bytes = 700_000;

/** What a report carries of a run beside its document, each part packed. */
export function carriedParts(run: ReadableRun, beside: CarriedBeside): Readonly<Record<CarriedPart, string>> {
  const carried = runToCarry(run, beside);
  const { head, latencies, phases, phaseSums } = carried;
  return {
    head: packed(JSON.stringify(head)),
    latencies: packed(latencies),
    phases: packed(phases),
    phaseSums: packed(phaseSums),
    graded: packed(JSON.stringify(toColumns(beside.graded?.seconds ?? []))),
    requests: requestsWithin(carried, MAX_REQUESTS, packed),
  };
}
