import { bandOf, LATENCY_BANDS } from '../../../src/contract/latency-bands.ts';
import { PHASES } from '../../../src/contract/tick.ts';
import {
  type KeptRows,
  type Observed,
  PHASE_COUNT,
} from '../../../src/main/services/analysis/causes/observed.ts';
import type { Random } from '../seeded-random.ts';

/** A request as it was, all of it. Times in microseconds. */
export interface MadeRequest {
  readonly endpoint: number;
  second: number;
  durationUs: number;
  readonly phasesUs: number[];
  readonly connection: number;
  readonly address: number;
  readonly isNew: boolean;
  readonly status: number;
  bytes: number;
  /** Absent: it is not drawn where in its second it started. */
  readonly startedUs?: number;
}

/** What a run would have stored of its requests: exact counts, and the few that are kept. */
export function observedOf(
  requests: readonly MadeRequest[],
  rest: Pick<Observed, 'endpoints' | 'seconds' | 'disturbed' | 'gauges'>,
  random: Random,
): Observed {
  const { endpoints, seconds } = rest;
  const counts = new Uint32Array(endpoints * seconds * LATENCY_BANDS);
  const phases = new Uint32Array(endpoints * PHASE_COUNT * seconds * LATENCY_BANDS);
  for (const { endpoint, second, durationUs, phasesUs } of requests) {
    addOne(counts, (endpoint * seconds + second) * LATENCY_BANDS + bandOf(durationUs));
    for (const [phase, us] of phasesUs.entries()) {
      if (us <= 0) continue;
      addOne(phases, ((endpoint * PHASE_COUNT + phase) * seconds + second) * LATENCY_BANDS + bandOf(us));
    }
  }
  return {
    ...rest,
    first: 0,
    countsOf: (endpoint) =>
      counts.subarray(endpoint * seconds * LATENCY_BANDS, (endpoint + 1) * seconds * LATENCY_BANDS),
    phaseBands(endpoint, name, from, to) {
      const bands = new Float64Array(LATENCY_BANDS);
      const start = (endpoint * PHASE_COUNT + PHASES.indexOf(name)) * seconds;
      for (let second = from; second <= to; second += 1) {
        for (let band = 0; band < LATENCY_BANDS; band += 1) {
          bands[band] = (bands[band] ?? 0) + (phases[(start + second) * LATENCY_BANDS + band] ?? 0);
        }
      }
      return bands;
    },
    kept: keptRows(requests, rest, random),
  };
}

/** The slowest min(24, 2 + 2.4%) of each endpoint and second, and a fair one of each octave of the others, of each band above p90. */
function keptRows(
  requests: readonly MadeRequest[],
  { endpoints, seconds }: Pick<Observed, 'endpoints' | 'seconds'>,
  random: Random,
): KeptRows {
  const cells: MadeRequest[][] = Array.from({ length: endpoints * seconds }, () => []);
  const all: number[][] = Array.from({ length: endpoints }, () => []);
  for (const request of requests) {
    cells[request.endpoint * seconds + request.second]?.push(request);
    all[request.endpoint]?.push(request.durationUs);
  }
  const p90 = all.map((list) => list.sort((a, b) => a - b)[Math.floor(0.9 * list.length)] ?? 0);
  const kept: (readonly [request: MadeRequest, weight: number])[] = [];
  for (const cell of cells) {
    cell.sort((a, b) => b.durationUs - a.durationUs);
    const slowest = Math.min(24, Math.floor(2 + 0.024 * cell.length));
    for (const request of cell.slice(0, slowest)) kept.push([request, 1]);
    const groups = new Map<number, MadeRequest[]>();
    for (const request of cell.slice(slowest)) {
      const band = bandOf(request.durationUs);
      const key = request.durationUs > (p90[request.endpoint] ?? 0) ? band : -1 - Math.floor(band / 4);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [request]);
      else group.push(request);
    }
    for (const group of groups.values()) {
      const picked = group[Math.floor(random() * group.length)];
      if (picked !== undefined) kept.push([picked, group.length]);
    }
  }
  return columnsOf(kept);
}

/** Rows of which only what matters is given, each of one request. */
export function keptFrom(
  rows: readonly {
    readonly second: number;
    readonly startedUs: number;
    readonly durationUs: number;
    readonly connection: number;
  }[],
): KeptRows {
  const kept = rows.map(
    ({ second, durationUs, connection }): readonly [request: MadeRequest, weight: number] => [
      {
        endpoint: 0,
        second,
        durationUs,
        phasesUs: PHASES.map((phase) => (phase === 'wait' ? durationUs : 0)),
        connection,
        address: 0,
        isNew: false,
        status: 200,
        bytes: 100,
      },
      1,
    ],
  );
  return { ...columnsOf(kept), startedUs: Float64Array.from(rows, ({ startedUs }) => startedUs) };
}

function columnsOf(kept: readonly (readonly [request: MadeRequest, weight: number])[]): KeptRows {
  const phasesUs = new Float64Array(kept.length * PHASE_COUNT);
  for (const [row, [request]] of kept.entries()) phasesUs.set(request.phasesUs, row * PHASE_COUNT);
  const column = <T>(
    type: { from(list: typeof kept, map: (entry: (typeof kept)[number]) => number): T },
    of: (request: MadeRequest) => number,
  ): T => type.from(kept, ([request]) => of(request));
  return {
    length: kept.length,
    endpoint: column(Uint16Array, ({ endpoint }) => endpoint),
    second: column(Uint32Array, ({ second }) => second),
    // Where in its second one started is not drawn: they are spread over it.
    startedUs: Float64Array.from(
      kept,
      ([{ second, startedUs }], row) => startedUs ?? 1_000_000 * second + ((row * 7_919) % 1_000_000),
    ),
    durationUs: column(Float64Array, ({ durationUs }) => durationUs),
    phasesUs,
    connection: column(Int32Array, ({ connection }) => connection),
    address: column(Int16Array, ({ address }) => address),
    isNew: column(Uint8Array, ({ isNew }) => (isNew ? 1 : 0)),
    status: column(Int16Array, ({ status }) => status),
    bytes: column(Float64Array, ({ bytes }) => bytes),
    weight: Float64Array.from(kept, ([, weight]) => weight),
  };
}

function addOne(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}
