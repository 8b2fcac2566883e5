import type { Series } from '../../../contract/series.ts';
import type { AcceptedCredential } from '../../../contract/tick.ts';
import { isKeyOfNone } from './credentials.ts';

/** Rejected credentials kept apart per thread, over all services: each may be a row of its own in every second, on every series. */
export const MAX_CREDENTIALS = 256;
/** Accepted ones told per thread and service: each is told once in a run. */
export const MAX_ACCEPTED = 10_000;
/** Rejections beyond those kept apart, by whether this thread had seen the credential accepted. */
const OTHERS_ACCEPTED = 'others:accepted';
const OTHERS = 'others';
/** Those that had not been are told in so many lots: one that is accepted later answers for its lot alone. */
export const LOTS = 64;

interface ServiceCredentials {
  readonly service: string;
  /** Rejected, and kept apart. */
  readonly kept: Set<string>;
  readonly accepted: Set<string>;
  /** Rejected beyond those kept apart, and not accepted so far. */
  readonly pending: Set<string>;
  /** Names of lots that were told as accepted. */
  readonly told: Set<string>;
}

/**
 * By which credential requests were rejected, and which credentials were accepted. An acceptance is told once, by the
 * credential's own key; a rejection in every second, so only the first ones of a run are kept apart: a credential has one
 * name from then to the end. Beyond them, one that was accepted before is counted with all such, which are the target's;
 * any other in one of a few lots, which become the target's when one of the lot is accepted after all.
 */
export class CredentialBook {
  /** By series. */
  readonly #services: readonly ServiceCredentials[];
  #kept = 0;
  #fresh: AcceptedCredential[] = [];

  constructor(series: readonly Pick<Series, 'service'>[]) {
    const byName = new Map(series.map(({ service }) => [service, noCredentials(service)]));
    this.#services = series.flatMap(({ service }) => byName.get(service) ?? []);
  }

  /** The name under which a rejection is counted: the credential's key, or that of many. */
  keep(series: number, credential: string): string {
    // Without a credential: one per series, so they are few.
    if (isKeyOfNone(credential)) return credential;
    const own = this.#of(series);
    if (own.kept.has(credential)) return credential;
    if (this.#kept < MAX_CREDENTIALS) {
      own.kept.add(credential);
      this.#kept += 1;
      return credential;
    }
    if (own.accepted.has(credential)) {
      this.#tell(own, OTHERS_ACCEPTED);
      return OTHERS_ACCEPTED;
    }
    if (own.pending.size < MAX_ACCEPTED) own.pending.add(credential);
    return lotOf(credential);
  }

  accept(series: number, credential: string): void {
    const own = this.#of(series);
    if (own.accepted.has(credential)) return;
    const isKept = own.accepted.size < MAX_ACCEPTED || own.kept.has(credential);
    if (isKept) {
      own.accepted.add(credential);
      this.#fresh.push({ service: own.service, credential });
    }
    if (own.pending.delete(credential) || !isKept) this.#tell(own, lotOf(credential));
  }

  /** Those accepted for the first time since the last take. */
  take(): AcceptedCredential[] {
    const taken = this.#fresh;
    if (taken.length > 0) this.#fresh = [];
    return taken;
  }

  #tell({ service, told }: ServiceCredentials, name: string): void {
    if (told.has(name)) return;
    told.add(name);
    this.#fresh.push({ service, credential: name });
  }

  #of(series: number): ServiceCredentials {
    const service = this.#services[series];
    if (service === undefined) throw new RangeError(`no series ${series} in this plan`);
    return service;
  }
}

function noCredentials(service: string): ServiceCredentials {
  return { service, kept: new Set(), accepted: new Set(), pending: new Set(), told: new Set() };
}

/** A key is a hash already: its characters fall evenly. */
function lotOf(credential: string): string {
  let sum = 0;
  for (let place = 0; place < credential.length; place += 1) {
    sum = (sum * 31 + credential.charCodeAt(place)) % 65_521;
  }
  return `${OTHERS}:${sum % LOTS}`;
}
