import type { RunSecond } from '../../../contract/tick.ts';
import { hideCredentials, hideInAddresses } from '../../../contract/token-shape.ts';
import type { WatchedSecond } from '../../../contract/watch.ts';
import type { RunListing, RunRecord } from '../../storage/run-record.ts';
import { secretsOfRun } from '../plans/inputs/run-secrets.ts';
import { countingGrading } from '../regrading/run-gradings.ts';
import { mapTexts, type Redact } from '../secrets/redact.ts';
import { createRunRedactor, type RunRedactor } from '../secrets/run-redactor.ts';

/** A run as it is read, and what hides the secrets that are still to be seen in it. */
export interface ReadRun {
  readonly record: RunRecord;
  readonly redact: RunRedactor;
}

/**
 * Hides what was stored before the secrets of a run were known by name and shape. The file still holds what was written
 * then; nothing that is made of it does. The texts of its environment are not known any more: they were hidden when it
 * was stored.
 */
export function readRun(record: RunRecord): ReadRun {
  const { overrides } = record;
  const plan = withCountingThresholds(record);
  const source = { values: plan.values, classes: plan.scenarios };
  const redact = createRunRedactor(secretsOfRun({ plan, source, overrides, inputs: { secrets: {} } }), plan);
  const { name, planText, environment, endReason } = record;
  const written = redact.written({ name, plan, planText, overrides, environment });
  return { record: { ...record, ...written, endReason: redact.seen(endReason) }, redact };
}

/** The plan with the thresholds and the gate that count: those of another grading, where somebody chose it. */
function withCountingThresholds({ plan, gradings }: RunRecord): RunRecord['plan'] {
  const counting = gradings === undefined ? null : countingGrading(gradings);
  if (counting === null || counting.origin.kind === 'run') return plan;
  return { ...plan, thresholds: counting.thresholds, gate: counting.gate };
}

/** A list of a thousand runs reads no plans: names and reasons are all that may hold something. */
export function hideInListing(listing: RunListing): RunListing {
  return {
    ...listing,
    name: hideInAddresses(listing.name),
    endReason: mapTexts(listing.endReason, hideCredentials),
  };
}

/** Only what carries text of the target or of the plan is looked through; histograms and counts hold none. */
export function hideInSecond(second: RunSecond, { seen }: RunRedactor): RunSecond {
  return {
    ...second,
    failures: seen(second.failures),
    exemplars: seen(second.exemplars),
    streams: seen(second.streams),
    ...(second.watched === undefined
      ? {}
      : { watched: second.watched.map((one) => hideInWatched(one, seen)) }),
  };
}

/** Of hundreds of readings a second, a figure and its unit are nobody's secret: their names are looked through, and what is said. */
function hideInWatched({ gauges, ...told }: WatchedSecond, seen: Redact): WatchedSecond {
  const names = gauges.map(({ name }) => name);
  const hidden = seen(names);
  return {
    ...seen(told),
    gauges: hidden === names ? gauges : gauges.map((gauge, nth) => ({ ...gauge, name: hidden[nth] ?? '' })),
  };
}
