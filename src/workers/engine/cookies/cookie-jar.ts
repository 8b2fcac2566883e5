import type { EpochMillis } from '../../../contract/units.ts';
import { type Cookie, type CookiePlace, goesTo, parseSetCookie } from './set-cookie.ts';

/** Of one user; the oldest go first. Browsers keep about as many of one site. */
const MAX_COOKIES = 100;
/** Of one user, in all that is kept of them: there may be ten thousand users, and a service that sets what it likes. */
const MAX_CHARS = 65_536;

/**
 * The cookies of one virtual user (RFC 6265, 5.3 and 5.4). A user whose class shares a setup begins with what that was
 * given, and hears what becomes of it when it is renewed: what is set, changed or taken back there. What the setup leaves
 * alone stays the user's.
 */
export class CookieJar {
  readonly #parent: CookieJar | null;
  readonly #nowMs: () => EpochMillis;
  /** In the order in which they were first set. */
  #cookies: readonly Cookie[] = [];
  /** Since `forgetReplaced`, the latest last. */
  #replaced: readonly Cookie[] = [];
  #version = 0;
  /** Of the parent: what it held when it was looked at last. Never changed, only replaced. */
  #adopted: readonly Cookie[] = [];
  #adoptedVersion = 0;
  /** What was asked for last: most requests of a user go the same way with the same cookies. */
  #last: {
    readonly to: CookiePlace;
    readonly version: number;
    readonly text: string;
    readonly untilMs: EpochMillis;
  } | null = null;

  /** @param parent whose cookies are taken over; null: none */
  constructor(nowMs: () => EpochMillis, parent: CookieJar | null = null) {
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
    this.#adopted = [];
    this.#adoptedVersion = 0;
  }

  /** Holds these and no others: what the same setup, done elsewhere, was given. */
  replaceAll(cookies: readonly Cookie[]): void {
    this.#change(this.#cookies, cookies);
    this.#bound();
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
    this.#cookies = boundedOf(this.#cookies);
  }

  #adopt(): void {
    const parent = this.#parent;
    if (parent === null || parent.#version === this.#adoptedVersion) return;
    const before = this.#adopted;
    this.#adopted = parent.#cookies;
    this.#adoptedVersion = parent.#version;
    this.#change(before, parent.#cookies);
    this.#bound();
  }

  /** Does here what was done to the first to get the second. */
  #change(before: readonly Cookie[], after: readonly Cookie[]): void {
    for (const cookie of before) if (placeIn(after, cookie) < 0) this.#drop(cookie);
    for (const cookie of after) {
      const known = before[placeIn(before, cookie)];
      if (known === undefined || !isEqual(known, cookie)) this.#put(cookie);
    }
  }

  #drop(cookie: Cookie): void {
    const at = placeIn(this.#cookies, cookie);
    const known = this.#cookies[at];
    if (known === undefined) return;
    this.#version += 1;
    this.#keepReplaced(known);
    this.#cookies = this.#cookies.toSpliced(at, 1);
  }

  #keepReplaced(cookie: Cookie): void {
    this.#replaced = boundedOf([...this.#replaced, cookie]);
  }

  /** In the place of the one with its name, domain and path, whose age it keeps. */
  #put(cookie: Cookie): void {
    const at = placeIn(this.#cookies, cookie);
    const isGone = cookie.expiresAt <= this.#nowMs();
    const known = this.#cookies[at];
    if (isGone && known === undefined) return;
    if (known !== undefined && isEqual(known, cookie)) return;
    this.#version += 1;
    if (known !== undefined && known.value !== cookie.value) this.#keepReplaced(known);
    if (known === undefined) this.#cookies = [...this.#cookies, cookie];
    else this.#cookies = this.#cookies.toSpliced(at, 1, ...(isGone ? [] : [cookie]));
  }
}

/** Place of the one that a cookie with this name, domain and path replaces; -1: there is none. */
function placeIn(cookies: readonly Cookie[], { name, domain, path }: Cookie): number {
  return cookies.findIndex((known) => known.name === name && known.domain === domain && known.path === path);
}

/** The latest of them, as far as there is room; the same list where all have it. */
function boundedOf(cookies: readonly Cookie[]): readonly Cookie[] {
  let chars = 0;
  const last = cookies.findLastIndex((cookie, at) => {
    chars += charsOf(cookie);
    return chars > MAX_CHARS || cookies.length - at > MAX_COOKIES;
  });
  return last < 0 ? cookies : cookies.slice(last + 1);
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
