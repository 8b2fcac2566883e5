import { hideCredentials } from '../../../contract/token-shape.ts';
import type { NamedSecret } from '../plans/inputs/written-secrets.ts';
import { createRedactor, mapTexts, type Redact } from './redact.ts';

/** More than this are the rows of feeds; those of the last run are the ones that can turn up. */
const MAX_KNOWN = 50_000;

/**
 * Every secret this process has come by, whoever brought it: for what is said outside of a run, such as why one could
 * not be started, or what a bug has to say.
 */
export class KnownSecrets {
  /** Names by text. */
  readonly #names = new Map<string, string>();
  #byValue: Redact | null = null;

  add(secrets: readonly NamedSecret[]): void {
    for (const [name, text] of secrets) {
      if (text === '' || this.#names.has(text)) continue;
      this.#names.set(text, name);
      this.#byValue = null;
    }
    for (const oldest of this.#names.keys()) {
      if (this.#names.size <= MAX_KNOWN) break;
      this.#names.delete(oldest);
    }
  }

  /** Hides them by value, and what is a credential by its name or shape. */
  readonly redact: Redact = (value) => {
    this.#byValue ??= createRedactor([...this.#names].map(([text, name]) => [name, text]));
    return mapTexts(this.#byValue(value), hideCredentials);
  };
}
