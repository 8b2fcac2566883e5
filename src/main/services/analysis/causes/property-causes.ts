import type { CauseKind } from '../../../../contract/why.ts';
import { associate, isCause, type Stratum } from './association.ts';
import type { Candidate, Membership } from './cause.ts';
import type { KeptRows, Observed } from './observed.ts';
import { OUTSIDE, SLOW, type SlowSet } from './slow-set.ts';
import { liesInSpikes, liesInStandstills } from './spikes.ts';
import { strataByValue } from './strata.ts';

/** A body so many times the usual one of its endpoint is large. */
export const LARGE = 10;
/** A property has to explain so much of its share within the same endpoint and stretch too. */
const KEPT_WITHIN = 0.5;
const STRETCH_SECONDS = 10;
/** Connections are many; those with fewer slow requests than a cause needs are not looked at. */
const MIN_SLOW = 10;

interface Property {
  readonly kind: CauseKind;
  /** The value of a row; negative: not known, or not of interest. */
  valueOf(row: number): number;
  /** False: of the values, only those that are 1 are candidates. */
  readonly isOpen: boolean;
  /** Whether a request has it depends on how many are open: in a spike others are taken, or new ones opened. */
  readonly isTaken: boolean;
}

/** What slow requests have in common that others have not: connection, address, being its first, status, a large body. */
export function propertyCauses(observed: Observed, set: SlowSet): Candidate[] {
  const { kept } = observed;
  const medians = medianBytes(observed, set);
  const properties: Property[] = [
    { kind: 'connection', isOpen: true, isTaken: true, valueOf: (row) => kept.connection[row] ?? 0 },
    { kind: 'address', isOpen: true, isTaken: false, valueOf: (row) => kept.address[row] ?? 0 },
    { kind: 'status', isOpen: true, isTaken: false, valueOf: (row) => kept.status[row] ?? 0 },
    { kind: 'new-connection', isOpen: false, isTaken: true, valueOf: (row) => kept.isNew[row] ?? 0 },
    {
      kind: 'large-body',
      isOpen: false,
      isTaken: false,
      valueOf: (row) => ((kept.bytes[row] ?? 0) > LARGE * (medians[kept.endpoint[row] ?? 0] ?? 0) ? 1 : 0),
    },
  ];
  return properties.flatMap((property) => {
    const values = valuesOf(property, kept, set);
    const strata = strataByValue(observed, set, { values, read: property.valueOf });
    return values.flatMap((value, place) =>
      candidatesOf({ property, value, strata: strata[place] ?? [] }, observed, set),
    );
  });
}

/** Values that enough slow rows have. */
function valuesOf({ valueOf: of, isOpen }: Property, kept: KeptRows, { slowRows }: SlowSet): number[] {
  const slow = new Map<number, number>();
  for (const row of slowRows) {
    const value = of(row);
    if (isOpen ? value >= 0 : value === 1) slow.set(value, (slow.get(value) ?? 0) + (kept.weight[row] ?? 0));
  }
  return [...slow].filter(([, count]) => count >= MIN_SLOW).map(([value]) => value);
}

/** A value of a property, and what has it. */
interface Valued {
  readonly property: Property;
  readonly value: number;
  readonly strata: readonly Stratum[];
}

function candidatesOf({ property, value, strata }: Valued, observed: Observed, set: SlowSet): Candidate[] {
  const isMember: Membership = (row) => property.valueOf(row) === value;
  const { kept } = observed;
  const found: Candidate[] = [];
  const consider = (endpoint: number | null, chosen: readonly Stratum[]) => {
    const association = associate(chosen);
    if (!isCause(association)) return;
    const within = attributableWithin(observed, set, isMember, endpoint);
    if (within < KEPT_WITHIN * association.attributable) return;
    const isOf: Membership =
      endpoint === null ? isMember : (row) => kept.endpoint[row] === endpoint && isMember(row);
    if (property.isTaken && (liesInSpikes(observed, set, isMember) || liesInStandstills(observed, set, isOf)))
      return;
    const isNamed = property.isOpen;
    found.push({
      kind: property.kind,
      endpoint,
      value: isNamed ? `${value}` : '',
      association,
      span: null,
      isMember,
    });
  };
  consider(null, strata);
  for (const [endpoint, stratum] of strata.entries()) consider(endpoint, [stratum]);
  return found;
}

/** What a property explains where only requests of the same endpoint and the same ten seconds are compared. */
function attributableWithin(
  { kept, seconds }: Observed,
  set: SlowSet,
  isMember: Membership,
  only: number | null,
): number {
  const stretches = Math.ceil(seconds / STRETCH_SECONDS);
  const cells = new Map<number, { total: number; slow: number; members: number; slowMembers: number }>();
  for (let row = 0; row < kept.length; row += 1) {
    const endpoint = kept.endpoint[row] ?? 0;
    if (set.rows[row] === OUTSIDE || (only !== null && endpoint !== only)) continue;
    const key = endpoint * stretches + Math.floor((kept.second[row] ?? 0) / STRETCH_SECONDS);
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { total: 0, slow: 0, members: 0, slowMembers: 0 };
      cells.set(key, cell);
    }
    const weight = kept.weight[row] ?? 0;
    const isSlow = set.rows[row] === SLOW;
    cell.total += weight;
    if (isSlow) cell.slow += weight;
    if (!isMember(row)) continue;
    cell.members += weight;
    if (isSlow) cell.slowMembers += weight;
  }
  return associate(cells.values()).attributable;
}

/** Rows are numbered in the low digits of what is sorted: so many fit beside the bytes of a body. */
const ROW_DIGITS = 2 ** 22;

/** The usual body of each endpoint, in bytes. */
export function medianBytes({ kept, endpoints }: Observed, { rows }: SlowSet): Float64Array {
  // Numbers are sorted ten times as fast as pairs of them, and there are hundreds of thousands.
  const keys = new Float64Array(kept.length);
  const weights = new Float64Array(endpoints);
  let length = 0;
  for (let row = 0; row < kept.length; row += 1) {
    if (rows[row] === OUTSIDE) continue;
    keys[length++] =
      Math.min(2 ** 31 - 1, Math.floor(kept.bytes[row] ?? 0)) * ROW_DIGITS + (row % ROW_DIGITS);
    const endpoint = kept.endpoint[row] ?? 0;
    weights[endpoint] = (weights[endpoint] ?? 0) + (kept.weight[row] ?? 0);
  }
  const left = weights.map((weight) => weight / 2);
  const medians = new Float64Array(endpoints).fill(Number.NaN);
  for (const key of keys.subarray(0, length).sort()) {
    const row = key % ROW_DIGITS;
    const endpoint = kept.endpoint[row] ?? 0;
    left[endpoint] = (left[endpoint] ?? 0) - (kept.weight[row] ?? 0);
    if ((left[endpoint] ?? 0) <= 0 && Number.isNaN(medians[endpoint]))
      medians[endpoint] = kept.bytes[row] ?? 0;
  }
  return medians.map((bytes) => (Number.isNaN(bytes) ? 0 : bytes));
}
