import type { RequestDetail } from '../../../../contract/request-rows.ts';
import { PHASES, type Phase } from '../../../../contract/tick.ts';
import type { Micros } from '../../../../contract/units.ts';

/** A phase of one request beside that of the median request; offsets from where each began, on one scale. */
export interface WaterfallLine {
  readonly phase: Phase;
  /** 0: it had none. */
  readonly tookUs: Micros;
  readonly fromUs: Micros;
  readonly medianUs: Micros;
  readonly medianFromUs: Micros;
  readonly difference: 'alike' | 'reused' | 'none' | { readonly us: Micros };
}

export interface Waterfall {
  readonly lines: readonly WaterfallLine[];
  /** Where the scale ends. */
  readonly scaleUs: Micros;
}

/** Differences of less than this, or of less than a quarter of the median, are within what is usual. */
const ALIKE_US: Micros = 2_000;
const ALIKE_SHARE = 0.25;
/** Phases that a request on a connection which stood already has not. */
const OPENING: readonly Phase[] = ['dns', 'connect', 'tls'];

export function waterfallOf({
  row,
  medianPhasesUs,
}: Pick<RequestDetail, 'row' | 'medianPhasesUs'>): Waterfall {
  let [fromUs, medianFromUs] = [0, 0];
  const lines = PHASES.map((phase, at): WaterfallLine => {
    const [tookUs, medianUs] = [row.phasesUs[at] ?? 0, medianPhasesUs[at] ?? 0];
    const line = {
      phase,
      tookUs,
      fromUs,
      medianUs,
      medianFromUs,
      difference: differenceOf(row.isNew, phase, tookUs - medianUs, medianUs),
    };
    fromUs += tookUs;
    medianFromUs += medianUs;
    return tookUs === 0 && medianUs === 0
      ? { ...line, difference: OPENING.includes(phase) && !row.isNew ? 'reused' : 'none' }
      : line;
  });
  // Sending is a phase of large bodies only.
  return {
    lines: lines.filter(({ phase, tookUs, medianUs }) => phase !== 'send' || tookUs + medianUs > 0),
    scaleUs: Math.max(1, fromUs, medianFromUs),
  };
}

function differenceOf(
  isNew: boolean,
  phase: Phase,
  us: Micros,
  medianUs: Micros,
): WaterfallLine['difference'] {
  if (OPENING.includes(phase) && !isNew) return 'reused';
  return Math.abs(us) < Math.max(ALIKE_US, ALIKE_SHARE * medianUs) ? 'alike' : { us };
}
