import type { Series } from '../../contract/run-plan.ts';
import type { AcceptedCredential } from '../../contract/tick.ts';
import { isKeyOfNone } from './credentials.ts';

/** Per thread, over all services: each may be a row of its own in every second, on every series. */
export const MOST_CREDENTIALS = 256;
/** Stands for all that are not kept apart. */
export const OTHERS = 'others';

interface ServiceCredentials {
  readonly service: string;
  readonly kept: Set<string>;
  readonly accepted: Set<string>;
}

/**
 * Which credentials a thread keeps apart, and which of them it has seen accepted. The first ones of a run are kept, and
 * stay: a credential has one name from the first second to the last. What comes beyond them is `others`, one per service:
 * a rejection among the others is then the target's as soon as the service accepted any of the others, which is right
 * where the service fails and where all are wrong, and blames it for a wrong one among many that are right.
 */
export class CredentialBook {
  /** By series. */
  readonly #services: readonly ServiceCredentials[];
  #kept = 0;
  #fresh: AcceptedCredential[] = [];

  constructor(series: readonly Pick<Series, 'service'>[]) {
    const byName = new Map(
      series.map(({ service }) => [
        service,
        { service, kept: new Set<string>(), accepted: new Set<string>() },
      ]),
    );
    this.#services = series.flatMap(({ service }) => byName.get(service) ?? []);
  }

  /** The name under which a credential is counted: its key, or that of the others. */
  keep(series: number, credential: string): string {
    // Without a credential: one per series, so they are few.
    if (isKeyOfNone(credential)) return credential;
    const { kept } = this.#of(series);
    if (kept.has(credential)) return credential;
    if (this.#kept >= MOST_CREDENTIALS) return OTHERS;
    kept.add(credential);
    this.#kept += 1;
    return credential;
  }

  accept(series: number, credential: string): void {
    const { service, accepted } = this.#of(series);
    if (accepted.has(credential)) return;
    const name = this.keep(series, credential);
    if (accepted.has(name)) return;
    accepted.add(name);
    this.#fresh.push({ service, credential: name });
  }

  /** Those accepted for the first time since the last take. */
  take(): AcceptedCredential[] {
    const taken = this.#fresh;
    if (taken.length > 0) this.#fresh = [];
    return taken;
  }

  #of(series: number): ServiceCredentials {
    const service = this.#services[series];
    if (service === undefined) throw new RangeError(`no series ${series} in this plan`);
    return service;
  }
}
