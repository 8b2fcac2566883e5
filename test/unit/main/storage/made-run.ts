import type { RunHeadline } from '../../../../src/contract/run-headline.ts';
import type { RunPlan } from '../../../../src/contract/run-plan.ts';
import type { Environment } from '../../../../src/contract/summary.ts';
import type { RunSecond, SeriesHistograms, SeriesSecond } from '../../../../src/contract/tick.ts';
import type { NewGrading } from '../../../../src/main/storage/gradings.ts';
import type { NewRun } from '../../../../src/main/storage/run-record.ts';
import { openStorage, type Storage, type StorageOptions } from '../../../../src/main/storage/storage.ts';
import { gaugesOfVersion1 } from '../../../../src/main/storage/stored-gauges.ts';
import { wholePlan } from '../../../../src/main/storage/stored-plan.ts';

/** A run and its seconds, made up: storage only ever carries them. */

const NO_HISTOGRAMS: SeriesHistograms = {
  response: null,
  service: null,
  failed: null,
  queued: null,
  dns: null,
  connect: null,
  tls: null,
  send: null,
  wait: null,
  receive: null,
};

export const STARTED_AT = Date.UTC(2026, 10, 23, 15, 52, 1);

export const ENVIRONMENT: Environment = {
  plimsoll: '0.1.0',
  engine: 'undici 8.12.4',
  node: '24.21.0',
  os: 'Linux 6.1',
  cpu: 'Test CPU',
  cores: 2,
  memoryBytes: 8_000_000_000,
  hostname: 'bench',
  threads: 1,
  targets: [{ service: 'gateway', url: 'http://127.0.0.1:8000', address: '127.0.0.1' }],
  deviations: [],
};

export const HEADLINE: RunHeadline = {
  requests: 1_000,
  errors: 3,
  errorRatePercent: 0.3,
  failed: 3,
  leftOut: 0,
  p95Ms: 42.5,
  p95Evidence: 'sure',
  overallGrade: 'good',
  outcome: 'passed',
  passed: true,
  trust: 'trusted',
};

export function madePlan(): RunPlan {
  return wholePlan({
    version: 1,
    name: 'made',
    purpose: 'validation',
    description: '',
    seed: 1,
    services: [{ name: 'gateway', url: 'http://127.0.0.1:8000', healthPath: '/health' }],
    series: [
      {
        service: 'gateway',
        endpoint: 'instruments',
        protocol: 'http',
        clock: 'actual',
        definition: 'from sending the request to the last body byte',
      },
    ],
    scenarios: [],
    values: {},
    durationMs: 60_000,
    warmupMs: 0,
    limits: {
      requestTimeoutMs: 10_000,
      connectTimeoutMs: 5_000,
      maxInFlight: 1_000,
      maxBodyBytes: 1_000_000,
      maxHeaderBytes: 16_384,
      followRedirects: 0,
      verifyTls: true,
      maxRatePerSecond: 100_000,
      maxConnections: 10_000,
      allowedHosts: [],
    },
    thresholds: [],
    expectations: [],
    gate: 'acceptable',
  });
}

export function madeRun(runId: string, startedAt = STARTED_AT): NewRun {
  return {
    runId,
    name: `run ${runId}`,
    purpose: 'validation',
    startedAt,
    plan: madePlan(),
    planText: 'plimsoll: 1\nname: made\n',
    overrides: { users: 5 },
    environment: ENVIRONMENT,
  };
}

export function madeSeries(series: number, seed: number): SeriesSecond {
  const bytes = Uint8Array.from({ length: 40 }, (_, index) => (seed * 31 + index * 7) % 256);
  return {
    series,
    counts: {
      planned: 10 + seed,
      sent: 10 + seed,
      ok: 9 + seed,
      errors: 1,
      targetErrors: 1,
      dropped: 0,
      cancelled: 0,
      waiting: 0,
      inFlight: 0,
      bytesIn: 12_345 * (seed + 1),
      bytesOut: 678,
      newConnections: 2,
      reusedConnections: 8 + seed,
    },
    histograms: { ...NO_HISTOGRAMS, response: bytes, service: bytes, failed: bytes.slice(0, 7) },
  };
}

/** Second `index` of a made run; every index has contents of its own. */
export function madeSecond(index: number, seriesCount = 2): RunSecond {
  return {
    second: index,
    lengthUs: 1_000_000,
    users: index + 0.5,
    series: Array.from({ length: seriesCount }, (_, series) => madeSeries(series, index + series)),
    failures: [
      {
        series: 0,
        failure: {
          code: 'http.5xx',
          side: 'target',
          message: `responded with 503 in second ${index}`,
          hint: '',
        },
        count: 1,
        firstUs: index * 1_000_000,
        lastUs: index * 1_000_000 + 9,
      },
    ],
    exemplars: [],
    streams: [],
    ...gaugesOfVersion1(
      [
        {
          thread: 0,
          kind: 'http',
          loopDelayMaxUs: 1_200,
          loopUtilisation: 0.25,
          gcPauseUs: 300,
          blocks: [{ atUs: index * 1_000_000, lengthUs: 21_000 }],
          latenessMaxUs: 0,
          latenessP99Us: 0,
          queuedMaxUs: 0,
          clientErrors: 0,
        },
      ],
      { processCpu: 0.2, machineCpu: 0.4, rssBytes: 90_000_000, sleptUs: 0 },
    ),
  };
}

/** A grading of a made run, by these thresholds. */
export function madeGrading(gradedAt: number, change: Partial<NewGrading> = {}): NewGrading {
  const overall = {
    grade: 'good',
    gate: 'acceptable',
    outcome: 'passed',
    passed: true,
    sentence: 'Both grades are Good.',
  } as const;
  return {
    gradedAt,
    origin: { kind: 'run' },
    gate: 'acceptable',
    thresholds: [],
    result: { grades: [], overall, cannotTell: [] },
    ...change,
  };
}

/** A data folder, at the time the runs made up here began. */
export function openFolder(folder: string, options: StorageOptions = {}): Storage {
  const opened = openStorage(folder, { now: () => STARTED_AT, ...options });
  if (!opened.ok) throw new Error(`${opened.failure.code}: ${opened.failure.message}`);
  return opened.value;
}

/** Ends a made-up run after so many seconds, as one that came to its end. */
export function finishRun(storage: Storage, runId: string, seconds: number): void {
  storage.runs.finish(runId, {
    state: 'completed',
    endedAt: STARTED_AT + seconds * 1_000,
    durationMs: seconds * 1_000,
    reason: '',
    headline: HEADLINE,
    environment: madeRun(runId).environment,
  });
}
