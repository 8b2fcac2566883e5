import type { Area, Scope } from '../../../../contract/area.ts';
import { bandOf, isTimeAlone, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { LightCursor } from '../../../../contract/light-requests.ts';
import type { Selection } from '../../../../contract/selection.ts';
import { PHASES } from '../../../../contract/tick.ts';
import { type Micros, microsToMillis } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import type { BandCounts } from './band-counts.ts';
import { histogramOf, isPhaseOf, type ReadableRun } from './readable-run.ts';
import type { Span } from './roll-ups.ts';

interface PhasesAsked {
  readonly series: readonly number[];
  readonly clock: Scope['clock'];
  readonly area: Area;
  readonly against: Area | undefined;
  /** Where the run begins that the area is compared with the rest of. */
  from(series: number): number;
  /** Successes of both sides, exact. */
  readonly here: number;
  readonly there: number;
}

/** Time in each phase, all requests together; `kept`: how many they were estimated from, null where they are exact. */
interface PhaseSums {
  readonly us: readonly Micros[];
  readonly kept: number | null;
}

/**
 * Mean time in each phase, here and there. Exact of a stretch of time. Of one that is bounded by latency as well,
 * estimated: what the kept requests of a cell took, as often as the cell has requests.
 */
export function selectedPhases(
  run: ReadableRun,
  bands: BandCounts,
  { series, clock, area, against, from, here, there }: PhasesAsked,
): Pick<Selection, 'phases' | 'phasesFrom'> {
  const sumsOf = (one: Area) =>
    isTimeAlone(one)
      ? exactSums(run, { series, clock, spanOf: () => ({ from: one.fromSecond, to: one.toSecond }) })
      : estimatedSums(run, bands, { series, clock, area: one });
  const inside = sumsOf(area);
  const outside =
    against === undefined
      ? restOf(
          exactSums(run, { series, clock, spanOf: (one) => ({ from: from(one), to: run.seconds - 1 }) }),
          inside,
        )
      : sumsOf(against);
  const estimates = [inside.kept, outside.kept].filter((kept) => kept !== null);
  return {
    phases: PHASES.map((phase, place) => ({
      phase,
      hereMs: microsToMillis((inside.us[place] ?? 0) / Math.max(1, here)),
      thereMs: microsToMillis((outside.us[place] ?? 0) / Math.max(1, there)),
    })),
    phasesFrom: estimates.length === 0 ? null : estimates.reduce((sum, kept) => sum + kept, 0),
  };
}

/** The rest is no estimate of its own: it is told by the kept requests of the area. */
function restOf(whole: PhaseSums, part: PhaseSums): PhaseSums {
  return { us: whole.us.map((us, place) => Math.max(0, us - (part.us[place] ?? 0))), kept: null };
}

type SumsAsked = Pick<PhasesAsked, 'series' | 'clock' | 'area'>;

function exactSums(
  run: ReadableRun,
  { series, clock, spanOf }: Omit<SumsAsked, 'area'> & { spanOf(series: number): Span },
): PhaseSums {
  const scratch = new BucketCounts();
  const us = PHASES.map((phase) => {
    if (!isPhaseOf(clock, phase)) return 0;
    scratch.clear();
    for (const one of series) run.addTo(scratch, one, phase, spanOf(one));
    return scratch.sum;
  });
  return { us, kept: null };
}

/** A cell: weight of what was kept of it, then time in each phase by that weight. */
const CELL = 1 + PHASES.length;

function estimatedSums(run: ReadableRun, bands: BandCounts, { series, clock, area }: SumsAsked): PhaseSums {
  const places = new Map(series.map((one, place) => [one, place]));
  const cells = new Float64Array(series.length * LATENCY_BANDS * CELL);
  const exact = bands.of(series, histogramOf(clock));
  const counts = new Uint32Array(LATENCY_BANDS);
  const us = new Float64Array(PHASES.length);
  let kept = 0;
  let requests = 0;
  let covered = 0;
  for (let second = area.fromSecond; second <= Math.min(area.toSecond, run.seconds - 1); second += 1) {
    kept += addKept(run.facts(second)?.light ?? null, { places, clock, area }, cells);
    for (const place of places.values()) {
      exact[place]?.addTo(counts.fill(0), 0, second);
      for (let band = area.fromBand; band <= area.toBand; band += 1) {
        const count = counts[band] ?? 0;
        const at = (place * LATENCY_BANDS + band) * CELL;
        const weight = cells[at] ?? 0;
        requests += count;
        if (weight === 0) continue;
        covered += count;
        for (let phase = 0; phase < PHASES.length; phase += 1) {
          us[phase] = (us[phase] ?? 0) + (count * (cells[at + 1 + phase] ?? 0)) / weight;
        }
        // Empty for the next second: of all cells few are ever used.
        cells.fill(0, at, at + CELL);
      }
    }
  }
  // Of cells of which nothing was kept, as much as of the others.
  const scale = covered === 0 ? 0 : requests / covered;
  return { us: Array.from(us, (sum) => scale * sum), kept };
}

function addKept(
  light: Uint8Array | null,
  {
    places,
    clock,
    area,
  }: { readonly places: ReadonlyMap<number, number> } & Pick<PhasesAsked, 'clock' | 'area'>,
  cells: Float64Array,
): number {
  let kept = 0;
  if (light === null) return kept;
  for (const cursor = new LightCursor(light); cursor.next(); ) {
    const place = places.get(cursor.series);
    if (place === undefined || cursor.hasFailed) continue;
    const band = bandOf(cursor.durationUs(clock));
    if (band < area.fromBand || band > area.toBand) continue;
    kept += 1;
    const at = (place * LATENCY_BANDS + band) * CELL;
    const { weight } = cursor;
    cells[at] = (cells[at] ?? 0) + weight;
    for (let phase = 0; phase < PHASES.length; phase += 1) {
      cells[at + 1 + phase] = (cells[at + 1 + phase] ?? 0) + weight * cursor.phaseUs(phase, clock);
    }
  }
  return kept;
}
