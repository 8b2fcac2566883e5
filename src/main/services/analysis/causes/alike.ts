import type { CauseKind } from '../../../../contract/why.ts';
import type { Observed } from './observed.ts';
import { LARGE, medianBytes } from './property-causes.ts';
import { INSIDE, SLOW, type SlowSet } from './slow-set.ts';
import { highSeconds } from './time-causes.ts';

/** A property that slow requests have about as often as the others. */
export interface Alike {
  readonly kind: CauseKind;
  /** As in a cause. @see Cause.value */
  readonly value: string;
  /** Of the slow requests, and of the others in the time asked about, the share that has it, 0 … 1. */
  readonly slow: number;
  readonly others: number;
}

/** Beyond this many times as often, it is neither the cause nor alike. */
const MAX_LIFT = 1.5;
/** A gauge that was recorded is looked at, but of so many no more than these are told of. */
const MAX_GAUGES = 3;
/** A value that fewer slow requests have is not looked at, as nothing could be said of it. */
const MIN_HAVING = 10;

/**
 * What was looked at and does not set slow requests apart. Of connections, addresses and statuses, of which there are many,
 * the one that is most common among the slow. What all requests have, or none, is left out: it could not tell them apart.
 */
export function alikeProperties(observed: Observed, set: SlowSet): Alike[] {
  const { kept, disturbed, gauges } = observed;
  const medians = medianBytes(observed, set);
  const isLarge = (row: number) => (kept.bytes[row] ?? 0) > LARGE * (medians[kept.endpoint[row] ?? 0] ?? 0);
  const inSeconds = (seconds: Uint8Array) => (row: number) => seconds[kept.second[row] ?? 0] === 1;
  const found = [
    one(observed, set, 'new-connection', '', (row) => kept.isNew[row] === 1),
    mostCommon(observed, set, 'connection', kept.connection),
    mostCommon(observed, set, 'address', kept.address),
    mostCommon(observed, set, 'status', kept.status),
    one(observed, set, 'large-body', '', isLarge),
    one(observed, set, 'disturbed', '', inSeconds(disturbed)),
    ...gauges
      .map(({ name, values }) => one(observed, set, 'gauge', name, inSeconds(highSeconds(values))))
      .slice(0, MAX_GAUGES),
  ];
  return found.filter(
    ({ slow, others }) => others > 0 && others < 1 && slow < 1 && slow <= MAX_LIFT * others,
  );
}

function one(
  { kept }: Observed,
  { rows }: SlowSet,
  kind: CauseKind,
  value: string,
  has: (row: number) => boolean,
): Alike {
  const slow = { all: 0, having: 0 };
  const others = { all: 0, having: 0 };
  for (let row = 0; row < kept.length; row += 1) {
    const standing = rows[row];
    if (standing !== SLOW && standing !== INSIDE) continue;
    const where = standing === SLOW ? slow : others;
    const weight = kept.weight[row] ?? 0;
    where.all += weight;
    if (has(row)) where.having += weight;
  }
  return {
    kind,
    value,
    slow: slow.having / Math.max(1, slow.all),
    others: others.having / Math.max(1, others.all),
  };
}

/** The value that most slow requests have. */
function mostCommon(
  observed: Observed,
  set: SlowSet,
  kind: CauseKind,
  values: Int32Array | Int16Array,
): Alike {
  const weights = new Map<number, number>();
  for (const row of set.slowRows) {
    const value = values[row] ?? 0;
    if (value >= 0) weights.set(value, (weights.get(value) ?? 0) + (observed.kept.weight[row] ?? 0));
  }
  const [most] = [...weights].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
  if (most === undefined || most[1] < MIN_HAVING) return { kind, value: '', slow: 0, others: 0 };
  return one(observed, set, kind, `${most[0]}`, (row) => values[row] === most[0]);
}
