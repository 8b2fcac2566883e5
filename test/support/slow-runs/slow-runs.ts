import { PHASES, type Phase } from '../../../src/contract/tick.ts';
import type { Observed } from '../../../src/main/services/analysis/causes/observed.ts';
import { type Random, seededRandom, standardNormal } from '../seeded-random.ts';
import { type MadeRequest, observedOf } from './kept-rows.ts';

const SECONDS = 180;
const ENDPOINTS = 12;
const RATE = 600;
const CONNECTIONS = 50;
const NEW_SHARE = 0.02;

/** What is planted: whose requests are delayed, how often, in which phase. */
export const PLANTED = [
  'connect',
  'wait',
  'receive',
  'address',
  'connection',
  'status',
  'endpoint-burst',
  'dripping',
  'large-body',
  'disturbed',
  'gauge',
  'new-connection',
] as const;
export type Planted = (typeof PLANTED)[number];

export interface MadeRun {
  readonly observed: Observed;
  /** What was drawn for the fault: an endpoint, an address, a connection, the first second. */
  readonly drawn: Drawn;
}

interface Drawn {
  readonly endpoint: number;
  readonly address: number;
  readonly connection: number;
  readonly from: number;
  readonly gauge: string;
}

export interface Fault {
  readonly planted: Planted;
  /** How long a delay is: of 200 to 900 ms, or of 4 to 20 medians of the endpoint. */
  readonly delay: 'long' | 'medians';
  /** Active for so many seconds, and then for everybody whom it concerns; absent: all along, for some. */
  readonly seconds?: number;
}

/** A run of three minutes, twelve endpoints and 600 requests a second, with a fault or clean. */
export function madeRun(seed: number, fault: Fault | null): MadeRun {
  const random = seededRandom(seed * 7_919 + 13);
  const shapes = Array.from({ length: ENDPOINTS }, () => ({
    medianUs: 12_000 * 12 ** random(),
    sigma: 0.22 + 0.25 * random(),
    share: 0.3 + random(),
    bytes: 400 * 40 ** random(),
  }));
  const disturbed = Uint8Array.from({ length: SECONDS }, () => (random() < 0.02 ? 1 : 0));
  const gauges = ['api.cpu', 'db.connections', 'cache.hits'].map((name) => ({ name, values: walk(random) }));
  const drawn: Drawn = {
    endpoint: Math.floor(random() * ENDPOINTS),
    address: Math.floor(random() * 2),
    connection: Math.floor(random() * 25),
    from: 20 + Math.floor(random() * 140),
    gauge: 'db.connections',
  };
  const all = shapes.reduce((sum, { share }) => sum + share, 0);
  const generations = new Int32Array(CONNECTIONS);
  const requests: MadeRequest[] = [];
  for (let second = 0; second < SECONDS; second += 1) {
    const due = Math.round(RATE * (1 + 0.2 * Math.sin(second / 25)));
    for (let each = 0; each < due; each += 1) {
      let pick = random() * all;
      const endpoint = shapes.findIndex(({ share }) => (pick -= share) < 0);
      const shape = shapes[endpoint]!;
      const slot = Math.floor(random() * CONNECTIONS);
      // Half of the connections live as long as the run.
      const isNew = slot >= 25 && random() < 2 * NEW_SHARE;
      if (isNew) generations[slot]! += 1;
      const request = usualRequest(random, shape, {
        endpoint,
        second,
        slot,
        isNew,
        connection: slot + CONNECTIONS * generations[slot]!,
      });
      if (fault !== null)
        plant(fault, request, { random, drawn, disturbed, gauges, medianUs: shape.medianUs });
      request.durationUs = request.phasesUs.reduce((sum, us) => sum + us, 0);
      const ends = second + random() + request.durationUs / 1e6;
      request.second = Math.min(SECONDS - 1, Math.floor(ends));
      requests.push(request);
    }
  }
  return {
    observed: observedOf(requests, { endpoints: ENDPOINTS, seconds: SECONDS, disturbed, gauges }, random),
    drawn,
  };
}

function usualRequest(
  random: Random,
  { medianUs, sigma, bytes }: { readonly medianUs: number; readonly sigma: number; readonly bytes: number },
  {
    slot,
    isNew,
    ...own
  }: {
    readonly endpoint: number;
    readonly second: number;
    readonly slot: number;
    readonly isNew: boolean;
    readonly connection: number;
  },
): MadeRequest {
  const length = bytes * Math.exp(0.4 * standardNormal(random));
  const phasesUs = PHASES.map((phase) => {
    if (phase === 'queued') return 20 + 60 * random();
    if (phase === 'connect') return isNew ? 400 * Math.exp(0.4 * standardNormal(random)) : 0;
    if (phase === 'wait') return medianUs * Math.exp(sigma * standardNormal(random));
    if (phase === 'receive') return 40 + length / 50 + 100 * random();
    return 0;
  });
  return {
    ...own,
    durationUs: 0,
    phasesUs,
    address: slot % 2,
    isNew,
    status: random() < 0.02 ? 202 : 200,
    bytes: length,
  };
}

interface Scene {
  readonly random: Random;
  readonly drawn: Drawn;
  readonly disturbed: Uint8Array;
  readonly gauges: Observed['gauges'];
  readonly medianUs: number;
}

/** Delays a request whom the fault concerns. */
function plant({ planted, delay, seconds }: Fault, request: MadeRequest, scene: Scene): void {
  const { random, drawn, disturbed, medianUs } = scene;
  if (seconds !== undefined && (request.second < drawn.from || request.second >= drawn.from + seconds))
    return;
  const often = seconds === undefined ? 1 : 10;
  const hit = (share: number) => random() < Math.min(1, share * often);
  const delayed = (phase: Phase) => {
    const us = delay === 'long' ? 200_000 + 700_000 * random() : medianUs * (4 + 16 * random());
    request.phasesUs[PHASES.indexOf(phase)]! += us;
  };
  switch (planted) {
    case 'connect':
      return request.isNew && hit(0.5) ? delayed('connect') : undefined;
    case 'wait':
      return hit(0.01) ? delayed('wait') : undefined;
    case 'receive':
      return hit(0.01) ? delayed('receive') : undefined;
    case 'address':
      return request.address === drawn.address && hit(0.02) ? delayed('wait') : undefined;
    case 'connection':
      return request.connection === drawn.connection && hit(0.5) ? delayed('wait') : undefined;
    case 'status':
      return request.status === 202 && hit(0.5) ? delayed('wait') : undefined;
    case 'endpoint-burst':
      return request.endpoint === drawn.endpoint &&
        request.second >= drawn.from &&
        request.second < drawn.from + 4
        ? delayed('wait')
        : undefined;
    case 'dripping':
      return request.endpoint === drawn.endpoint && hit(0.03) ? delayed('receive') : undefined;
    case 'large-body':
      if (!hit(0.01)) return;
      Object.assign(request, { bytes: request.bytes * 40 });
      return delayed('receive');
    case 'disturbed':
      // A stall of our own is as long as it is, whatever the endpoint.
      if (disturbed[request.second] === 1 && hit(0.3)) request.phasesUs[0]! += 100_000 + 500_000 * random();
      return;
    case 'gauge':
      return isHigh(scene, request.second) && hit(0.2) ? delayed('wait') : undefined;
    case 'new-connection':
      return request.isNew && hit(0.5) ? delayed('wait') : undefined;
  }
}

function isHigh({ gauges, drawn }: Scene, second: number): boolean {
  const values = gauges.find(({ name }) => name === drawn.gauge)!.values;
  const limit = values.toSorted()[Math.floor(0.95 * values.length)]!;
  return values[second]! >= limit;
}

/** Wanders, with some peaks of two or three seconds. */
function walk(random: Random): Float64Array {
  let level = 40;
  const values = Float64Array.from({ length: SECONDS }, () => {
    level += 2 * standardNormal(random) - 0.1 * (level - 40);
    return level;
  });
  for (let peak = 0; peak < 5; peak += 1) {
    const from = Math.floor(random() * (SECONDS - 3));
    for (let second = from; second < from + 2 + Math.floor(2 * random()); second += 1) values[second]! += 40;
  }
  return values;
}
