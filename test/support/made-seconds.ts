import type { Failure } from '../../src/contract/failure.ts';
import type { MeasuredPlan } from '../../src/contract/run-plan.ts';
import type {
  RunSecond,
  SeriesCounts,
  SeriesHistograms,
  SeriesSecond,
  StreamSecond,
} from '../../src/contract/tick.ts';
import type { AnalysedRun } from '../../src/main/services/analysis/analysis.ts';
import {
  gaugesOfVersion1,
  type MachineVersion1,
  type ThreadVersion1,
} from '../../src/main/storage/stored-gauges.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';

/** A histogram of these values in ms, encoded; null for none. */
export function encodeMillis(values: readonly number[]): Uint8Array | null {
  if (values.length === 0) return null;
  const histogram = new Histogram();
  for (const value of values) histogram.record(value * 1_000);
  return histogram.encode();
}

/** One series in one second: successes with these service times in ms, all sent and responds within it. */
export function makeSeriesSecond(
  series: number,
  timesMs: readonly number[],
  change: { counts?: Partial<SeriesCounts>; histograms?: Partial<SeriesHistograms> } = {},
): SeriesSecond {
  const n = timesMs.length;
  const errors = change.counts?.errors ?? 0;
  const service = encodeMillis(timesMs);
  return {
    series,
    counts: {
      planned: n + errors,
      sent: n + errors,
      ok: n,
      errors,
      targetErrors: errors,
      dropped: 0,
      cancelled: 0,
      waiting: 0,
      inFlight: 0,
      bytesIn: n * 100,
      bytesOut: n * 10,
      newConnections: 0,
      reusedConnections: n,
      ...change.counts,
    },
    histograms: {
      response: service,
      service,
      failed: null,
      queued: null,
      dns: null,
      connect: null,
      tls: null,
      send: null,
      wait: null,
      receive: null,
      ...change.histograms,
    },
  };
}

/** Load threads and the machine are said in one piece here, and are gauges in the second. */
export type SecondChange = Partial<RunSecond> & {
  readonly generators?: readonly ThreadVersion1[];
  readonly machine?: MachineVersion1;
};

const CALM = { processCpu: 0.1, machineCpu: 0.2, rssBytes: 100_000_000, sleptUs: 0 };

export function makeSecond(
  second: number,
  series: readonly SeriesSecond[],
  { generators = [makeGenerator()], machine = CALM, ...change }: SecondChange = {},
): RunSecond {
  return {
    second,
    lengthUs: 1_000_000,
    users: 10,
    series,
    failures: [],
    exemplars: [],
    streams: [],
    ...gaugesOfVersion1(generators, machine),
    ...change,
  };
}

/** A load thread at rest: nothing about it casts doubt on the figures. */
export function makeGenerator(change: Partial<ThreadVersion1> = {}): ThreadVersion1 {
  return {
    thread: 0,
    kind: 'http',
    loopDelayMaxUs: 1_200,
    loopUtilisation: 0.1,
    gcPauseUs: 500,
    blocks: [],
    latenessMaxUs: 900,
    latenessP99Us: 600,
    queuedMaxUs: 0,
    clientErrors: 0,
    ...change,
  };
}

/** A second of a stream scenario in which nothing happened, save what is said. */
export function makeStream(scenario: string, change: Partial<StreamSecond> = {}): StreamSecond {
  return {
    scenario,
    states: { handshaking: 0, open: 0, subscribed: 0, closing: 0 },
    attempted: 0,
    opened: 0,
    failed: 0,
    closed: 0,
    reconnects: 0,
    messagesIn: 0,
    messagesOut: 0,
    missed: 0,
    duplicates: 0,
    outOfOrder: 0,
    closedBy: {},
    topics: {},
    deliveryLag: null,
    ...change,
  };
}

export function makeFailure(code: string, change: Partial<Failure> = {}): Failure {
  return { code, side: 'target', message: `It failed: ${code}.`, hint: 'Look at the target.', ...change };
}

/** The record of a run that started at a known moment. */
export function makeRun<Plan extends MeasuredPlan>(plan: Plan): AnalysedRun & { readonly plan: Plan } {
  return {
    runId: '20261123-155201-k3f9',
    name: plan.name,
    purpose: plan.purpose,
    startedAt: Date.UTC(2026, 10, 23, 15, 52, 1),
    plan,
    environment: {
      plimsoll: '0.1.0',
      engine: 'plimsoll-engine/1',
      node: '24.21.0',
      os: 'Linux 6.1 x64',
      cpu: 'Example CPU @ 2.4 GHz',
      cores: 2,
      memoryBytes: 8_000_000_000,
      hostname: 'bench',
      threads: 2,
      targets: plan.services.map(({ name, url }) => ({ service: name, url, address: '127.0.0.1' })),
      deviations: [],
    },
  };
}

export const COMPLETED = {
  state: 'completed',
  endedAt: Date.UTC(2026, 10, 23, 15, 53, 1),
  notes: '',
  endReason: '',
  withSeconds: true,
} as const;
