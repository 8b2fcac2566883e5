import { isCredentialHeader, isCredentialName } from '../../../contract/credential-names.ts';
import type { BodySpec } from '../../../contract/plan-steps.ts';
import type { Exchange } from '../../engine/drivers/driver.ts';
import {
  type CredentialKeys,
  hasCredentialField,
  joined,
  keyOfNone,
  presentedBy,
  presentedIn,
  queryOf,
} from '../../engine/measure/credentials.ts';
import type { BodyTemplate, HeadersTemplate, TextTemplate } from '../../engine/values/port.ts';

interface StepCredentialParts {
  readonly series: number;
  readonly keys: CredentialKeys;
  readonly path: TextTemplate;
  /** As the plan writes it. */
  readonly pathTemplate: string;
  readonly headers: HeadersTemplate;
  /** In the order of the rendered ones. */
  readonly headerNames: readonly string[];
  readonly body: BodyTemplate | null;
  readonly bodySpec: BodySpec | null;
}

type Asked = Pick<Exchange, 'headers' | 'path' | 'body'>;

/**
 * What the requests of one step present. Asked for with every answer, so it looks only where the plan lets a credential
 * be, and only when that changed since the last request: where nothing is drawn, the key is made once.
 */
export class StepCredential {
  /** Key of the last one told to the meter as accepted; the next of the same is not told again. */
  lastAccepted = '';
  readonly #series: number;
  readonly #keys: CredentialKeys;
  /** Of header values that are credentials, in the rendered headers. */
  readonly #places: readonly number[];
  /** Of those headers, in lower case. */
  readonly #names: readonly string[];
  readonly #inPath: boolean;
  readonly #inBody: boolean;
  #values: readonly (string | undefined)[] | null = null;
  #path = '';
  #body: Exchange['body'] = null;
  #key: string;

  constructor(parts: StepCredentialParts) {
    const { series, keys, headers, headerNames, path, pathTemplate, body, bodySpec } = parts;
    this.#series = series;
    this.#keys = keys;
    this.#key = keyOfNone(series);
    const places = headerNames.flatMap((name, at) => (isCredentialHeader(name) ? [2 * at + 1] : []));
    const inPath =
      path.constant === null ? mayHoldCredential(pathTemplate) : hasCredentialField(queryOf(path.constant));
    const fixed = { headers: headers.constant ?? [], url: path.constant ?? '' };
    // A head that always presents something leaves the body out of it; one that may be empty does not.
    const always = headers.constant !== null && path.constant !== null && presentedBy(fixed) !== '';
    this.#inBody = !always && body !== null && bodyMayHold(bodySpec);
    this.#places = places;
    this.#names = places.map((place) => headerNames[(place - 1) / 2]?.toLowerCase() ?? '');
    this.#inPath = inPath;
  }

  /** The key of what a request of this step presented; of a request that was redirected, ask `CredentialKeys`. */
  of({ headers, path, body }: Asked): string {
    const values = this.#values;
    if (values === null) {
      if (this.#places.length === 0 && !this.#inPath && !this.#inBody) return this.#key;
      return this.#look(headers, path, body);
    }
    if ((this.#inPath && path !== this.#path) || (this.#inBody && body !== this.#body)) {
      return this.#look(headers, path, body);
    }
    const places = this.#places;
    for (let index = 0; index < places.length; index += 1) {
      if (headers[places[index] as number] !== values[index]) return this.#look(headers, path, body);
    }
    return this.#key;
  }

  #look(headers: readonly string[], path: string, body: Exchange['body']): string {
    this.#values = this.#places.map((place) => headers[place]);
    this.#path = path;
    this.#body = body;
    const inHead = this.#inPath ? '' : this.#inHead();
    if (inHead !== '') this.#key = this.#keys.ofText(inHead);
    else this.#key = this.#keys.of({ headers, url: path, ...(this.#inBody ? { body } : {}) }, this.#series);
    return this.#key;
  }

  /** What `presentedBy` finds in the headers, without looking for their names again. */
  #inHead(): string {
    const found: string[] = [];
    this.#values?.forEach((value, index) => {
      if (value !== undefined && value !== '') found.push(presentedIn(this.#names[index] ?? '', value));
    });
    return joined(found);
  }
}

const PLACEHOLDER = /\{\{[^}]*\}\}/g;
/** Values that are put in as they are may bring a query of their own. */
const UNENCODED = /\{\{[^}|]*\|\s*(?:raw|text)\s*\}\}/;
/** A field whose name is drawn. */
const DRAWN_NAME = /[?&][^=&]*\{\{/;

function mayHoldCredential(pathTemplate: string): boolean {
  if (UNENCODED.test(pathTemplate) || DRAWN_NAME.test(pathTemplate)) return true;
  return hasCredentialField(queryOf(pathTemplate.replace(PLACEHOLDER, 'x')));
}

/** Whether a body may hold a credential by a name that the plan writes down. */
function bodyMayHold(spec: BodySpec | null): boolean {
  if (spec === null) return false;
  if ('json' in spec) return hasCredentialMember(spec.json);
  if ('form' in spec) return Object.keys(spec.form).some(isCredentialName);
  if ('text' in spec) {
    const names = spec.text.matchAll(/"([^"\\]*)"\s*:|(?:^|&)([^=&]+)=/g);
    return [...names].some(([, member, field]) => isCredentialName(member ?? field ?? ''));
  }
  return true;
}

function hasCredentialMember(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return Object.entries(json).some(([name, value]) => isCredentialName(name) || hasCredentialMember(value));
}
