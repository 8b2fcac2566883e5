import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const CODE_LIFE_MS = 60_000;
const MAX_TOKENS = 100;

/**
 * One-time codes and the tokens they are exchanged for. A code travels in a URL fragment, which browsers do not send
 * to servers, works once and for a minute; the token lives in the page's session storage, never in a cookie, because
 * cookies are shared by all ports of a host.
 */
export interface Sessions {
  /** A new code; older ones stay valid until used or expired. */
  issueCode(): string;
  /** @returns a 256-bit token, or null where the code is unknown, used or older than a minute */
  exchange(code: string): string | null;
  isValid(token: string): boolean;
}

/** @param nowMs a clock that only goes forward */
export function createSessions(nowMs: () => number): Sessions {
  const codes = new Map<string, number>();
  const tokens: Buffer[] = [];
  return {
    issueCode() {
      const code = randomBytes(24).toString('base64url');
      codes.set(digest(code).toString('hex'), nowMs() + CODE_LIFE_MS);
      return code;
    },
    exchange(code) {
      const key = digest(code).toString('hex');
      const expires = codes.get(key);
      codes.delete(key);
      if (expires === undefined || nowMs() >= expires) return null;
      const token = randomBytes(32).toString('base64url');
      tokens.push(digest(token));
      if (tokens.length > MAX_TOKENS) tokens.shift();
      return token;
    },
    isValid(token) {
      const wanted = digest(token);
      return tokens.some((known) => timingSafeEqual(known, wanted));
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
