import { describe, expect, test } from 'vitest';
import type { LightRequest } from '../../../../../../src/contract/light-requests.ts';
import type { RunPlan } from '../../../../../../src/contract/run-plan.ts';
import type { Summary } from '../../../../../../src/contract/summary.ts';
import { PHASES, type Phase, type RunSecond } from '../../../../../../src/contract/tick.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { CauseSearch } from '../../../../../../src/main/services/analysis/reading/run-causes.ts';
import { requestSeconds, requestsPlan } from '../../../../../support/made-requests.ts';
import { COMPLETED, makeRun } from '../../../../../support/made-seconds.ts';
import { GATEWAY, makeCpu, makeWatched } from '../../../../../support/made-watches.ts';
import { seededRandom } from '../../../../../support/seeded-random.ts';

const SIZE = { endpoints: 9, seconds: 60 };
/** By number of the endpoint. */
const [SLOW, FAILING, DRIPPING] = [3, 6, 1];

/** One endpoint 900 ms slower for four seconds, one that fails for five, and of a third 3% of the bodies that drip. */
function planted(): (request: LightRequest) => LightRequest {
  const random = seededRandom(17);
  return (request) => {
    const second = request.startedUs / 1e6;
    const isDripping = random() < 0.03;
    if (request.series === SLOW && second >= 20 && second < 24) return longer(request, 'wait', 900_000);
    if (request.series === FAILING && second >= 40 && second < 45)
      return { ...request, status: 503, code: 'http.5xx' };
    return request.series === DRIPPING && isDripping ? longer(request, 'receive', 600_000) : request;
  };
}

function longer(request: LightRequest, phase: Phase, us: number): LightRequest {
  const at = PHASES.indexOf(phase);
  return { ...request, phasesUs: request.phasesUs.map((took, one) => (one === at ? took + us : took)) };
}

function documentOf(seconds: readonly RunSecond[], change: Partial<RunPlan> = {}): Summary {
  const plan = { ...requestsPlan(SIZE), ...change };
  const search = new CauseSearch({ plan, precision: 'tick' });
  for (const second of seconds) search.add(second);
  return analyseStored(makeRun(plan), seconds, { ...COMPLETED, causes: () => search.found() });
}

function findingsOf(seconds: readonly RunSecond[], warmupMs = 0): Summary['findings'] {
  return documentOf(seconds, { warmupMs }).findings;
}

describe('a run with three planted faults', () => {
  const seconds = [...requestSeconds({ ...SIZE, rate: 400, seed: 5, fault: planted() })];
  const findings = findingsOf(seconds);
  const titled = (title: RegExp) => findings.find((one) => title.test(one.title));

  test('the slow endpoint: its seconds, its phase, its share, and where to look', () => {
    const found = titled(/^Slow for 4 s: gateway endpoint_3$/);
    expect(found?.evidence).toMatch(
      /^gateway endpoint_3 waited (?:89|90)\d ms longer for its first byte, from 0:20 to 0:24\. (\d+) of its \1 requests in those seconds were slow, and \d+ of its [\d,]+ in others\. Waiting for the first byte took almost all of their extra time\. It explains \d+(\.\d)?% of the slow requests\.$/,
    );
    expect(found?.shown).toMatchObject({
      service: 'gateway',
      endpoint: 'endpoint_3',
      area: { fromSecond: 20, toSecond: 23, toBand: 79 },
    });
  });

  test('the dripping one', () => {
    const found = titled(/^Some requests are much slower to receive: gateway endpoint_1$/);
    expect(found?.evidence).toMatch(/spent (5\d\d|6\d\d) ms longer receiving their response\./);
    expect(found?.evidence).toMatch(/Receiving took .+ of their extra time\. It explains \d+(\.\d)?% of/);
    expect(found?.shown).toMatchObject({ endpoint: 'endpoint_1', area: { fromSecond: 0, toSecond: 59 } });
  });

  test('the failing one, and nothing beside it that says less', () => {
    const found = titled(/^Failed for 5 s: gateway endpoint_6$/);
    expect(found?.evidence).toMatch(
      /^gateway endpoint_6, from 0:40 to 0:45: (\d+) of \1 failed \(100%\) with http\.5xx, and (\d+|none) of [\d,]+ in other seconds\. That is \d+(\.\d)?% of all failures\. \d+(\.\d)?% of their time went to waiting for the first byte\.$/,
    );
    expect(found?.shown?.area).toEqual({ fromSecond: 40, toSecond: 44, fromBand: 0, toBand: 79 });
    expect(findings.map(({ code }) => code)).not.toContain('errors.endpoint');
  });

  test('the verdict says what its grades hide', () => {
    const thresholds: RunPlan['thresholds'] = [
      { service: 'gateway', metric: 'errorRate', excellent: 0.01, good: 0.1, acceptable: 10 },
    ];
    const { outcome, grade, sentence } = documentOf(seconds, { thresholds }).overall;
    expect([outcome, grade]).toEqual(['passed', 'acceptable']);
    expect(sentence).toMatch(
      /\. Figures of the whole run hide that gateway endpoint_6 failed for 5 s, gateway endpoint_3 was slow for 4 s and some requests to gateway endpoint_1 were much slower to receive\.$/,
    );
    const clean = documentOf([...requestSeconds({ ...SIZE, rate: 400, seed: 5 })], { thresholds });
    expect(clean.overall.sentence).not.toContain('hide');
  });

  test('of the warm-up nothing is named', () => {
    const titles = findingsOf(seconds, 30_000).map(({ title }) => title);
    expect(titles.some((title) => title.startsWith('Slow for'))).toBe(false);
    expect(titles).toContain('Failed for 5 s: gateway endpoint_6');
  });

  test('a run that kept no requests has the findings it had', () => {
    const old = seconds.map(({ light: _, ...second }) => second);
    const bare = analyseStored(makeRun(requestsPlan(SIZE)), old, COMPLETED).findings;
    expect(findingsOf(old)).toEqual(bare);
  });
});

test('what was watched and moved with slow requests is named with its watch, and as no cause', () => {
  const isHigh = (second: number) => [10, 25, 40, 50].includes(second);
  const random = seededRandom(23);
  const fault = (request: LightRequest) =>
    isHigh(Math.floor(request.startedUs / 1e6)) && random() < 0.4
      ? longer(request, 'wait', 300_000)
      : request;
  const seconds = [...requestSeconds({ ...SIZE, rate: 400, seed: 5, fault })].map((one) => ({
    ...one,
    watched: [makeWatched(one.second, [makeCpu(isHigh(one.second) ? 1.9 : 0.4)])],
  }));
  const { findings } = documentOf(seconds, { watches: [GATEWAY] });
  const found = findings.find(({ code }) => code === 'latency.cause');
  expect(found?.title).toBe('Slow while gateway CPU was high');
  expect(found?.evidence).toMatch(
    /^While gateway CPU was at 1\.9 cores or more \(4 s\), [\d.]+% of requests waited 3\d\d ms longer for their first byte\. .+ That goes together with \d+(\.\d)?% of the slow requests\.$/,
  );
});
