import { bandOf, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { PHASES } from '../../../../contract/tick.ts';
import { associate, isCause } from './association.ts';
import type { Candidate } from './cause.ts';
import { type Observed, phaseUs } from './observed.ts';
import type { SlowSet } from './slow-set.ts';
import { strataOf } from './strata.ts';

/** Windows in which a peak is looked for: half an octave, and wider, where few are scattered far. */
const WIDTHS = [2, 4, 8];
/** A peak stands out of the valley before it by so many standard errors. */
const MIN_CONTRAST = 6;
/** By so many where nothing at all lies for two octaves before it: no spread of one kind leaves that. */
const MIN_CONTRAST_APART = 4;
const APART = 8;
const MIN_BEYOND = 20;
const MIN_SHARE_OF_SLOW = 0.25;
/** Of the second kind so many are slow: timers of whole milliseconds make a comb of two kinds, neither of which is. */
const MIN_SLOW_OF_KIND = 0.1;
/** Where so large a share of the endpoints has it, it is one common cause. */
const COMMON_SHARE = 1 / 3;
/** An endpoint takes part in a common cause with so many requests. */
const MIN_OF_ENDPOINT = 3;
/** Where the usual of every endpoint is laid when they are looked at together. */
const MIDDLE = 30;

/** From which band on a phase of an endpoint is of the second kind; undefined: it has only one. */
type Beginnings = ReadonlyMap<number, number>;

/**
 * Phases that come in two kinds: most take their time, some take much longer. First of all endpoints together, each
 * measured by its own usual; then of each.
 */
export function populations(observed: Observed, set: SlowSet): Candidate[] {
  const { endpoints } = observed;
  return PHASES.flatMap((_, phase) => {
    const bands = Array.from({ length: endpoints }, (_, endpoint) =>
      phaseBands(observed, set, endpoint, phase),
    );
    const common = commonBeginnings(bands, set);
    const candidate =
      common === null ? [] : candidateOf(observed, set, { phase, beginnings: common, endpoint: null });
    if (candidate.length > 0) return candidate;
    const found = bands.flatMap((own, endpoint): [endpoint: number, from: number][] => {
      const from = secondFrom(own, MIN_SHARE_OF_SLOW * (set.slow[endpoint] ?? 0));
      return from === null ? [] : [[endpoint, from]];
    });
    if (isCommon(found.length, endpoints)) {
      return candidateOf(observed, set, { phase, beginnings: new Map(found), endpoint: null });
    }
    return found.flatMap(([endpoint, from]) =>
      candidateOf(observed, set, { phase, beginnings: new Map([[endpoint, from]]), endpoint }),
    );
  });
}

function isCommon(count: number, endpoints: number): boolean {
  return count >= Math.max(2, endpoints * COMMON_SHARE);
}

interface Found {
  readonly phase: number;
  readonly beginnings: Beginnings;
  readonly endpoint: number | null;
}

function candidateOf(observed: Observed, set: SlowSet, { phase, beginnings, endpoint }: Found): Candidate[] {
  const { kept } = observed;
  const isMember = (row: number) => {
    const from = beginnings.get(kept.endpoint[row] ?? 0);
    return from !== undefined && bandOf(phaseUs(kept, row, phase)) >= from;
  };
  const strata = strataOf(observed, set, isMember);
  const association = associate(endpoint === null ? strata : strata.filter((_, index) => index === endpoint));
  const value = PHASES[phase] ?? '';
  return isCause(association) && association.precision >= MIN_SLOW_OF_KIND
    ? [{ kind: 'phase', endpoint, value, association, span: null, isMember }]
    : [];
}

function phaseBands(
  observed: Observed,
  { area }: SlowSet,
  endpoint: number,
  phase: number,
): ArrayLike<number> {
  const name = PHASES[phase];
  return name === undefined ? [] : observed.phaseBands(endpoint, name, area.fromSecond, area.toSecond);
}

/** Where the second kind of a phase begins at each endpoint, if all of them together show it and enough of them have it. */
function commonBeginnings(bands: readonly ArrayLike<number>[], { count }: SlowSet): Beginnings | null {
  const usual = bands.map(usualBand);
  const together = new Float64Array(LATENCY_BANDS);
  for (const [endpoint, own] of bands.entries()) {
    for (let band = 0; band < LATENCY_BANDS; band += 1) {
      const place = Math.max(0, Math.min(LATENCY_BANDS - 1, band - (usual[endpoint] ?? 0) + MIDDLE));
      together[place] = (together[place] ?? 0) + (own[band] ?? 0);
    }
  }
  const from = secondFrom(together, MIN_SHARE_OF_SLOW * count);
  if (from === null) return null;
  const beginnings = new Map<number, number>();
  for (const [endpoint, own] of bands.entries()) {
    const begins = from - MIDDLE + (usual[endpoint] ?? 0);
    if (beyond(own, begins) >= MIN_OF_ENDPOINT) beginnings.set(endpoint, begins);
  }
  return isCommon(beginnings.size, bands.length) ? beginnings : null;
}

/**
 * Where a second population begins: after the main peak, behind the deepest valley before a peak that stands out of it,
 * (peak − valley) / √(peak + valley) > 6, or > 4 behind two octaves of nothing.
 * @param least so many have to lie beyond the valley
 */
function secondFrom(bands: ArrayLike<number>, least: number): number | null {
  for (const width of WIDTHS) {
    const from = secondByWindows(bands, width);
    if (from !== null && beyond(bands, from) >= Math.max(MIN_BEYOND, least)) return from;
  }
  return null;
}

function secondByWindows(bands: ArrayLike<number>, width: number): number | null {
  const windows = Float64Array.from({ length: LATENCY_BANDS - width + 1 }, (_, first) => {
    let sum = 0;
    for (let band = first; band < first + width; band += 1) sum += bands[band] ?? 0;
    return sum;
  });
  const main = windows.indexOf(windows.reduce((most, here) => Math.max(most, here), 0));
  let valley = main;
  let found: number | null = null;
  let most = MIN_CONTRAST;
  let empty = 0;
  for (let window = main + 1; window < windows.length; window += 1) {
    const here = windows[window] ?? 0;
    const lowest = windows[valley] ?? 0;
    empty = here === 0 ? empty + 1 : 0;
    if (empty === APART && found === null) most = MIN_CONTRAST_APART;
    if (here <= lowest) {
      valley = window;
      continue;
    }
    const contrast = (here - lowest) / Math.sqrt(here + lowest);
    if (contrast > most) {
      most = contrast;
      found = valley + Math.ceil(width / 2);
    }
  }
  return found;
}

/** The band of the median. */
function usualBand(bands: ArrayLike<number>): number {
  const half = beyond(bands, 0) / 2;
  let before = 0;
  for (let band = 0; band < bands.length; band += 1) {
    before += bands[band] ?? 0;
    if (before >= half) return band;
  }
  return 0;
}

function beyond(bands: ArrayLike<number>, from: number): number {
  let sum = 0;
  for (let band = Math.max(0, from); band < bands.length; band += 1) sum += bands[band] ?? 0;
  return sum;
}
