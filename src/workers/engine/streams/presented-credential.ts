import type { Failure } from '../../../contract/failure.ts';
import { headersFor } from '../cookies/cookie-headers.ts';
import type { CookieJar } from '../cookies/cookie-jar.ts';
import { type CredentialKeys, keyOfNone, type Presenting } from '../measure/credentials.ts';
import type { Meter } from '../measure/sample.ts';

interface PresentedCredentialParts {
  readonly credentials: CredentialKeys;
  readonly meter: Meter;
  /** Series of the connect or headers: what is presented there holds for all that comes after it. */
  readonly series: number;
}

/** What the first request of a stream presents, its cookies included. */
export function presenting({ url, headers, body = null, cookies = null }: StreamRequest): Presenting {
  return { url, headers: headersFor(cookies, headers, url), body };
}

export interface StreamRequest extends Pick<Presenting, 'url' | 'headers' | 'body'> {
  readonly cookies?: CookieJar | null;
}

/** What a connection presents to the service, and whether the service let it in. Kept by its place, begun per connection. */
export class PresentedCredential {
  readonly #parts: PresentedCredentialParts;
  #request: Presenting | null = null;
  #key = '';
  #isAccepted = false;

  constructor(parts: PresentedCredentialParts) {
    this.#parts = parts;
  }

  begin(request: Presenting): void {
    this.#request = request;
    this.#isAccepted = false;
  }

  /** Made when it is first asked for. */
  get key(): string {
    const { credentials, series } = this.#parts;
    if (this.#request !== null) {
      this.#key = credentials.of(this.#request, series);
      this.#request = null;
    }
    return this.#key === '' ? keyOfNone(series) : this.#key;
  }

  /** For the sample that fails by this: the key where it is a rejection, else empty. */
  of(failure: Failure | null): string {
    return failure?.code === 'auth.rejected' ? this.key : '';
  }

  /** Counts once per connection, however often it is told. */
  accepted(): void {
    if (this.#isAccepted) return;
    this.#isAccepted = true;
    this.#parts.meter.accepted(this.#parts.series, this.key);
  }
}
