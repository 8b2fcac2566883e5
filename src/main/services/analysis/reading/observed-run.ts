import type { Scope } from '../../../../contract/area.ts';
import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { PHASES } from '../../../../contract/tick.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import type { Names } from '../causes/cause.ts';
import type { KeptRows, Observed, ObservedGauge } from '../causes/observed.ts';
import { addBands, type BandCounts } from './band-counts.ts';
import { histogramOf, isPhaseOf, type ReadableRun } from './readable-run.ts';
import { keptOf } from './request-list.ts';
import { seriesInScope } from './scope.ts';

/**
 * A run as its causes of slowness are looked for, over the endpoints of a scope, and what its numbers stand for.
 * @param fromSecond what was before it is left out, as if nothing had been sent
 */
export function observedRun(
  run: ReadableRun,
  bands: BandCounts,
  scope: Scope,
  fromSecond = 0,
): { readonly observed: Observed; readonly names: Names } {
  const series = seriesInScope(run.asked.plan.series, scope);
  const { seconds } = run;
  const counted = bands.of(series, histogramOf(scope.clock));
  const scratch = new BucketCounts();
  const counts = new Uint32Array(seconds * LATENCY_BANDS);
  const addresses = new Numbers();
  const connections = new Numbers();
  const observed: Observed = {
    endpoints: series.length,
    seconds,
    first: Math.min(seconds, fromSecond),
    countsOf(endpoint) {
      counts.fill(0);
      for (let second = fromSecond; second < seconds; second += 1)
        counted[endpoint]?.addTo(counts, second * LATENCY_BANDS, second);
      return counts;
    },
    phaseBands(endpoint, phase, from, to) {
      const found = new Float64Array(LATENCY_BANDS);
      if (!isPhaseOf(scope.clock, phase)) return found;
      scratch.clear();
      run.addTo(scratch, series[endpoint] ?? -1, phase, { from: Math.max(from, fromSecond), to });
      addBands(scratch, found, 0);
      return found;
    },
    kept: keptRows(run, { series, clock: scope.clock, fromSecond, addresses, connections }),
    disturbed: Uint8Array.from({ length: seconds }, (_, second) =>
      second >= fromSecond && run.facts(second)?.isDisturbed === true ? 1 : 0,
    ),
    gauges: gaugesOf(run, fromSecond),
  };
  const endpoints = series.map((one) => {
    const { service = '', endpoint = '' } = run.asked.plan.series[one] ?? {};
    return { service, endpoint };
  });
  return { observed, names: { endpoints, addresses: addresses.texts, connections: connections.texts } };
}

/** Gives each text a number, from 0 on. */
class Numbers {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** Successes that were kept, of these series. */
function keptRows(
  run: ReadableRun,
  {
    series,
    clock,
    fromSecond,
    addresses,
    connections,
  }: {
    readonly series: readonly number[];
    readonly clock: Scope['clock'];
    readonly fromSecond: number;
    readonly addresses: Numbers;
    readonly connections: Numbers;
  },
): KeptRows {
  const endpoints = new Map(series.map((one, endpoint) => [one, endpoint]));
  let length = 0;
  const time = { fromSecond, toSecond: run.seconds - 1 };
  for (const { cursor } of keptOf(run, time))
    if (!cursor.hasFailed && endpoints.has(cursor.series)) length += 1;
  const rows = {
    length,
    endpoint: new Uint16Array(length),
    second: new Uint32Array(length),
    startedUs: new Float64Array(length),
    durationUs: new Float64Array(length),
    phasesUs: new Uint32Array(length * PHASES.length),
    connection: new Int32Array(length).fill(-1),
    address: new Int16Array(length).fill(-1),
    isNew: new Uint8Array(length),
    status: new Int16Array(length).fill(-1),
    bytes: new Uint32Array(length),
    weight: new Uint32Array(length),
  };
  let row = 0;
  for (const { second, cursor } of keptOf(run, time)) {
    const endpoint = endpoints.get(cursor.series);
    if (endpoint === undefined || cursor.hasFailed) continue;
    rows.endpoint[row] = endpoint;
    rows.second[row] = second;
    rows.startedUs[row] = cursor.startedUs - cursor.phaseUs(0, clock);
    rows.durationUs[row] = cursor.durationUs(clock);
    for (let phase = 0; phase < PHASES.length; phase += 1) {
      rows.phasesUs[row * PHASES.length + phase] = cursor.phaseUs(phase, clock);
    }
    const { address, connection, status } = cursor;
    if (connection > 0) rows.connection[row] = connections.of(`${cursor.thread}.${connection}`);
    if (address !== null) rows.address[row] = addresses.of(address);
    rows.isNew[row] = cursor.isNew ? 1 : 0;
    if (status !== null) rows.status[row] = status;
    rows.bytes[row] = cursor.bytesIn;
    rows.weight[row] = cursor.weight;
    row += 1;
  }
  return rows;
}

function gaugesOf({ gauges, seconds }: ReadableRun, fromSecond: number): ObservedGauge[] {
  return gauges.map(({ name, unit, values }) => {
    const observed = new Float32Array(seconds).fill(Number.NaN);
    observed.set(values.subarray(fromSecond, seconds), Math.min(fromSecond, seconds));
    return { name, unit, values: observed };
  });
}
