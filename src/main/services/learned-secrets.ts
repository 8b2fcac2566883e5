import type { NamedSecret } from './plans/written-secrets.ts';
import { createRedactor, type Redact } from './redact.ts';

/** Tokens are renewed all the time; those of the last seconds are the ones that can turn up. */
const MAX_KNOWN = 2_000;
/** So many are put into one index before the next is begun: what is indexed once is not indexed again. */
const BATCH = 100;

interface Batch {
  readonly names: ReadonlyMap<string, string>;
  readonly redact: Redact;
}

/** Secrets that nobody knows before a run, such as the tokens it gets: hidden by value from the moment they are told. */
export class LearnedSecrets {
  /** The oldest first. */
  #batches: Batch[] = [];

  add(secrets: readonly NamedSecret[]): void {
    const fresh = new Map<string, string>();
    for (const [name, text] of secrets) {
      if (!this.#batches.some(({ names }) => names.has(text))) fresh.set(text, name);
    }
    if (fresh.size === 0) return;
    const last = this.#batches.at(-1);
    const joined = last !== undefined && last.names.size < BATCH ? this.#batches.pop() : undefined;
    const names = new Map([...(joined?.names ?? []), ...fresh]);
    this.#batches.push({ names, redact: createRedactor([...names].map(([text, name]) => [name, text])) });
    let known = this.#batches.reduce((sum, batch) => sum + batch.names.size, 0);
    while (known > MAX_KNOWN && this.#batches.length > 1) known -= this.#batches.shift()?.names.size ?? 0;
  }

  readonly redact: Redact = (value) =>
    this.#batches.reduceRight((hidden, batch) => batch.redact(hidden), value);
}
