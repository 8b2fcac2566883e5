import type { Failure } from '../../contract/failure.ts';
import type { GaugeKind, GaugeUnit } from '../../contract/gauges.ts';
import {
  type FailureCount,
  type KeptRequest,
  MAX_EXEMPLARS,
  type RunSecond,
  type StreamSecond,
} from '../../contract/tick.ts';
import { gaugesOfVersion1, type MachineVersion1, type ThreadVersion1 } from './stored-gauges.ts';
import { decodeWatched, encodeWatched, type StoredWatched } from './stored-watched.ts';

type SideData = Omit<RunSecond, 'second' | 'lengthUs' | 'users' | 'series'>;

/** A failure, or the index of the row before it that has the same: rejections of hundreds of credentials share theirs. */
type StoredFailure = Omit<FailureCount, 'failure'> & { readonly failure: Failure | number };

type StoredGauge = readonly [name: string, unit: GaugeUnit, kind: GaugeKind, value: number | null];

/** What a second holds besides its series, as one JSON text. Histograms inside it travel as base64. */
export function encodeSideData(second: SideData): string {
  const { accepted, redirected, irregular, afterPlan, load, steered, refusedOrder, firedRules } = second;
  const { blocks, waitedFor, starts } = second;
  const streams = second.streams.map((stream) => ({
    ...stream,
    deliveryLag: stream.deliveryLag === null ? null : Buffer.from(stream.deliveryLag).toString('base64'),
  }));
  return JSON.stringify({
    failures: sharingFailures(second.failures),
    // Those that are absent are in no JSON.
    accepted,
    redirected,
    irregular,
    afterPlan,
    load,
    steered,
    refusedOrder,
    firedRules,
    waitedFor,
    starts,
    watched: encodeWatched(second.watched),
    exemplars: capKeptRequests(second.exemplars),
    streams,
    gauges: second.gauges.map(({ name, unit, kind, value }): StoredGauge => [name, unit, kind, value]),
    blocks,
  });
}

/** Reads what `encodeSideData` wrote; call it only after the CRC agreed, it does not check again. */
export function decodeSideData(text: string): SideData {
  const { gauges, generators, machine, watched, ...stored } = JSON.parse(text) as Omit<
    SideData,
    'streams' | 'failures' | 'gauges' | 'watched'
  > & {
    gauges?: StoredGauge[];
    watched?: StoredWatched[];
    generators?: ThreadVersion1[];
    machine?: MachineVersion1;
    failures: StoredFailure[];
    streams: (Omit<StreamSecond, 'deliveryLag'> & { deliveryLag: string | null })[];
  };
  const streams = stored.streams.map((stream) => ({
    ...stream,
    deliveryLag: stream.deliveryLag === null ? null : bytesOf(stream.deliveryLag),
  }));
  const second = {
    ...stored,
    failures: withFailures(stored.failures),
    streams,
    ...(watched === undefined ? {} : { watched: decodeWatched(watched) }),
  };
  if (gauges === undefined) return { ...second, ...gaugesOfVersion1(generators ?? [], machine ?? UNKNOWN) };
  return { ...second, gauges: gauges.map(([name, unit, kind, value]) => ({ name, unit, kind, value })) };
}

/** Of a second that says nothing of its machine. */
const UNKNOWN: MachineVersion1 = { processCpu: 0, machineCpu: 0, rssBytes: 0, sleptUs: 0 };

function sharingFailures(rows: readonly FailureCount[]): StoredFailure[] {
  const firstOf = new Map<string, number>();
  return rows.map((row, index) => {
    const text = JSON.stringify(row.failure);
    const first = firstOf.get(text);
    if (first !== undefined) return { ...row, failure: first };
    firstOf.set(text, index);
    return row;
  });
}

function withFailures(rows: readonly StoredFailure[]): FailureCount[] {
  return rows.map((row) => ({ ...row, failure: failureAt(rows, row.failure) }));
}

function failureAt(rows: readonly StoredFailure[], failure: StoredFailure['failure']): Failure {
  if (typeof failure !== 'number') return failure;
  const shared = rows[failure]?.failure;
  if (shared === undefined || typeof shared === 'number') throw new TypeError('a failure that is nowhere');
  return shared;
}

function bytesOf(base64: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The longest ones, failures before successes. */
function capKeptRequests(exemplars: readonly KeptRequest[]): readonly KeptRequest[] {
  if (exemplars.length <= MAX_EXEMPLARS) return exemplars;
  const worth = (example: KeptRequest) =>
    (example.code === null ? 0 : 1e12) + example.endedUs - example.startedUs;
  const kept = new Set(exemplars.toSorted((a, b) => worth(b) - worth(a)).slice(0, MAX_EXEMPLARS));
  return exemplars.filter((example) => kept.has(example));
}
