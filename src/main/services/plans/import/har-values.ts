import { isHiddenName } from '../../../../contract/credential-names.ts';
import { parsedJson } from '../../../../contract/plan-data.ts';
import { isTokenShaped } from '../../../../contract/token-shape.ts';

/** Shorter values recur by chance. */
const MIN_CHARS = 8;
/** Of a recording so many values of answers are known; of an answer, those in a body up to this size. */
const MAX_VALUES = 2_000;
const MAX_BODY_CHARS = 262_144;

interface Origin {
  readonly line: string;
  readonly name: string;
}

/** Values that answers of a recording brought, a token after a login say, and the requests that send them again. */
export class AnsweredValues {
  readonly #origins = new Map<string, Origin>();

  /** @param line of the request; @param body of its answer, which tells something where it is JSON */
  answered(line: string, body: string): void {
    if (body.length > MAX_BODY_CHARS || !/^\s*[{[]/.test(body)) return;
    this.#take(parsedJson(body), line);
  }

  /** Where the first value that these texts hold came from, told once for each; null: none of them is known. */
  sentBy(texts: readonly string[]): Origin | null {
    if (this.#origins.size === 0) return null;
    for (const text of texts) {
      for (const piece of [...text.split(/[\s"',;]+/), ...text.split(/[\s"'=&?;,:/{}[\]]+/)]) {
        const origin = this.#origins.get(piece);
        if (origin === undefined) continue;
        this.#origins.delete(piece);
        return origin;
      }
    }
    return null;
  }

  #take(json: unknown, line: string): void {
    if (typeof json !== 'object' || json === null) return;
    for (const [name, value] of Object.entries(json)) {
      if (this.#origins.size >= MAX_VALUES) return;
      if (typeof value !== 'string') this.#take(value, line);
      else if (value.length >= MIN_CHARS && (isHiddenName(name) || isTokenShaped(value)))
        this.#origins.set(value, { line, name: name.slice(0, 40) });
    }
  }
}
