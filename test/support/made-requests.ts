import { bandOf } from '../../src/contract/latency-bands.ts';
import { encodeLightRequests, type LightRequest } from '../../src/contract/light-requests.ts';
import { closedProfile } from '../../src/contract/profile.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { PHASES, type RunSecond, type SeriesSecond } from '../../src/contract/tick.ts';
import { Random as KeeperRandom } from '../../src/workers/engine/load/random.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { LightKeeper } from '../../src/workers/engine/measure/light-keeper.ts';
import type { Sample } from '../../src/workers/engine/measure/sample.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from './made-plan.ts';
import { makeFailure, makeSecond, makeSeriesSecond } from './made-seconds.ts';
import { seededRandom, standardNormal } from './seeded-random.ts';

/** The keeper asks for a copy of it, which is at hand. */
const SAMPLE = {} as Sample;

interface MadeRequests {
  readonly endpoints: number;
  readonly seconds: number;
  /** Of all endpoints together, a second. */
  readonly rate: number;
  readonly seed: number;
  /** The first of them are warm-up, in which each request waits two seconds longer. Default: none. */
  readonly warmupSeconds?: number;
  /** What becomes of a request where a fault is planted. */
  readonly fault?: (request: LightRequest) => LightRequest;
}

/** A plan of so many endpoints, in two services. */
export function requestsPlan({
  endpoints,
  seconds,
  warmupSeconds = 0,
}: Pick<MadeRequests, 'endpoints' | 'seconds' | 'warmupSeconds'>): RunPlan {
  const series = Array.from({ length: endpoints }, (_, index) =>
    makeSeries({ service: index % 3 === 2 ? 'auth' : 'gateway', endpoint: `endpoint_${index}` }),
  );
  const durationMs = seconds * 1_000;
  return makePlan({
    durationMs,
    warmupMs: 1_000 * warmupSeconds,
    services: [
      { name: 'gateway', url: 'http://127.0.0.1:8000', healthPath: '/health' },
      { name: 'auth', url: 'http://127.0.0.1:8001', healthPath: '/health' },
    ],
    series,
    scenarios: [
      makeHttp({
        profile: closedProfile(100, Number.POSITIVE_INFINITY, durationMs),
        tasks: series.map(({ endpoint }, index) => ({ name: endpoint, weight: 1, steps: [makeStep(index)] })),
      }),
    ],
  });
}

/**
 * Seconds of a run as they are stored, made up of single requests: each with its phases, one in two hundred slow in its
 * wait, one in a thousand failed; histograms of all, and of each second what a meter would have kept light.
 */
export function* requestSeconds({
  endpoints,
  seconds,
  rate,
  seed,
  warmupSeconds = 0,
  fault = (one) => one,
}: MadeRequests): Generator<RunSecond> {
  const random = seededRandom(seed);
  const medians = Array.from({ length: endpoints }, () => 8_000 * 10 ** random());
  let offered: LightRequest | null = null;
  const keepers = medians.map(() => new LightKeeper(new KeeperRandom(seed), () => offered as LightRequest));
  for (let second = 0; second < seconds; second += 1) {
    const meters = medians.map(() => ({
      response: new Histogram(),
      service: new Histogram(),
      phases: PHASES.map(() => new Histogram()),
      failed: 0,
    }));
    for (let each = 0; each < rate; each += 1) {
      const series = Math.floor(random() * endpoints);
      const at = { series, second: second + each / rate, medianUs: medians[series] ?? 0 };
      const usual = requestOf(random, at);
      const request = fault(second < warmupSeconds ? cold(usual) : usual);
      const meter = meters[series];
      if (meter === undefined) continue;
      const us = request.phasesUs.reduce((sum, one) => sum + one, 0);
      offered = request;
      if (request.code !== null) {
        meter.failed += 1;
        keepers[series]?.failed(SAMPLE, false);
        continue;
      }
      keepers[series]?.succeeded(SAMPLE, { us, band: bandOf(us), hasExchange: false });
      meter.response.record(us);
      meter.service.record(us - (request.phasesUs[0] ?? 0));
      for (const [phase, took] of request.phasesUs.entries()) if (took > 0) meter.phases[phase]?.record(took);
    }
    const rows = meters.map(({ response, service, phases, failed }, series): SeriesSecond => {
      const encoded = (histogram: Histogram | undefined) =>
        histogram === undefined || histogram.count === 0 ? null : histogram.encode();
      const bare = makeSeriesSecond(series, [], {
        counts: {
          ok: response.count,
          errors: failed,
          targetErrors: failed,
          planned: response.count + failed,
          sent: response.count + failed,
        },
      });
      const own = Object.fromEntries(PHASES.map((name, phase) => [name, encoded(phases[phase])]));
      return {
        ...bare,
        histograms: { ...bare.histograms, ...own, response: encoded(response), service: encoded(service) },
      };
    });
    const light = keepers.flatMap((keeper) => keeper.take());
    yield makeSecond(second, rows, {
      light: encodeLightRequests(0, light),
      failures: meters.flatMap(({ failed }, series) =>
        failed === 0
          ? []
          : [
              {
                series,
                failure: makeFailure('http.5xx'),
                count: failed,
                firstUs: second * 1e6,
                lastUs: second * 1e6,
              },
            ],
      ),
    });
  }
}

function cold(request: LightRequest): LightRequest {
  const phasesUs = request.phasesUs.map((us, phase) => (PHASES[phase] === 'wait' ? us + 2_000_000 : us));
  return { ...request, phasesUs };
}

function requestOf(
  random: () => number,
  {
    series,
    second,
    medianUs,
  }: { readonly series: number; readonly second: number; readonly medianUs: number },
): LightRequest {
  const connection = 1 + Math.floor(50 * random());
  const isNew = random() < 0.02;
  const delay = random() < 0.005 ? 200_000 + 600_000 * random() : 0;
  const phasesUs = PHASES.map((phase) => {
    if (phase === 'queued') return Math.round(20 + 60 * random());
    if (phase === 'connect') return isNew ? Math.round(400 * Math.exp(0.4 * standardNormal(random))) : 0;
    if (phase === 'wait') return Math.round(delay + medianUs * Math.exp(0.3 * standardNormal(random)));
    return phase === 'receive' ? Math.round(50 + 200 * random()) : 0;
  });
  const hasFailed = random() < 0.001;
  return {
    series,
    thread: 0,
    startedUs: second * 1e6,
    phasesUs,
    status: hasFailed ? 503 : 200,
    code: hasFailed ? 'http.5xx' : null,
    address: `127.0.0.${1 + (connection % 2)}:8000`,
    connection,
    isNew,
    uses: Math.floor(100 * random()),
    ageMs: Math.floor(60_000 * random()),
    bytesIn: Math.floor(500 + 2_000 * random()),
    bytesOut: 200,
    weight: 1,
  };
}
