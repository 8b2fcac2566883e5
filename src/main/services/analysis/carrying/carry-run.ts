import type { Scope } from '../../../../contract/area.ts';
import { tableOf } from '../../../../contract/keys.ts';
import type { TraceNames } from '../../../../contract/plan.ts';
import { type KeptRequest, PHASES } from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { VarintWriter } from '../../../../workers/engine/measure/encoded-histogram.ts';
import { mediansOf } from '../reading/one-request.ts';
import { type NamedRequest, nameOf, type ReadableRun } from '../reading/readable-run.ts';
import { keptOf } from '../reading/request-list.ts';
import { type CarriedHead, LATENCIES, PHASE_BUCKETS } from './carried-run.ts';
import { coarseBuckets } from './coarse-buckets.ts';
import type { CarriedPlan, CarriedSecond } from './graded-seconds.ts';
import { packHistograms } from './packed-histograms.ts';
import { type CarriedRow, inOrder, packRequests, type RowTexts } from './packed-requests.ts';
import { thinned } from './thinned-requests.ts';

/** Seconds times series of a run that is carried as finely as it is stored, nearly. */
const SMALL = 6_000;
const FINE = { perDoubling: 64, phaseStretch: 1 } as const;
const COARSE = { perDoubling: 16, phaseStretch: 5 } as const;

/** What a run is carried with besides what its seconds hold. */
export interface CarriedBeside {
  /** Requests with their texts, in which nothing is secret any more. */
  readonly exchanges: readonly KeptRequest[];
  readonly trace: TraceNames | null;
  /** Absent: the report says nothing of grades of a part. */
  readonly graded?: { readonly plan: CarriedPlan; readonly seconds: readonly CarriedSecond[] };
  /** Hides what is secret in the texts of seconds. */
  readonly seen: <Value>(value: Value) => Value;
}

/** What of a run is as long as it is, ready to be carried, and its requests, of which there may be too many. */
interface RunToCarry {
  readonly head: CarriedHead;
  readonly latencies: Uint8Array;
  readonly phases: Uint8Array;
  readonly phaseSums: Uint8Array;
  readonly rows: readonly CarriedRow[];
  /** Requests that `exchanges` has the texts of. */
  readonly hasExchange: (row: NamedRequest) => boolean;
}

/** A long run of many endpoints is carried more coarsely than a short one. */
export function runToCarry(run: ReadableRun, { exchanges, trace, graded, seen }: CarriedBeside): RunToCarry {
  const { series, warmupMs } = run.asked.plan;
  const { perDoubling, phaseStretch } = run.seconds * series.length <= SMALL ? FINE : COARSE;
  const texts = new Texts(seen);
  const rows = rowsOf(run, texts);
  const named = new Set(exchanges.map(nameOf));
  const seconds = Array.from({ length: run.seconds }, (_, second) => second);
  const failed = failuresOf(run, texts);
  const mediansBy = (clock: Scope['clock']) => series.map((_, one) => mediansOf(run, one, clock));
  return {
    head: {
      seconds: run.seconds,
      plan: { series: series.map(({ credential: _, ...one }) => one), warmupMs },
      trace,
      perDoubling,
      phaseStretch,
      disturbed: seconds.filter((second) => run.facts(second)?.isDisturbed === true),
      missing: seconds.filter((second) => run.facts(second) === undefined),
      dropped: seconds.filter((second) => run.facts(second)?.hasDropped === true),
      ...failed,
      gauges: gaugesOf(run, seen),
      texts: texts.all,
      medians: { intended: mediansBy('intended'), actual: mediansBy('actual') },
      exchanges,
      kept: rows.length,
      graded: graded?.plan ?? null,
    },
    latencies: packHistograms(run, { names: LATENCIES, stretch: 1, buckets: coarseBuckets(perDoubling) }),
    phases: packHistograms(run, {
      names: PHASES,
      stretch: phaseStretch,
      buckets: coarseBuckets(PHASE_BUCKETS),
    }),
    phaseSums: packedSums(run),
    rows,
    hasExchange: (row) => named.has(nameOf(row)),
  };
}

/** So many tries are made at taking as many requests as there is room for. */
const TRIES = 4;

/**
 * As many of its requests as there is room for, packed.
 * @param pack what stands in the report
 */
export function requestsWithin(
  { rows, head: { texts }, hasExchange }: Pick<RunToCarry, 'rows' | 'head' | 'hasExchange'>,
  room: Bytes,
  pack: (bytes: Uint8Array) => string,
): string {
  let packed = pack(packRequests(inOrder(rows), texts));
  let most = rows.length;
  for (let tried = 0; tried < TRIES && packed.length > room; tried += 1) {
    most = Math.floor((0.97 * most * room) / packed.length);
    packed = pack(packRequests(inOrder(thinned(rows, most, hasExchange)), texts));
  }
  return packed;
}

/** Gives each text a number; 0 is none. */
class Texts {
  readonly #seen: CarriedBeside['seen'];
  readonly #numbers = new Map<string, number>();
  readonly #hidden = new Map<string, string>();

  constructor(seen: CarriedBeside['seen']) {
    this.#seen = seen;
  }

  get all(): RowTexts {
    return ['', ...this.#numbers.keys()];
  }

  /** The text as it may be shown. */
  of(text: string): string {
    const known = this.#hidden.get(text);
    if (known !== undefined) return known;
    const hidden = this.#seen(text);
    this.#hidden.set(text, hidden);
    this.numberOf(hidden);
    return hidden;
  }

  /** @param text as `of` gave it */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(text, number);
    return number;
  }
}

function rowsOf(run: ReadableRun, texts: Texts): CarriedRow[] {
  const rows: CarriedRow[] = [];
  for (const { second, cursor } of keptOf(run)) {
    const row = cursor.request();
    const { code, address } = row;
    rows.push({
      ...row,
      second,
      code: code === null ? null : texts.of(code),
      address: address === null ? null : texts.of(address),
    });
  }
  return rows;
}

function columnsOf<Name extends string>(names: readonly Name[]): Record<Name, number[]> {
  return tableOf(names, () => []);
}

function failuresOf(run: ReadableRun, texts: Texts): Pick<CarriedHead, 'errors' | 'failures'> {
  const errors = columnsOf(['second', 'series', 'count']);
  const failures = columnsOf(['second', 'series', 'code', 'count']);
  for (let second = 0; second < run.seconds; second += 1) {
    const facts = run.facts(second);
    for (const [series, count] of facts?.errors ?? []) {
      if (count === 0) continue;
      errors.second.push(second);
      errors.series.push(series);
      errors.count.push(count);
    }
    for (const { series, code, count } of facts?.failures ?? []) {
      failures.second.push(second);
      failures.series.push(series);
      failures.code.push(texts.numberOf(texts.of(code)));
      failures.count.push(count);
    }
  }
  return { errors, failures };
}

/** To four digits: which readings are high is asked, and about how high. What never changes is never high. */
function gaugesOf({ gauges, seconds }: ReadableRun, seen: CarriedBeside['seen']): CarriedHead['gauges'] {
  return gauges.flatMap(({ name, unit, values }) => {
    const carried = Array.from({ length: seconds }, (_, second) => {
      const value = values[second] ?? Number.NaN;
      return Number.isNaN(value) ? null : Number(value.toPrecision(4));
    });
    const changes = new Set(carried).size > (carried.includes(null) ? 2 : 1);
    return changes ? [{ name: seen(name), unit, values: carried }] : [];
  });
}

function packedSums(run: ReadableRun): Uint8Array {
  const writer = new VarintWriter();
  const scratch = new BucketCounts();
  for (let second = 0; second < run.seconds; second += 1) {
    for (let series = 0; series < run.asked.plan.series.length; series += 1) {
      for (const phase of PHASES) {
        scratch.clear();
        run.addTo(scratch, series, phase, { from: second, to: second });
        writer.put(Math.round(scratch.sum));
      }
    }
  }
  return writer.bytes();
}
