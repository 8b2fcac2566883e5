import type { Series } from '../../contract/run-plan.ts';
import type { AcceptedCredential } from '../../contract/tick.ts';
import { isKeyOfNone } from './credentials.ts';

/** Per thread, over all services: each may be a row of its own in every second, on every series. */
export const MOST_CREDENTIALS = 256;
/** Stands for all that are not kept apart. */
export const OTHERS = 'others';

/**
 * Which credentials a thread keeps apart, and which of them it has seen accepted. The first ones of a run are kept, and
 * stay: a credential has one name from the first second to the last. What comes beyond them is `others`, one per service:
 * a rejection among the others is then the target's as soon as the service accepted any of the others, which is right
 * where the service fails and where all are wrong, and blames it for a wrong one among many that are right.
 */
export class CredentialBook {
  readonly #serviceOf: readonly string[];
  readonly #kept = new Set<string>();
  readonly #accepted = new Set<string>();
  #fresh: AcceptedCredential[] = [];

  constructor(series: readonly Pick<Series, 'service'>[]) {
    this.#serviceOf = series.map(({ service }) => service);
  }

  /** The name under which a credential is counted: its key, or that of the others. */
  keep(series: number, credential: string): string {
    // Without a credential: one per series, so they are few.
    if (isKeyOfNone(credential)) return credential;
    const place = `${this.#serviceOf[series] ?? ''} ${credential}`;
    if (this.#kept.has(place)) return credential;
    if (this.#kept.size >= MOST_CREDENTIALS) return OTHERS;
    this.#kept.add(place);
    return credential;
  }

  accept(series: number, credential: string): void {
    const name = this.keep(series, credential);
    const service = this.#serviceOf[series] ?? '';
    const place = `${service} ${name}`;
    if (this.#accepted.has(place)) return;
    this.#accepted.add(place);
    this.#fresh.push({ service, credential: name });
  }

  /** Those accepted for the first time since the last take. */
  take(): AcceptedCredential[] {
    const taken = this.#fresh;
    if (taken.length > 0) this.#fresh = [];
    return taken;
  }
}
