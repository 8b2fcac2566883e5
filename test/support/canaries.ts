/**
 * Texts that must turn up nowhere, one for each way a secret comes in and each kind of text a secret may be, and a scanner
 * that finds a piece of one in whatever form. What a redactor hides is written in the product; what a leak looks like is
 * written here, independently of it.
 */
import { seededRandom } from './seeded-random.ts';

export const WAYS_IN = [
  'env',
  'set',
  'address',
  'header',
  'body',
  'feed',
  'import',
  'console',
  'answer',
  'watch',
] as const;
export type WayIn = (typeof WAYS_IN)[number];
export const KINDS = ['letters', 'signs', 'padded', 'long', 'short'] as const;
export type Kind = (typeof KINDS)[number];

export interface Canary {
  readonly way: WayIn;
  readonly kind: Kind;
  readonly text: string;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Fifty: five kinds by ten ways. The same for the same seed. */
export function makeCanaries(seed = 20_261_129): Canary[] {
  const random = seededRandom(seed);
  const letters = (count: number) =>
    Array.from({ length: count }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
  const made: Readonly<Record<Kind, () => string>> = {
    letters: () => letters(24),
    // What JSON, HTML, URLs and templates write differently; letters between, so that no piece stands there by chance.
    signs: () =>
      ['"', '\\', '/', "'", '<', '&', '+', '%', ' ', '>', '='].map((sign) => letters(4) + sign).join(''),
    padded: () => `${letters(40)}==`,
    long: () => letters(300),
    short: () => letters(8),
  };
  return WAYS_IN.flatMap((way) => KINDS.map((kind) => ({ way, kind, text: made[kind]() })));
}

/** Every form a canary is written in by those who have it. */
export const FORMS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'URL-encoded': (text) => encodeURIComponent(text),
  'URL-encoded small': (text) => encodeURIComponent(text).replace(/%../g, (octet) => octet.toLowerCase()),
  'form-encoded': (text) => new URLSearchParams({ t: text }).toString().slice(2),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  Basic: (text) => Buffer.from(`ada:${text}`).toString('base64'),
  'Basic, name first': (text) => Buffer.from(`${text}:ada`).toString('base64'),
  'amid base64': (text) => Buffer.from(`{"key":"${text}","more":1}`).toString('base64'),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)).slice(1, -1),
  'JSON safe in HTML': (text) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
  HTML: (text) =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  'HTML by number': (text) =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&#34;')
      .replaceAll("'", '&#x27;'),
};

/** A piece this long of a canary is a leak. */
const PIECE = 8;

export interface Leak {
  readonly canary: Canary;
  readonly form: string;
  readonly piece: string;
  /** What stands around it. */
  readonly context: string;
}

/** Looks for every piece of every form of canaries; each place of a text costs one look-up. */
export class CanaryScanner {
  readonly #pieces = new Map<string, { canary: Canary; form: string }>();
  readonly #byWay = new Map<WayIn, CanaryScanner>();
  readonly #canaries: readonly Canary[];

  constructor(canaries: readonly Canary[]) {
    this.#canaries = canaries;
    for (const canary of canaries) {
      for (const [form, write] of Object.entries(FORMS)) {
        for (const written of ownPieces(write, canary.text)) {
          if (!this.#pieces.has(written)) this.#pieces.set(written, { canary, form });
        }
      }
    }
  }

  /** The same for the canaries of one way in. */
  of(from: WayIn): CanaryScanner {
    const known =
      this.#byWay.get(from) ?? new CanaryScanner(this.#canaries.filter(({ way }) => way === from));
    this.#byWay.set(from, known);
    return known;
  }

  /** At most one leak of each canary and form. */
  leaksIn(text: string): Leak[] {
    const leaks = new Map<string, Leak>();
    for (let at = 0; at + PIECE <= text.length; at += 1) {
      const piece = text.slice(at, at + PIECE);
      const found = this.#pieces.get(piece);
      if (found === undefined) continue;
      const key = `${found.canary.way} ${found.canary.kind} ${found.form}`;
      const context = text.slice(Math.max(0, at - 40), at + 60);
      if (!leaks.has(key)) leaks.set(key, { ...found, piece, context });
    }
    return [...leaks.values()];
  }
}

/** Pieces that this text alone makes: what stands there whatever the text is (`ada:` in base64) is none. */
function ownPieces(write: (text: string) => string, text: string): string[] {
  const written = write(text);
  const other = write('~'.repeat(Buffer.byteLength(text)));
  let from = 0;
  while (from < written.length && written[from] === other[from]) from += 1;
  let behind = 0;
  while (behind < written.length - from && written.at(-1 - behind) === other.at(-1 - behind)) behind += 1;
  const own = written.slice(from, written.length - behind);
  return Array.from({ length: Math.max(0, own.length - PIECE + 1) }, (_, at) => own.slice(at, at + PIECE));
}

/** The same leaks as a list for people, one line each. */
export function printLeaks(leaks: readonly Leak[]): string[] {
  return leaks.map(
    ({ canary, form, context }) => `${canary.way}, ${canary.kind}, ${form}: ${JSON.stringify(context)}`,
  );
}

/** How an answer, a message or an error of ours may hold what a service echoes. */
export const CARRIERS: Readonly<Record<string, (form: string) => string>> = {
  'a body': (form) => `the body is not JSON: "${form}"`,
  'a checked member': (form) => `/ok is "${form}", not true`,
  'a Location': (form) => `The redirect leads nowhere: http://127.0.0.1:1/next/${form}?back=1.`,
  'a close reason': (form) => `The service closed with 4001: ${form}.`,
  'an error frame': (form) => `unexpected frame {"error":"unknown ${form}"}`,
  'a Set-Cookie': (form) => `set-cookie: sid=${form}; Path=/; HttpOnly`,
  'a longer text': (form) => `xx${form}yy`,
  'a cut text': (form) => `it said "${form.slice(0, Math.ceil(form.length * 0.7))}…`,
};
