import { GAUGE_NAMES } from '../../../../contract/gauges.ts';
import { hasDropped } from '../../../../contract/light-requests.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { TARGET_GAUGES } from '../../../../contract/target-gauges.ts';
import type { HistogramName, RunSecond } from '../../../../contract/tick.ts';
import type { Bytes, SecondIndex } from '../../../../contract/units.ts';
import type { BucketSink } from '../../../../workers/engine/measure/bucket-counts.ts';
import { isDisturbed } from '../../../../workers/engine/verdicts/trust.ts';
import { EncodedRows } from './encoded-rows.ts';
import { type GaugeColumn, GaugeColumns } from './gauge-columns.ts';
import { PackedBytes } from './packed-bytes.ts';
import {
  hasExchange,
  type NamedRequest,
  nameOf,
  type ReadableRun,
  type SecondFacts,
} from './readable-run.ts';
import { RollUps, type Span } from './roll-ups.ts';

/** What of a second is kept beside its histograms. */
interface StoredFacts extends SecondFacts {
  /** Requests on new and on reused connections, of each series in turn. */
  readonly connections: Uint32Array;
}

/** What of a run its questions depend on. */
interface AskedRun {
  readonly plan: Pick<MeasuredPlan, 'series' | 'warmupMs' | 'watches'>;
  readonly precision: 'tick' | 'spin';
}

/** So much of its seconds is kept in memory. */
const MAX_BYTES: Bytes = 120 * 1_048_576;
/** Seconds that were read again and are at hand for the next series: those of both edges. */
const MAX_AT_HAND = 130;

interface Beyond {
  /** Reads a second once more, where it was dropped; null: it is not to be had. */
  readAgain(second: SecondIndex): RunSecond | null;
  /** Default: 120 MiB. */
  readonly maxBytes?: Bytes;
}

/**
 * A run as questions are asked about it: the encoded histograms of all of its seconds, in memory, and what else its
 * seconds say. Seconds are added in order; one that is left out is missing.
 */
export class EncodedRun implements ReadableRun {
  readonly asked: AskedRun;
  readonly isThinned = false;
  readonly #beyond: Beyond | null;
  readonly #atHand = new Map<SecondIndex, RunSecond | null>();
  readonly #rows = new EncodedRows();
  readonly #light = new PackedBytes();
  readonly #rollUps = new RollUps();
  /** By second: one more than the row of each series; 0: it has none. */
  readonly #rowsOf: (Uint32Array | undefined)[] = [];
  /** Of kept requests, and of numbers of each series. */
  #factBytes: Bytes = 0;
  readonly #facts: (StoredFacts | undefined)[] = [];
  readonly #gauges = new GaugeColumns();
  /** Requests that were kept with their texts, and in which second those are: up to ten after the one it ended in. */
  readonly #exchanges = new Map<string, SecondIndex>();

  /** @param beyond absent: all is kept, however long the run is */
  constructor(asked: AskedRun, beyond: Beyond | null = null) {
    this.asked = asked;
    this.#beyond = beyond;
  }

  /** Seconds up to the last one seen. */
  get seconds(): number {
    return this.#facts.length;
  }

  get bytes(): Bytes {
    return this.#rows.bytes + this.#rollUps.bytes + this.#factBytes + this.#gauges.bytes;
  }

  get gauges(): readonly GaugeColumn[] {
    return this.#gauges.all;
  }

  add(second: RunSecond): void {
    const rows = new Uint32Array(this.asked.plan.series.length);
    for (const { series, histograms } of second.series) rows[series] = this.#rows.add(histograms) + 1;
    this.#rowsOf[second.second] = rows;
    this.#facts[second.second] = {
      isDisturbed: isDisturbed(second, this.asked.precision),
      errors: errorsOf(second),
      connections: connectionsOf(second, this.asked.plan.series.length),
      failures: second.failures.map(({ series, failure, count }) => ({ series, code: failure.code, count })),
      light: second.light === undefined ? null : this.#light.keep(second.light),
      hasDropped: second.light !== undefined && hasDropped(second.light),
    };
    this.#putGauges(second);
    for (const one of second.exemplars) if (hasExchange(one)) this.#exchanges.set(nameOf(one), second.second);
    this.#factBytes += (second.light?.length ?? 0) + 12 * rows.length;
    if (this.#beyond !== null) this.#keepWithin(this.#beyond);
  }

  /** What Plimsoll watches of itself tells which seconds were disturbed; no question reads more of it. */
  #putGauges({ second, gauges, watched = [] }: RunSecond): void {
    for (const { value, ...gauge } of gauges)
      if (value !== null && !OWN_GAUGES.has(gauge.name)) this.#gauges.put(gauge, second, value);
    for (const entry of watched) {
      const label = this.asked.plan.watches?.[entry.watch]?.label;
      if (label === undefined) continue;
      for (const { name, unit, value } of entry.gauges)
        this.#gauges.put({ name: `${label} ${titleOf(name)}`, unit }, entry.second, value);
    }
  }

  /** Sums of minutes stay; of the oldest seconds, which are the edges of few questions, the histograms are read again. */
  #keepWithin({ maxBytes = MAX_BYTES }: Beyond): void {
    if (this.#rows.bytes <= maxBytes) return;
    while (this.rollUpNext());
    this.#rows.dropTo(maxBytes);
  }

  /** Undefined: nothing is stored of it. */
  facts(second: number): StoredFacts | undefined {
    return this.#facts[second];
  }

  /** The second that has the texts of a request; null: none has. */
  secondOfExchange(request: NamedRequest): SecondIndex | null {
    return this.#exchanges.get(nameOf(request)) ?? null;
  }

  /** Adds what a series took in these seconds, both included: stretches that are summed up already, and seconds at the edges. */
  addTo(into: BucketSink, series: number, name: HistogramName, { from, to }: Span): void {
    const last = Math.min(to, this.seconds - 1);
    for (let second = from; second <= last; ) {
      const stretch = this.#rollUps.longestAt(second, last);
      const [rows, row, length] =
        stretch === null
          ? [this.#rows, this.#rowOf(second, series), 1]
          : [stretch.rows, stretch.rowOf(series), stretch.seconds];
      if (row !== undefined && rows.has(row)) rows.addTo(into, row, name);
      else if (row !== undefined) this.#addAgain(into, series, name, second);
      second += length;
    }
  }

  #rowOf(second: SecondIndex, series: number): number | undefined {
    const row = this.#rowsOf[second]?.[series] ?? 0;
    return row === 0 ? undefined : row - 1;
  }

  #addAgain(into: BucketSink, series: number, name: HistogramName, second: SecondIndex): void {
    let stored = this.#atHand.get(second);
    if (stored === undefined) {
      stored = this.#beyond?.readAgain(second) ?? null;
      const [oldest] = this.#atHand.keys();
      if (this.#atHand.size >= MAX_AT_HAND && oldest !== undefined) this.#atHand.delete(oldest);
      this.#atHand.set(second, stored);
    }
    const encoded = stored?.series.find((row) => row.series === series)?.histograms[name] ?? null;
    if (encoded !== null) into.addEncoded(encoded);
  }

  /** Sums up one more stretch. @returns false: there is none that is over and not summed up */
  rollUpNext(): boolean {
    return this.#rollUps.sumUpNext(this.seconds, this.asked.plan.series.length, (into, series, name, span) =>
      this.addTo(into, series, name, span),
    );
  }
}

/** Most seconds have none, and share that: a day of maps and lists would be hundreds of megabytes. */
const NO_ERRORS: SecondFacts['errors'] = new Map();
const OWN_GAUGES: ReadonlySet<string> = new Set(GAUGE_NAMES);

function errorsOf({ series }: RunSecond): SecondFacts['errors'] {
  const failed = series.filter(({ counts }) => counts.errors > 0);
  return failed.length === 0 ? NO_ERRORS : new Map(failed.map((one) => [one.series, one.counts.errors]));
}

/** Those of processes and containers as a chart of them is called; others have the name their page gives them. */
function titleOf(name: string): string {
  return TITLES.get(name) ?? name;
}

const TITLES: ReadonlyMap<string, string> = new Map(
  Object.entries(TARGET_GAUGES).map(([name, { title }]) => [name, title]),
);

function connectionsOf({ series }: RunSecond, count: number): Uint32Array {
  const connections = new Uint32Array(2 * count);
  for (const { series: one, counts } of series) {
    connections[2 * one] = counts.newConnections;
    connections[2 * one + 1] = counts.reusedConnections;
  }
  return connections;
}
