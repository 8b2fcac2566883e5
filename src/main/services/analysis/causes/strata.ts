import type { Stratum } from './association.ts';
import type { Membership } from './cause.ts';
import type { Observed } from './observed.ts';
import { OUTSIDE, SLOW, type SlowSet } from './slow-set.ts';

/** Of each endpoint within the time asked about: exact totals, and members as far as the kept rows tell. */
export function strataOf({ kept, endpoints }: Observed, set: SlowSet, isMember: Membership): Stratum[] {
  const members = new Float64Array(endpoints);
  const slowMembers = new Float64Array(endpoints);
  for (let row = 0; row < kept.length; row += 1) {
    if (set.rows[row] === OUTSIDE || !isMember(row)) continue;
    const endpoint = kept.endpoint[row] ?? 0;
    const weight = kept.weight[row] ?? 0;
    members[endpoint] = (members[endpoint] ?? 0) + weight;
    if (set.rows[row] === SLOW) slowMembers[endpoint] = (slowMembers[endpoint] ?? 0) + weight;
  }
  return Array.from(members, (here, endpoint) => {
    const total = set.totals[endpoint] ?? 0;
    const slow = set.slow[endpoint] ?? 0;
    return {
      total,
      slow,
      members: Math.min(here, total),
      slowMembers: Math.min(slowMembers[endpoint] ?? 0, slow),
    };
  });
}
