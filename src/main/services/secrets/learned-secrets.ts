import type { SecondIndex } from '../../../contract/units.ts';
import type { NamedSecret } from '../plans/inputs/written-secrets.ts';
import { createRedactor, type Redact } from './redact.ts';

/** Tokens are renewed all the time; those of the last seconds are the ones that can turn up. */
const MAX_KNOWN = 2_000;
/** So many are put into one index before the next is begun: what is indexed once is not indexed again. */
const BATCH = 100;
const NO_SECOND: SecondIndex = -1;

interface Batch {
  readonly names: ReadonlyMap<string, string>;
  readonly redact: Redact;
  /** The last second that one of them was told for. */
  neededIn: SecondIndex;
}

/**
 * Secrets that nobody knows before a run, such as the tokens it gets: hidden by value from the moment they are told. The
 * oldest are forgotten where they are too many, but none that was told for a second which is still to be hidden: the
 * threads tell theirs one after the other.
 */
export class LearnedSecrets {
  /** The oldest first. */
  #batches: Batch[] = [];
  #hiddenUntil: SecondIndex = NO_SECOND;

  /** @param second whose texts they may stand in; absent: texts that follow at once */
  add(secrets: readonly NamedSecret[], second: SecondIndex = NO_SECOND): void {
    const fresh = new Map<string, string>();
    for (const [name, text] of secrets) {
      const known = this.#batches.find(({ names }) => names.has(text));
      if (known === undefined) fresh.set(text, name);
      else known.neededIn = Math.max(known.neededIn, second);
    }
    if (fresh.size > 0) this.#index(fresh, second);
    this.#forget();
  }

  /** A second has been hidden, and so have those before it. */
  hidden(second: SecondIndex): void {
    this.#hiddenUntil = second;
    this.#forget();
  }

  readonly redact: Redact = (value) =>
    this.#batches.reduceRight((hidden, batch) => batch.redact(hidden), value);

  #index(fresh: ReadonlyMap<string, string>, second: SecondIndex): void {
    const last = this.#batches.at(-1);
    const joined = last !== undefined && last.names.size < BATCH ? this.#batches.pop() : undefined;
    const names = new Map([...(joined?.names ?? []), ...fresh]);
    this.#batches.push({
      names,
      redact: createRedactor([...names].map(([text, name]) => [name, text])),
      neededIn: Math.max(joined?.neededIn ?? NO_SECOND, second),
    });
  }

  #forget(): void {
    let known = this.#batches.reduce((sum, { names }) => sum + names.size, 0);
    const newest = this.#batches.at(-1);
    this.#batches = this.#batches.filter((batch) => {
      const goes = known > MAX_KNOWN && batch !== newest && batch.neededIn <= this.#hiddenUntil;
      if (goes) known -= batch.names.size;
      return !goes;
    });
  }
}
