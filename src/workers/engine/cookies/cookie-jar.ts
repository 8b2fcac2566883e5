import type { EpochMillis } from '../../../contract/units.ts';
import { type Cookie, type CookiePlace, goesTo, parseSetCookie } from './set-cookie.ts';

/** Of one user; the oldest go first. Browsers keep about as many of one site. */
const MOST_COOKIES = 100;
/** Of one user, in all that is kept of them: there may be ten thousand users, and a service that sets what it likes. */
const MOST_CHARS = 65_536;

/**
 * The cookies of one virtual user (RFC 6265, 5.3 and 5.4). A user whose class shares a setup begins with what that was
 * given, and gets it again when it is renewed.
 */
export class CookieJar {
  readonly #parent: CookieJar | null;
  readonly #nowMs: () => EpochMillis;
  /** In the order in which they were first set. */
  #cookies: readonly Cookie[] = [];
  /** Since `forgetReplaced`, the latest last. */
  #replaced: readonly Cookie[] = [];
  #version = 0;
  #adopted = 0;
  /** What was asked for last: most requests of a user go the same way with the same cookies. */
  #last: {
    readonly to: CookiePlace;
    readonly version: number;
    readonly text: string;
    readonly untilMs: EpochMillis;
  } | null = null;

  /** @param parent whose cookies are taken over; null: none */
  constructor(parent: CookieJar | null = null, nowMs: () => EpochMillis = Date.now) {
    this.#parent = parent;
    this.#nowMs = nowMs;
  }

  /** All that have not expired. */
  get cookies(): readonly Cookie[] {
    this.#adopt();
    const nowMs = this.#nowMs();
    return this.#cookies.filter(({ expiresAt }) => expiresAt > nowMs);
  }

  /** What answers replaced or ended meanwhile: requests were made of it, and their answers may show it. */
  get replaced(): readonly Cookie[] {
    return this.#replaced;
  }

  forgetReplaced(): void {
    if (this.#replaced.length > 0) this.#replaced = [];
  }

  /** Forgets all but what comes of the setup: the next user begins. */
  startOver(): void {
    this.#cookies = [];
    this.#version += 1;
    this.#adopted = 0;
  }

  /** Takes cookies over as they are: of the same setup, done elsewhere. */
  putAll(cookies: readonly Cookie[]): void {
    for (const cookie of cookies) this.#put(cookie);
  }

  /** Keeps what an answer sets. @param setCookie the header as it came; absent: none */
  store(setCookie: string | readonly string[] | undefined, from: CookiePlace): void {
    if (setCookie === undefined) return;
    this.#adopt();
    const nowMs = this.#nowMs();
    for (const text of typeof setCookie === 'string' ? [setCookie] : setCookie) {
      const cookie = parseSetCookie(text, from, nowMs);
      if (cookie !== null) this.#put(cookie);
    }
    this.#bound();
  }

  /** The `Cookie` header of a request; empty: it has none. */
  headerFor(to: CookiePlace): string {
    this.#adopt();
    if (this.#cookies.length === 0) return '';
    const nowMs = this.#nowMs();
    const last = this.#last;
    if (last !== null && last.version === this.#version && nowMs < last.untilMs && isSame(last.to, to))
      return last.text;
    const going = this.#cookies.filter((cookie) => cookie.expiresAt > nowMs && goesTo(cookie, to));
    // Longer paths first; of equal ones, the older first, which the sort keeps.
    const text = going
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const untilMs = going.reduce(
      (least, { expiresAt }) => Math.min(least, expiresAt),
      Number.POSITIVE_INFINITY,
    );
    this.#last = {
      to: { secure: to.secure, host: to.host, path: to.path },
      version: this.#version,
      text,
      untilMs,
    };
    return text;
  }

  /** The oldest go. */
  #bound(): void {
    let from = Math.max(0, this.#cookies.length - MOST_COOKIES);
    let chars = this.#cookies.reduce((sum, cookie, at) => sum + (at < from ? 0 : charsOf(cookie)), 0);
    for (; chars > MOST_CHARS; from += 1) chars -= charsOf(this.#cookies[from] as Cookie);
    if (from > 0) this.#cookies = this.#cookies.slice(from);
  }

  #adopt(): void {
    const parent = this.#parent;
    if (parent === null || parent.#version === this.#adopted) return;
    this.#adopted = parent.#version;
    this.putAll(parent.#cookies);
    this.#bound();
  }

  /** In the place of the one with its name, domain and path, whose age it keeps. */
  #put(cookie: Cookie): void {
    const at = this.#cookies.findIndex(
      ({ name, domain, path }) => name === cookie.name && domain === cookie.domain && path === cookie.path,
    );
    const isGone = cookie.expiresAt <= this.#nowMs();
    const known = this.#cookies[at];
    if (isGone && known === undefined) return;
    if (known !== undefined && isEqual(known, cookie)) return;
    this.#version += 1;
    if (known !== undefined && known.value !== cookie.value)
      this.#replaced = [...this.#replaced, known].slice(-MOST_COOKIES);
    if (known === undefined) this.#cookies = [...this.#cookies, cookie];
    else this.#cookies = this.#cookies.toSpliced(at, 1, ...(isGone ? [] : [cookie]));
  }
}

function charsOf({ name, value, domain, path }: Cookie): number {
  return name.length + value.length + domain.length + path.length;
}

function isSame(a: CookiePlace, b: CookiePlace): boolean {
  return a.host === b.host && a.path === b.path && a.secure === b.secure;
}

function isEqual(a: Cookie, b: Cookie): boolean {
  return (
    a.value === b.value &&
    a.expiresAt === b.expiresAt &&
    a.isSecure === b.isSecure &&
    a.isHostOnly === b.isHostOnly
  );
}
