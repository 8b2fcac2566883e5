import { decodeLightRequests, type LightRequest } from '../../../src/contract/light-requests.ts';
import type { Overrides } from '../../../src/contract/plan.ts';
import { headlineOf } from '../../../src/contract/run-headline.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import { type KeptRequest, PHASES, type Phase, type RunSecond } from '../../../src/contract/tick.ts';
import type { EpochMillis } from '../../../src/contract/units.ts';
import { analyseStored } from '../../../src/main/services/analysis/analysis.ts';
import type { RunStore } from '../../../src/main/storage/run-record.ts';
import { requestSeconds, requestsPlan } from '../made-requests.ts';
import { makeGenerator, makeRun, makeSecond } from '../made-seconds.ts';
import { seededRandom } from '../seeded-random.ts';

/** A run of five minutes in which one endpoint was slow for four seconds, and the generator once disturbed. */
export const ANALYSED = {
  runId: 'demo-analysed',
  seconds: 300,
  /** Whose first byte came 900 ms later, from and to before. */
  slow: { series: 3, from: 202, to: 206 },
  disturbed: [252, 253, 254],
} as const;

const NAMES = [
  'products',
  'curves',
  'profile',
  'historical',
  'latest_price',
  'session',
  'swap_levels',
  'instruments',
  'rights',
];

/** The same run as it was stored before requests were kept. */
export const OLD_RUN = 'demo-old';
/** Of that one, seconds that were lost. */
const GAP = { from: 120, to: 132 } as const;

/** A run with three faults: of one endpoint, of one of them for a while, and of few requests of a third. */
const FAULTY_RUN = 'demo-faulty';
const FAULTS = {
  slow: { series: 3, from: 30, to: 34 },
  failing: { series: 6, from: 60, to: 65 },
  dripping: { series: 1, share: 0.03 },
} as const;

const LATENCY = { service: 'gateway', metric: 'latency', statistic: 'p95' } as const;
const THRESHOLDS = [
  { ...LATENCY, endpoint: 'historical', excellent: 120, good: 200, acceptable: 400 },
  { ...LATENCY, endpoint: 'products', excellent: 100, good: 200, acceptable: 400 },
];

export function storeAnalysedRun(store: RunStore, now: EpochMillis): void {
  const { runId, seconds: length, slow } = ANALYSED;
  const size = { endpoints: NAMES.length, seconds: length };
  const bare = requestsPlan(size);
  const plan: RunPlan = {
    ...bare,
    name: 'Stress',
    warmupMs: 4_000,
    thresholds: THRESHOLDS,
    series: bare.series.map((series, at) => ({ ...series, endpoint: NAMES[at] ?? series.endpoint })),
  };
  const fault = (request: LightRequest): LightRequest => {
    const second = request.startedUs / 1e6;
    const isSlow = request.series === slow.series && second >= slow.from && second < slow.to;
    return isSlow ? delayed(request, 900_000) : request;
  };
  const seconds = [...requestSeconds({ ...size, rate: 400, seed: 5, fault })].map((second) =>
    asMeasured(second, ANALYSED.disturbed),
  );
  const startedAt = now - 3_600_000;
  storeRun(store, { runId, plan, startedAt }, seconds);
  const old = seconds
    .filter(({ second }) => second < GAP.from || second >= GAP.to)
    .map(({ light: _, ...second }) => ({ ...second, exemplars: [] }));
  storeRun(store, { runId: OLD_RUN, plan, startedAt: startedAt - 86_400_000 }, old);
  storeFaultyRun(store, startedAt - 3_600_000);
}

function storeFaultyRun(store: RunStore, startedAt: EpochMillis): void {
  const size = { endpoints: NAMES.length, seconds: 90 };
  const bare = requestsPlan(size);
  const series = bare.series.map((one, at) => ({ ...one, endpoint: NAMES[at] ?? one.endpoint }));
  const random = seededRandom(17);
  const fault = (request: LightRequest): LightRequest => {
    const second = request.startedUs / 1e6;
    const isDripping = random() < FAULTS.dripping.share;
    const isIn = ({ series: at, from, to }: { series: number; from: number; to: number }) =>
      request.series === at && second >= from && second < to;
    if (isIn(FAULTS.slow)) return delayed(request, 900_000);
    if (isIn(FAULTS.failing)) return { ...request, status: 503, code: 'http.5xx' };
    const isOne = request.series === FAULTS.dripping.series && isDripping;
    return isOne ? delayed(request, 600_000, 'receive') : request;
  };
  const seconds = [...requestSeconds({ ...size, rate: 300, seed: 8, fault })].map((second) =>
    asMeasured(second, []),
  );
  storeRun(store, { runId: FAULTY_RUN, plan: { ...bare, name: 'Faulty', series }, startedAt }, seconds);
}

interface Stored {
  readonly runId: string;
  readonly plan: RunPlan;
  readonly startedAt: EpochMillis;
  readonly planText?: string;
  readonly overrides?: Overrides;
}

/** Stores a run that has ended, with the headline of its document. */
export function storeRun(store: RunStore, run: Stored, seconds: readonly RunSecond[]): void {
  const { runId, plan, startedAt, planText = '', overrides = {} } = run;
  const { environment } = makeRun(plan);
  const { name, purpose } = plan;
  const record = { runId, name, purpose, startedAt, plan, planText, overrides, environment };
  const { durationMs } = plan;
  const end = { state: 'completed' as const, endedAt: startedAt + durationMs, durationMs };
  const view = { ...end, notes: '', endReason: '', withSeconds: false };
  const headline = headlineOf(analyseStored(record, seconds, view));
  store.create(record);
  for (const second of seconds) store.appendSecond(runId, second, headline);
  store.finish(runId, { ...end, reason: '', headline, environment });
}

function delayed(request: LightRequest, us: number, phase: Phase = 'wait'): LightRequest {
  return {
    ...request,
    phasesUs: request.phasesUs.map((took, at) => (PHASES[at] === phase ? took + us : took)),
  };
}

/** With the slowest and the failed of each second kept with their exchange, and a generator that was disturbed at times. */
function asMeasured(second: RunSecond, disturbed: readonly number[]): RunSecond {
  const { second: at, series, light = new Uint8Array(), failures } = second;
  const isDisturbed = disturbed.includes(at);
  const block = { thread: 0, atUs: at * 1_000_000 + 230_000, lengthUs: 154_000 };
  const rows = decodeLightRequests(light);
  const slowest = rows.toSorted((one, other) => tookUs(other) - tookUs(one)).slice(0, 4);
  return makeSecond(at, series, {
    light,
    failures,
    exemplars: [...new Set([...slowest, ...rows.filter(({ code }) => code !== null)])].map(exchangeOf),
    generators: [makeGenerator(isDisturbed ? { loopDelayMaxUs: 154_000, blocks: [block] } : {})],
  });
}

function tookUs({ phasesUs }: LightRequest): number {
  return phasesUs.reduce((sum, us) => sum + us, 0);
}

function exchangeOf(request: LightRequest): KeptRequest {
  const { startedUs, status, code, connection, series, thread } = request;
  const name = NAMES[series] ?? '';
  const [queuedUs = 0] = request.phasesUs;
  const endedUs = startedUs + tookUs(request) - queuedUs;
  const receiveUs = request.phasesUs.at(-1) ?? 0;
  return {
    series,
    thread,
    intendedUs: startedUs - queuedUs,
    startedUs,
    dnsUs: null,
    connectUs: request.isNew ? startedUs + (request.phasesUs[PHASES.indexOf('connect')] ?? 0) : null,
    tlsUs: null,
    sentUs: startedUs,
    firstByteUs: endedUs - receiveUs,
    endedUs,
    reused: !request.isNew,
    status,
    method: 'GET',
    url: `http://127.0.0.1:8000/v1/${name}?curve=GBP-SONIA&days=90`,
    code,
    connection,
    asked: `GET /v1/${name}?curve=GBP-SONIA&days=90 HTTP/1.1\r\nhost: 127.0.0.1:8000\r\naccept: application/json\r\n`,
    answer: {
      head: `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Service Unavailable'}\ncontent-type: application/json`,
      body: status === 200 ? '{"curve":"GBP-SONIA","points":[4.61,4.58,4.55]}' : '{"error":"overloaded"}',
      note: '',
    },
  };
}
