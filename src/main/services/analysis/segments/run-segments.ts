import {
  type AppliedLoad,
  plannedMessageRate,
  segmentsFrom,
  segmentsUpTo,
  unitOf,
} from '../../../../contract/applied-load.ts';
import { addCounts, noCounts } from '../../../../contract/counts.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { SegmentSummary } from '../../../../contract/segments.ts';
import type { SteeringLogEntry } from '../../../../contract/steering.ts';
import type { Summary } from '../../../../contract/summary.ts';
import type { RunSecond, StreamSecond } from '../../../../contract/tick.ts';
import {
  MICROS_PER_SECOND,
  type Micros,
  microsToMillis,
  millisToMicros,
} from '../../../../contract/units.ts';
import { RunLoad } from '../counts/run-load.ts';
import { SeriesSums } from '../counts/series-sums.ts';
import type { SecondStanding } from '../findings/finding-facts.ts';
import { LoadCuts } from './load-cuts.ts';
import { outcomesOf, SegmentFigures, type SegmentRead, type SegmentSource } from './segment-figures.ts';

/**
 * The figures of a run by its load. A second belongs to a segment where the load does not change within it; all others, and
 * what comes after the plan's end, lie between. Nothing of a second is summed here a second time: the sums of the run are
 * read, and begin another stretch, where a segment ends. Of the segments but the last only the figures are kept.
 */
export class RunSegments {
  readonly #plan: MeasuredPlan;
  readonly #load: RunLoad;
  readonly #sums: SeriesSums;
  readonly #cutter: LoadCuts;
  readonly #acts: SteeringLogEntry[] = [];
  /** By the moment at which each begins; null: it is the only one. */
  readonly #closed = new Map<Micros, SegmentRead | null>();
  /** The same: rows of what lies before the last second, in which nothing changes any more. */
  readonly #settled = new Map<Micros, SegmentSummary>();
  readonly #between = noCounts();
  #betweenSeconds = 0;
  #waiting = 0;
  /** Null: the second that was entered lies between. */
  #open: { readonly fromUs: Micros; readonly figures: SegmentFigures } | null = null;
  #cuts: readonly Micros[];
  #streams: readonly StreamSecond[] = [];
  #enteredUs: Micros = 0;
  #coveredUs: Micros = 0;

  /** @param sums of the same seconds: each is entered here, then added to them, then added here */
  constructor(plan: MeasuredPlan, sums: SeriesSums) {
    this.#plan = plan;
    this.#sums = sums;
    this.#load = new RunLoad(plan);
    this.#cutter = new LoadCuts(plan.load);
    this.#cuts = this.#cutter.of(plan.load, []);
  }

  /** A second before those in view, or outside them. */
  passOver(second: RunSecond): void {
    this.#see(second);
  }

  /** The second that is to be added next. */
  enter(second: RunSecond): void {
    const before = this.#streams;
    this.#see(second);
    const fromUs = this.#enteredUs;
    const beginUs = this.#cuts.findLast((atUs) => atUs <= fromUs) ?? 0;
    // One that was read is over: where a stop turns out to have come later, what is after it lies between as well.
    if (this.#isShared(fromUs) || this.#closed.has(beginUs)) this.#close();
    else if (this.#open?.fromUs !== beginUs) {
      this.#close();
      this.#open = { fromUs: beginUs, figures: new SegmentFigures(this.#plan, this.#source, before) };
    }
  }

  /** The second that was entered, once it is in the sums. */
  add(second: RunSecond, standing: SecondStanding): void {
    this.#waiting = 0;
    for (const { series, counts } of second.series)
      if (this.#isInTotals(series)) this.#waiting += counts.waiting;
    if (this.#open !== null) {
      this.#open.figures.add(second, standing);
      return;
    }
    this.#betweenSeconds += 1;
    for (const { series, counts } of second.series)
      if (this.#isInTotals(series)) addCounts(this.#between, counts);
  }

  /**
   * What the document has of them; nothing of a run without a change of its load.
   * @param ended the run is over, so that what still waits counts as cancelled
   */
  summarize(ended: boolean): Pick<Summary, 'segments' | 'steering'> {
    const steering = this.#acts.length === 0 ? {} : { steering: [...this.#acts] };
    const endUs = Math.min(millisToMicros(this.#load.endMs), this.#coveredUs);
    const begun = this.#cuts.filter((atUs) => atUs < endUs);
    if (begun.length <= 1) return steering;
    const rows = begun.map((fromUs, index) =>
      this.#row(index, { fromUs, toUs: Math.min(endUs, begun[index + 1] ?? endUs) }),
    );
    const between = outcomesOf(this.#between);
    if (ended) between.cancelled += this.#waiting;
    return { ...steering, segments: { rows, between: { seconds: this.#betweenSeconds, counts: between } } };
  }

  #row(index: number, stretch: Stretch): SegmentSummary {
    const settled = this.#settled.get(stretch.fromUs);
    if (settled?.index === index && settled.toMs === microsToMillis(stretch.toUs)) return settled;
    const row = this.#rowOf(index, stretch);
    const isOver = stretch.toUs <= this.#enteredUs && this.#open?.fromUs !== stretch.fromUs;
    if (isOver) this.#settled.set(stretch.fromUs, row);
    return row;
  }

  #rowOf(index: number, stretch: Stretch): SegmentSummary {
    const { fromUs, toUs } = stretch;
    const fromMs = microsToMillis(fromUs);
    const act = this.#acts.findLast(({ atMs }) => millisToMicros(atMs) === fromUs);
    const classes = this.#load.classes.map((one) => levelOf(one, stretch));
    return {
      index,
      fromMs,
      toMs: microsToMillis(toUs),
      cause: classes.some(({ isSteered }) => isSteered) ? 'steered' : 'plan',
      by: act?.by ?? null,
      sentence: act?.sentence ?? '',
      levels: classes.map(({ level }) => level),
      sharedSeconds: sharedSeconds(stretch),
      ...this.#read(fromUs),
    };
  }

  #read(fromUs: Micros): SegmentRead {
    const known = this.#closed.get(fromUs);
    if (known !== undefined && known !== null) return known;
    if (this.#open?.fromUs === fromUs) return this.#open.figures.read();
    const nothing = { load: this.#load, sums: new SeriesSums(this.#plan, this.#load) };
    return new SegmentFigures(this.#plan, nothing, []).read();
  }

  get #source(): SegmentSource {
    return { load: this.#load, sums: this.#sums };
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    // Grades are most of it: a run of one load that came to its end has no segments to read. The end of one that was stopped may
    // yet turn out to have come later, beyond a change of its load.
    const isOnly = this.#cuts.length <= 1 && this.#load.endMs >= this.#plan.durationMs;
    this.#closed.set(open.fromUs, isOnly ? null : open.figures.read());
  }

  #see(second: RunSecond): void {
    const { load = [], steered = [], streams } = second;
    this.#load.see(second);
    this.#acts.push(...steered);
    if (load.length + steered.length > 0) {
      const acts = this.#acts.map(({ atMs }) => millisToMicros(atMs));
      this.#cuts = this.#cutter.of(this.#load.classes, acts);
    }
    this.#streams = streams;
    this.#enteredUs = second.second * MICROS_PER_SECOND;
    this.#coveredUs = this.#enteredUs + second.lengthUs;
  }

  /** The load changes within the second, or the plan ends in it or before. */
  #isShared(fromUs: Micros): boolean {
    const toUs = fromUs + MICROS_PER_SECOND;
    const endUs = millisToMicros(this.#load.endMs);
    return endUs < toUs || this.#cuts.some((atUs) => atUs > fromUs && atUs < toUs);
  }

  #isInTotals(series: number): boolean {
    return this.#plan.series[series]?.inTotals === true;
  }
}

interface Stretch {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** The level of a class at both ends of a stretch; a climb of single users goes from the first to the last. */
function levelOf(
  one: AppliedLoad,
  { fromUs, toUs }: Stretch,
): { readonly isSteered: boolean; readonly level: SegmentSummary['levels'][number] } {
  const [fromMs, toMs] = [microsToMillis(fromUs), microsToMillis(toUs)];
  // What is left of a neighbour by the rounding of the cut is none of it.
  const pieces = segmentsUpTo(segmentsFrom(one.segments, fromMs), toMs).filter(
    ({ durationMs }) => durationMs > EDGE_MS,
  );
  const [first, last] = [pieces[0], pieces.at(-1)];
  const isWhole = (edgeMs: number, atMs: number) => Math.abs(edgeMs - atMs) < EDGE_MS;
  const begins = first !== undefined && isWhole(first.startMs, fromMs);
  const ends = last !== undefined && isWhole(last.startMs + last.durationMs, toMs);
  return {
    isSteered: pieces.some(({ cause }) => cause === 'steered'),
    level: {
      class: one.name,
      unit: unitOf(one),
      from: begins ? first.from : 0,
      to: ends ? last.to : 0,
      messagesPerSecond: first?.messagesPerSecond ?? plannedMessageRate(one),
    },
  };
}

/** Cuts are rounded to microseconds, the pieces they come from are not. */
const EDGE_MS = 0.01;

/** Seconds that lie in a stretch in part. */
function sharedSeconds({ fromUs, toUs }: Stretch): number {
  const [first, last] = [Math.floor(fromUs / MICROS_PER_SECOND), Math.floor(toUs / MICROS_PER_SECOND)];
  const [atStart, atEnd] = [fromUs % MICROS_PER_SECOND > 0, toUs % MICROS_PER_SECOND > 0];
  if (atStart && atEnd && first === last) return 1;
  return Number(atStart) + Number(atEnd);
}
