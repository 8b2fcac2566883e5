import { type AppliedLoad, levelAt, unitOf } from '../../../../contract/applied-load.ts';
import {
  MICROS_PER_SECOND,
  type Micros,
  type Millis,
  microsToMillis,
  millisToMicros,
} from '../../../../contract/units.ts';

/** Of a climb, steps up to this length are steps of it; a level that is held longer is one of its own. */
const LONGEST_STEP_US: Micros = 10 * MICROS_PER_SECOND;

/**
 * The moments at which a load changes from one straight piece to another, in any class. Users that several classes share
 * start one by one, each a step in the profile of its class: a climb (or fall) of such steps is one piece.
 */
export class LoadCuts {
  readonly #steps: ReadonlySet<Micros>;

  constructor(planned: readonly AppliedLoad[]) {
    this.#steps = new Set(stepsOf(planned));
  }

  /** In ascending order, 0 among them. @param acts when somebody steered: each is a cut, whatever it changed */
  of(load: readonly AppliedLoad[], acts: readonly Micros[]): Micros[] {
    const own = boundariesOf(load).filter((atUs) => !this.#steps.has(atUs));
    return sorted([0, ...own, ...acts]);
  }
}

/** The boundaries of a plan that are one user or connection more, or less, at an even beat. */
function stepsOf(load: readonly AppliedLoad[]): Micros[] {
  const bounds = boundariesOf(load);
  return bounds.filter((atUs, index) => {
    const [before, after] = [bounds[index - 1], bounds[index + 1]];
    if (before === undefined || after === undefined) return false;
    const [shorter, longer] = [Math.min(atUs - before, after - atUs), Math.max(atUs - before, after - atUs)];
    return longer <= Math.min(LONGEST_STEP_US, 2 * shorter) && isStep(load, atUs);
  });
}

function isStep(load: readonly AppliedLoad[], atUs: Micros): boolean {
  const atMs = microsToMillis(atUs);
  let jump = 0;
  for (const one of load) {
    // Boundaries are rounded: a moment to either side is surely in the piece there.
    const own = levelAt(one.segments, atMs + MOMENT_MS) - levelAt(one.segments, atMs - MOMENT_MS);
    if (unitOf(one) === 'rate' && Math.abs(own) > SLOPE) return false;
    jump += own;
  }
  return Math.abs(Math.abs(jump) - 1) <= SLOPE;
}

const MOMENT_MS: Millis = 0.001;
/** What a steep ramp does in such a moment. */
const SLOPE = 0.01;

function boundariesOf(load: readonly AppliedLoad[]): Micros[] {
  return sorted(
    load.flatMap(({ segments }) =>
      segments.flatMap(({ startMs, durationMs }) => [
        millisToMicros(startMs),
        millisToMicros(startMs + durationMs),
      ]),
    ),
  );
}

function sorted(times: readonly Micros[]): Micros[] {
  return [...new Set(times.map(Math.round))].sort((a, b) => a - b);
}
