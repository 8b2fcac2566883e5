import type { Stratum } from './association.ts';
import type { Membership } from './cause.ts';
import type { Observed } from './observed.ts';
import { OUTSIDE, SLOW, type SlowSet } from './slow-set.ts';

/** Of each endpoint within the time asked about: exact totals, and members as far as the kept rows tell. */
export function strataOf(observed: Observed, set: SlowSet, isMember: Membership): Stratum[] {
  return strataByValue(observed, set, { values: [1], read: (row) => (isMember(row) ? 1 : 0) })[0] ?? [];
}

/** The same of several groups at once, which are told apart by a value of their rows: in the order of these values. */
export function strataByValue(
  { kept, endpoints }: Observed,
  set: SlowSet,
  { values, read }: { readonly values: readonly number[]; read(row: number): number },
): Stratum[][] {
  const places = new Map(values.map((value, place) => [value, place * endpoints]));
  const members = new Float64Array(values.length * endpoints);
  const slowMembers = new Float64Array(values.length * endpoints);
  for (let row = 0; row < kept.length; row += 1) {
    if (set.rows[row] === OUTSIDE) continue;
    const from = places.get(read(row));
    if (from === undefined) continue;
    const at = from + (kept.endpoint[row] ?? 0);
    const weight = kept.weight[row] ?? 0;
    members[at] = (members[at] ?? 0) + weight;
    if (set.rows[row] === SLOW) slowMembers[at] = (slowMembers[at] ?? 0) + weight;
  }
  return values.map((_, place) =>
    Array.from({ length: endpoints }, (_, endpoint): Stratum => {
      const at = place * endpoints + endpoint;
      const total = set.totals[endpoint] ?? 0;
      const slow = set.slow[endpoint] ?? 0;
      return {
        total,
        slow,
        members: Math.min(members[at] ?? 0, total),
        slowMembers: Math.min(slowMembers[at] ?? 0, slow),
        ...sizeOf(set, endpoint),
      };
    }),
  );
}

function sizeOf({ effectiveSizes }: SlowSet, endpoint: number): Pick<Stratum, 'effectiveSize'> {
  const own = effectiveSizes[endpoint];
  return own === undefined ? {} : { effectiveSize: own };
}
