import { entriesOf, heldOrMade } from '../../contract/keys.ts';
import type { ServiceName } from '../../contract/sample-services.ts';
import { CountedSlots, type SlotUse } from './counted-slots.ts';
import { type Fault, FaultRandom } from './faults.ts';
import { drawLogNormalMs, type LogNormal, type Random, seededRandom } from './latency.ts';
import {
  ENDPOINT_LATENCY,
  type EndpointKey,
  HANG_MS,
  type MessageFaultRates,
  POOL_TIMEOUT_MS,
  PROFILES,
  type ProfileName,
} from './profiles.ts';
import { ServiceSlots } from './slots.ts';

/**
 * What happens to a request or message: after `delayMs` it is answered, or meets its fault. `shed`: the queue is full.
 * `poolTimeout`: it waited for a connection to the database, and none fell free.
 */
interface Decision<Kind extends string = Fault> {
  readonly delayMs: number;
  readonly fault: Kind | 'shed' | 'poolTimeout' | undefined;
}

/** What of a service is taken now. */
export interface ServiceUse {
  /** Requests worked on at once. */
  readonly workers: SlotUse;
  /** Connections to its database. */
  readonly connections: SlotUse;
}

/** A refusal needs no work, so it comes quickly (ms). */
const REFUSAL_MS = 2;

/**
 * The behaviour of one service under a profile: seeded and clockless (the caller passes the time), so a run of it
 * can be replayed exactly.
 */
export class ServiceModel {
  readonly #service: ServiceName;
  readonly #random: Random;
  #profileName: ProfileName;
  #rng: FaultRandom;
  #workers = new CountedSlots(null);
  #connections = new CountedSlots(null);
  #messageSlots: ServiceSlots | undefined;

  constructor(service: ServiceName, profile: ProfileName, seed: number) {
    this.#service = service;
    this.#random = seededRandom(seed);
    this.#profileName = profile;
    this.#rng = this.#newRng();
    this.#openSlots();
  }

  get profile(): ProfileName {
    return this.#profileName;
  }

  /** Switches the profile: queues start empty; answers already under way keep the time they were given. */
  use(profile: ProfileName): void {
    this.#profileName = profile;
    this.#rng = this.#newRng();
    this.#openSlots();
  }

  /** Decides one request that arrives at `nowMs`. */
  decide(key: EndpointKey, nowMs: number): Decision {
    const workMs = this.drawMs(key);
    const fault = this.#rng.next();
    if (fault === 'error503' || fault === 'throttled') return { delayMs: REFUSAL_MS, fault };
    if (fault === 'hang') return { delayMs: this.#hangMs(), fault };
    return this.#admitted(nowMs, workMs, fault);
  }

  /** What is taken at `nowMs`, and what there is. */
  taken(nowMs: number): ServiceUse {
    return { workers: this.#workers.use(nowMs), connections: this.#connections.use(nowMs) };
  }

  /** Decides the answer to one WebSocket message that arrives at `nowMs`. */
  decideMessage(nowMs: number): Decision<keyof MessageFaultRates> {
    const workMs = this.drawMs('streaming.ws_message');
    const fault = this.#messageFault();
    if (fault === 'late') return { delayMs: this.#hangMs(), fault };
    const delayMs = this.#messageSlots === undefined ? workMs : this.#messageSlots.admit(nowMs, workMs);
    return delayMs === undefined ? SHED : { delayMs, fault };
  }

  /** One latency of an endpoint under the profile in force (ms), without any queue. */
  drawMs(key: EndpointKey): number {
    return drawLogNormalMs(shapeOf(key, this.#profileName), this.#random);
  }

  #messageFault(): keyof MessageFaultRates | undefined {
    const rates = entriesOf(PROFILES[this.#profileName].messageFaults);
    if (rates.every(([, share]) => share === 0)) return undefined;
    let at = this.#random();
    return rates.find(([, share]) => {
      at -= share;
      return at < 0;
    })?.[0];
  }

  #hangMs(): number {
    return HANG_MS.min + this.#random() * (HANG_MS.max - HANG_MS.min);
  }

  #newRng(): FaultRandom {
    const profile = PROFILES[this.#profileName];
    return new FaultRandom(profile.faults, profile.arrangement, this.#random);
  }

  /** A worker first, and then a connection for it; no profile is short of both. */
  #admitted(nowMs: number, workMs: number, fault: Fault | undefined): Decision {
    const servedMs = this.#workers.take(nowMs, workMs);
    if (servedMs === undefined) return SHED;
    const waitMs = servedMs - workMs;
    const connectedMs = this.#connections.take(nowMs + waitMs, workMs);
    if (connectedMs === undefined) return { delayMs: waitMs + POOL_TIMEOUT_MS, fault: 'poolTimeout' };
    return { delayMs: servedMs + (connectedMs - workMs), fault };
  }

  #openSlots(): void {
    const { capacity, connections } = PROFILES[this.#profileName];
    this.#workers = new CountedSlots(capacity?.[this.#service] ?? null);
    this.#connections = new CountedSlots(connections?.[this.#service] ?? null);
    this.#messageSlots = capacity && new ServiceSlots(capacity.messages);
  }
}

const SHED = { delayMs: REFUSAL_MS, fault: 'shed' } as const;

const SHAPES = new Map<string, LogNormal>();

/** The latency of an endpoint under a profile, before any queue. */
export function shapeOf(key: EndpointKey, profileName: ProfileName): LogNormal {
  return heldOrMade(SHAPES, `${profileName} ${key}`, () => {
    const profile = PROFILES[profileName];
    const factor = profile.latencyFactor * (profile.capacity?.[poolOf(key)].latencyFactor ?? 1);
    const base = ENDPOINT_LATENCY[key];
    return { medianMs: base.medianMs * factor, sigma: base.sigma };
  });
}

function poolOf(key: EndpointKey): ServiceName | 'messages' {
  if (key === 'streaming.ws_message' || key === 'streaming.push') return 'messages';
  return key.slice(0, key.indexOf('.')) as ServiceName;
}
