import type { CauseKind } from '../../../../contract/why.ts';
import { type Association, associate, isCause, type Stratum } from './association.ts';
import type { Candidate } from './cause.ts';
import type { Observed } from './observed.ts';
import type { SecondCounts } from './second-counts.ts';
import type { SlowSet } from './slow-set.ts';

/** A gauge is high in this share of its seconds. */
const HIGH_SHARE = 0.07;
/** What moves together by chance moves together as well a few seconds later. */
const MIN_SHIFT_SECONDS = 3;
const BEATS_SHIFTS_BY = 1.25;
/** A gauge that was high once may have been so for the same reason, or for another. */
const MIN_EPISODES = 3;

/** Seconds in which Plimsoll was disturbed, or a gauge was high, if slow requests lie there rather than elsewhere. */
export function timeCauses(observed: Observed, set: SlowSet, exact: SecondCounts): Candidate[] {
  const { disturbed, gauges, kept } = observed;
  const found: Candidate[] = [];
  const consider = (kind: CauseKind, value: string, seconds: Uint8Array, episodes: number) => {
    for (const endpoint of [null, ...Array.from(set.cuts, (_, index) => index)]) {
      const association = associateSeconds(observed, set, exact, { seconds, shift: 0, endpoint });
      if (!isCause(association)) continue;
      if (episodesOf(observed, set, exact, { seconds, shift: 0, endpoint }) < episodes) continue;
      if (!beatsShifts(observed, set, exact, { seconds, endpoint, attributable: association.attributable }))
        continue;
      const isMember = (row: number) => seconds[kept.second[row] ?? 0] === 1;
      found.push({ kind, endpoint, value, association, span: null, isMember });
    }
  };
  consider('disturbed', '', disturbed, 1);
  for (const { name, values } of gauges) consider('gauge', name, highSeconds(values), MIN_EPISODES);
  return found;
}

interface Choice {
  /** 1: a second of interest. */
  readonly seconds: Uint8Array;
  /** Looked at so many seconds later, round the area. */
  readonly shift: number;
  readonly endpoint: number | null;
}

function associateSeconds(
  { endpoints, seconds: length }: Observed,
  { area }: SlowSet,
  { totals, slow }: SecondCounts,
  { seconds, shift, endpoint: only }: Choice,
): Association {
  const span = area.toSecond - area.fromSecond + 1;
  const strata: Stratum[] = [];
  for (let endpoint = only ?? 0; endpoint < (only === null ? endpoints : only + 1); endpoint += 1) {
    const stratum = { total: 0, slow: 0, members: 0, slowMembers: 0 };
    for (let place = 0; place < span; place += 1) {
      const cell = endpoint * length + area.fromSecond + place;
      const all = totals[cell] ?? 0;
      const beyond = slow[cell] ?? 0;
      stratum.total += all;
      stratum.slow += beyond;
      if (seconds[area.fromSecond + ((place + shift) % span)] !== 1) continue;
      stratum.members += all;
      stratum.slowMembers += beyond;
    }
    strata.push(stratum);
  }
  return associate(strata);
}

function beatsShifts(
  observed: Observed,
  set: SlowSet,
  exact: SecondCounts,
  { seconds, endpoint, attributable }: Omit<Choice, 'shift'> & { readonly attributable: number },
): boolean {
  const span = set.area.toSecond - set.area.fromSecond + 1;
  for (let shift = MIN_SHIFT_SECONDS; shift <= span - MIN_SHIFT_SECONDS; shift += 1) {
    const shifted = associateSeconds(observed, set, exact, { seconds, shift, endpoint });
    if (attributable < BEATS_SHIFTS_BY * shifted.attributable) return false;
  }
  return true;
}

/** Runs of seconds of interest in which something was slow. */
function episodesOf(
  { endpoints, seconds: length }: Observed,
  { area }: SlowSet,
  { slow }: SecondCounts,
  { seconds, endpoint: only }: Choice,
): number {
  let episodes = 0;
  let isSlow = false;
  for (let second = area.fromSecond; second <= area.toSecond; second += 1) {
    if (seconds[second] !== 1) {
      isSlow = false;
      continue;
    }
    for (let endpoint = only ?? 0; endpoint < (only === null ? endpoints : only + 1); endpoint += 1) {
      if (isSlow || slow[endpoint * length + second] === 0) continue;
      isSlow = true;
      episodes += 1;
    }
  }
  return episodes;
}

/** 1 where a gauge is among its highest readings. */
export function highSeconds(values: Float64Array): Uint8Array {
  const limit = highFrom(values);
  return Uint8Array.from(values, (value) => (value >= limit ? 1 : 0));
}

/** From where on the readings of a gauge are high; infinite where it never stood out. */
export function highFrom(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const limit = known[Math.floor(known.length * (1 - HIGH_SHARE))] ?? Number.POSITIVE_INFINITY;
  const usual = known[Math.floor(known.length / 2)] ?? 0;
  return limit > usual ? limit : (known.find((value) => value > usual) ?? Number.POSITIVE_INFINITY);
}
