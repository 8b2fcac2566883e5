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
  /** What was chosen at random for the fault: an endpoint, an address, a connection, the first second. */
  readonly chosen: Chosen;
}

interface Shape {
  readonly medianUs: number;
  readonly sigma: number;
  readonly share: number;
  readonly bytes: number;
}

interface Chosen {
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

/**
 * A run of three minutes, twelve endpoints and 600 requests a second, with a fault or clean.
 * @param watches whose gauges have nothing to do with it, twelve each. Default: none
 */
export function madeRun(seed: number, fault: Fault | null, watches = 0): MadeRun {
  const random = seededRandom(seed * 7_919 + 13);
  const shapes = Array.from(
    { length: ENDPOINTS },
    (): Shape => ({
      medianUs: 12_000 * 12 ** random(),
      sigma: 0.22 + 0.25 * random(),
      share: 0.3 + random(),
      bytes: 400 * 40 ** random(),
    }),
  );
  const disturbed = Uint8Array.from({ length: SECONDS }, () => (random() < 0.02 ? 1 : 0));
  const gauges = ['api.cpu', 'db.connections', 'cache.hits'].map((name) => ({
    name,
    unit: 'count' as const,
    values: walk(random),
  }));
  gauges.push(...noisyGauges(seed, watches));
  const chosen: Chosen = {
    endpoint: Math.floor(random() * ENDPOINTS),
    address: Math.floor(random() * 2),
    connection: Math.floor(random() * 25),
    from: 20 + Math.floor(random() * 140),
    gauge: 'db.connections',
  };
  const shares = shapes.map(({ share }) => share);
  const generations = new Int32Array(CONNECTIONS);
  const requests: MadeRequest[] = [];
  for (let second = 0; second < SECONDS; second += 1) {
    const due = Math.round(RATE * (1 + 0.2 * Math.sin(second / 25)));
    for (let each = 0; each < due; each += 1) {
      const endpoint = pickOf(shares, random);
      const shape = shapes[endpoint] as Shape;
      const slot = Math.floor(random() * CONNECTIONS);
      // Half of the connections live as long as the run.
      const isNew = slot >= 25 && random() < 2 * NEW_SHARE;
      if (isNew) generations[slot] = (generations[slot] ?? 0) + 1;
      const request = usualRequest(random, shape, {
        endpoint,
        second,
        slot,
        isNew,
        connection: slot + CONNECTIONS * (generations[slot] ?? 0),
      });
      if (fault !== null)
        plant(fault, request, { random, chosen, disturbed, gauges, medianUs: shape.medianUs });
      request.durationUs = request.phasesUs.reduce((sum, us) => sum + us, 0);
      const ends = second + random() + request.durationUs / 1e6;
      request.second = Math.min(SECONDS - 1, Math.floor(ends));
      requests.push(request);
    }
  }
  return {
    observed: observedOf(requests, { endpoints: ENDPOINTS, seconds: SECONDS, disturbed, gauges }, random),
    chosen,
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
  readonly chosen: Chosen;
  readonly disturbed: Uint8Array;
  readonly gauges: Observed['gauges'];
  readonly medianUs: number;
}

interface Plan {
  readonly phase: Phase;
  /** Of those whom it concerns, so many are delayed. */
  readonly share: number;
  concerns(request: MadeRequest, scene: Scene): boolean;
}

const PLANS: Record<Planted, Plan> = {
  connect: { phase: 'connect', share: 0.5, concerns: ({ isNew }) => isNew },
  wait: { phase: 'wait', share: 0.01, concerns: () => true },
  receive: { phase: 'receive', share: 0.01, concerns: () => true },
  address: { phase: 'wait', share: 0.02, concerns: ({ address }, { chosen }) => address === chosen.address },
  connection: {
    phase: 'wait',
    share: 0.5,
    concerns: ({ connection }, { chosen }) => connection === chosen.connection,
  },
  status: { phase: 'wait', share: 0.5, concerns: ({ status }) => status === 202 },
  'endpoint-burst': {
    phase: 'wait',
    share: 1,
    concerns: ({ endpoint, second }, { chosen: { endpoint: chosen, from } }) =>
      endpoint === chosen && second >= from && second < from + 4,
  },
  dripping: {
    phase: 'receive',
    share: 0.03,
    concerns: ({ endpoint }, { chosen }) => endpoint === chosen.endpoint,
  },
  'large-body': { phase: 'receive', share: 0.01, concerns: () => true },
  disturbed: {
    phase: 'queued',
    share: 0.3,
    concerns: ({ second }, { disturbed }) => disturbed[second] === 1,
  },
  gauge: { phase: 'wait', share: 0.2, concerns: ({ second }, scene) => isHigh(scene, second) },
  'new-connection': { phase: 'wait', share: 0.5, concerns: ({ isNew }) => isNew },
};

/** Delays a request whom the fault concerns. */
function plant({ planted, delay, seconds }: Fault, request: MadeRequest, scene: Scene): void {
  const { random, chosen, medianUs } = scene;
  const { phase, share, concerns } = PLANS[planted];
  if (seconds !== undefined && (request.second < chosen.from || request.second >= chosen.from + seconds))
    return;
  if (!concerns(request, scene) || random() >= share * (seconds === undefined ? 1 : 10)) return;
  if (planted === 'large-body') request.bytes *= 40;
  const us = delay === 'long' ? 200_000 + 700_000 * random() : medianUs * (4 + 16 * random());
  // A stall of our own is as long as it is, whatever the endpoint.
  lengthen(request, phase, planted === 'disturbed' ? 100_000 + 500_000 * random() : us);
}

function isHigh({ gauges, chosen }: Scene, second: number): boolean {
  const values = gauges.find(({ name }) => name === chosen.gauge)?.values ?? new Float32Array();
  const limit = values.toSorted()[Math.floor(0.95 * values.length)] ?? 0;
  return (values[second] ?? 0) >= limit;
}

/** Wanders, with some peaks of two or three seconds. */
/** What processes, containers and pages of metrics tell of a target that is well. */
const NOISE: readonly ((random: Random) => (second: number) => number)[] = [
  // CPU, threads, requests in flight: noise about a level; and one that comes in clumps.
  (random) => () => 0.5 + 0.1 * standardNormal(random),
  (random) => () => 8 + Math.round(2 * standardNormal(random)),
  (random) => clumped(random, 0.7),
  (random) => clumped(random, 0.95),
  // Memory that a collector frees, and memory that grows.
  (random) => (second) => 200 + ((second + 10 * random()) % 30),
  (random) => (second) => 200 + second + standardNormal(random),
  // Disk: nothing, and now and then much.
  (random) => () => (random() < 0.05 ? 100 * random() : 0),
  (random) => () => (random() < 0.02 ? 1 : 0),
  // A pool of twenty, a cache, a queue.
  (random) => () => Math.min(20, Math.floor(6 - 8 * Math.log(1 - random()))),
  (random) => () => 0.98 - 0.02 * random() ** 4,
  (random) => (second) => (second % 60 < 4 ? 30 : 2) + random(),
  // What goes up and down with the load.
  (random) => (second) => 1 + 0.2 * Math.sin(second / 25) + 0.05 * standardNormal(random),
];

function clumped(random: Random, phi: number): () => number {
  let level = 0;
  return () => {
    level = phi * level + standardNormal(random);
    return level;
  };
}

function noisyGauges(seed: number, watches: number) {
  const random = seededRandom(seed * 104_729 + 7);
  return Array.from({ length: watches }, (_, watch) =>
    NOISE.map((kind, nth) => {
      const at = kind(random);
      const values = Float32Array.from({ length: SECONDS }, (__, second) => at(second));
      return { name: `watch ${watch} gauge ${nth}`, unit: 'count' as const, values };
    }),
  ).flat();
}

function walk(random: Random): Float32Array {
  let level = 40;
  const values = Float32Array.from({ length: SECONDS }, () => {
    level += 2 * standardNormal(random) - 0.1 * (level - 40);
    return level;
  });
  for (let peak = 0; peak < 5; peak += 1) {
    const from = Math.floor(random() * (SECONDS - 3));
    for (let second = from; second < from + 2 + Math.floor(2 * random()); second += 1) {
      values[second] = (values[second] ?? 0) + 40;
    }
  }
  return values;
}

/** Picks an index by its share. */
function pickOf(shares: readonly number[], random: Random): number {
  let left = random() * shares.reduce((sum, share) => sum + share, 0);
  for (const [index, share] of shares.entries()) {
    left -= share;
    if (left < 0) return index;
  }
  return shares.length - 1;
}

function lengthen(request: MadeRequest, phase: Phase, us: number): void {
  const at = PHASES.indexOf(phase);
  request.phasesUs[at] = (request.phasesUs[at] ?? 0) + us;
}
