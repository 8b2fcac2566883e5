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
/** Of a longer stretch, those next to it are tried, and as many spread over all the others. */
const MAX_SHIFTS = 600;
/** A gauge that was high once may have been so for the same reason, or for another. */
const MIN_EPISODES = 3;

/** Seconds in which Plimsoll was disturbed, or a gauge was high, if slow requests lie there rather than elsewhere. */
export function timeCauses(observed: Observed, set: SlowSet, exact: SecondCounts): Candidate[] {
  const { disturbed, gauges, kept } = observed;
  const found: Candidate[] = [];
  const consider = (kind: CauseKind, value: string, seconds: Uint8Array, episodes: number) => {
    for (const endpoint of [null, ...Array.from(set.cuts, (_, index) => index)]) {
      const shifted = associationsOf(observed, set, exact, { seconds, endpoint });
      const association = shifted(0);
      if (!isCause(association)) continue;
      if (episodesOf(observed, set, exact, { seconds, endpoint }) < episodes) continue;
      if (!beatsShifts(set.area, association, shifted)) continue;
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
  readonly endpoint: number | null;
}

/** How far slowness goes together with seconds of interest that are looked at so many seconds earlier, round the area. */
type Shifted = (shift: number) => Association;

function associationsOf(
  { endpoints, seconds: length }: Observed,
  { area }: SlowSet,
  { totals, slow }: SecondCounts,
  { seconds, endpoint: only }: Choice,
): Shifted {
  const span = area.toSecond - area.fromSecond + 1;
  const places: number[] = [];
  for (let place = 0; place < span; place += 1) {
    if (seconds[area.fromSecond + place] === 1) places.push(place);
  }
  const [first, last] = only === null ? [0, endpoints - 1] : [only, only];
  const all: Pick<Stratum, 'total' | 'slow'>[] = [];
  for (let endpoint = first; endpoint <= last; endpoint += 1) {
    const from = endpoint * length + area.fromSecond;
    all.push({ total: sumOf(totals, from, span), slow: sumOf(slow, from, span) });
  }
  // Only the seconds of interest are gone through anew, which are few.
  return (shift) =>
    associate(
      all.map((stratum, nth): Stratum => {
        const from = (first + nth) * length + area.fromSecond;
        let members = 0;
        let slowMembers = 0;
        for (const place of places) {
          const cell = from + ((place - shift + span) % span);
          members += totals[cell] ?? 0;
          slowMembers += slow[cell] ?? 0;
        }
        return { ...stratum, members, slowMembers };
      }),
    );
}

function sumOf(counts: Float64Array, from: number, length: number): number {
  let sum = 0;
  for (let cell = from; cell < from + length; cell += 1) sum += counts[cell] ?? 0;
  return sum;
}

function beatsShifts(
  { fromSecond, toSecond }: SlowSet['area'],
  { attributable }: Association,
  shifted: Shifted,
): boolean {
  return shiftsOf(toSecond - fromSecond + 1).every(
    (shift) => attributable >= BEATS_SHIFTS_BY * shifted(shift).attributable,
  );
}

/** By how many seconds a stretch is shifted, round its end; it costs what a stretch has seconds, so of a long one not by each. */
function shiftsOf(span: number): number[] {
  const [first, last] = [MIN_SHIFT_SECONDS, span - MIN_SHIFT_SECONDS];
  const count = Math.max(0, last - first + 1);
  if (count <= MAX_SHIFTS) return Array.from({ length: count }, (_, nth) => first + nth);
  const near = MAX_SHIFTS / 4;
  const between = count - 2 * near;
  return [
    ...Array.from({ length: near }, (_, nth) => first + nth),
    ...Array.from({ length: 2 * near }, (_, nth) => first + near + Math.floor((nth * between) / (2 * near))),
    ...Array.from({ length: near }, (_, nth) => last - nth),
  ];
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
export function highSeconds(values: Float32Array): Uint8Array {
  const limit = highFrom(values);
  return Uint8Array.from(values, (value) => (value >= limit ? 1 : 0));
}

/** From where on the readings of a gauge are high; infinite where it never stood out. */
export function highFrom(values: Float32Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const limit = known[Math.floor(known.length * (1 - HIGH_SHARE))] ?? Number.POSITIVE_INFINITY;
  const usual = known[Math.floor(known.length / 2)] ?? 0;
  return limit > usual ? limit : (known.find((value) => value > usual) ?? Number.POSITIVE_INFINITY);
}
