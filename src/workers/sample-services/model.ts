import { entriesOf, heldOrMade } from '../../contract/keys.ts';
import type { ServiceName } from '../../contract/sample-services.ts';
import { type Fault, FaultRandom } from './faults.ts';
import { drawLogNormalMs, type LogNormal, type Random, seededRandom } from './latency.ts';
import {
  ENDPOINT_LATENCY,
  type EndpointKey,
  HANG_MS,
  type MessageFaultRates,
  PROFILES,
  type ProfileName,
} from './profiles.ts';
import { ServiceSlots } from './slots.ts';

/** What happens to a request or message: after `delayMs` it is answered, or meets its fault. `shed`: the queue is full. */
interface Decision<Kind extends string = Fault> {
  readonly delayMs: number;
  readonly fault: Kind | 'shed' | undefined;
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
  #slots: ServiceSlots | undefined;
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
    return admitted(this.#slots, { nowMs, workMs, fault });
  }

  /** Decides the answer to one WebSocket message that arrives at `nowMs`. */
  decideMessage(nowMs: number): Decision<keyof MessageFaultRates> {
    const workMs = this.drawMs('streaming.ws_message');
    const fault = this.#messageFault();
    if (fault === 'late') return { delayMs: this.#hangMs(), fault };
    return admitted(this.#messageSlots, { nowMs, workMs, fault });
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

  #openSlots(): void {
    const capacity = PROFILES[this.#profileName].capacity;
    this.#slots = capacity && new ServiceSlots(capacity[this.#service]);
    this.#messageSlots = capacity && new ServiceSlots(capacity.messages);
  }
}

function admitted<Kind extends string>(
  slots: ServiceSlots | undefined,
  {
    nowMs,
    workMs,
    fault,
  }: { readonly nowMs: number; readonly workMs: number; readonly fault: Kind | undefined },
): Decision<Kind> {
  const delayMs = slots === undefined ? workMs : slots.admit(nowMs, workMs);
  return delayMs === undefined ? { delayMs: REFUSAL_MS, fault: 'shed' } : { delayMs, fault };
}

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
