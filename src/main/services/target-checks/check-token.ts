import { parsedJson, recordOf } from '../../../contract/plan-data.ts';
import { type Finding, type NamedToken, notHere } from './checked-target.ts';

/** A token that ends so soon (s) may end within the next run. */
const SOON_S = 600;

/** Gravest first. */
const GRAVITY = ['failed', 'warn', 'ok', 'not here'] as const;

/** Reads when tokens end, where they say it: a JWT does (RFC 7519, 4.1.4). Nothing is verified, and nothing of them is told. */
export function checkTokens(tokens: readonly NamedToken[], nowMs: number): Finding {
  const found = tokens.map((token) => checkToken(token, nowMs / 1_000));
  for (const state of GRAVITY) {
    const [first, ...others] = found.filter((one) => one.state === state);
    if (first === undefined) continue;
    return { ...first, sentence: [first, ...others].map(({ sentence }) => sentence).join(' ') };
  }
  return notHere('No token was given.', 'plimsoll doctor --target URL --bearer TOKEN looks at one.');
}

function checkToken({ name, text }: NamedToken, nowS: number): Finding {
  if (text === null)
    return {
      state: 'failed',
      sentence: `${name} is not set.`,
      wayOut: 'Set it in the environment of Plimsoll.',
    };
  const claims = claimsOf(text);
  if (claims === null)
    return notHere(`${name} is opaque: only the service can tell whether it is still good.`);
  const { exp, nbf } = claims;
  if (typeof nbf === 'number' && nbf > nowS)
    return {
      state: 'failed',
      figure: `from ${iso(nbf)}`,
      sentence: `${name} is not valid before ${iso(nbf)}.`,
      wayOut: 'Check the clocks.',
    };
  if (typeof exp !== 'number') return { state: 'ok', sentence: `${name} says nothing of when it ends.` };
  const leftS = exp - nowS;
  if (leftS <= 0)
    return {
      state: 'failed',
      figure: `expired ${span(-leftS)} ago`,
      sentence: `${name} expired at ${iso(exp)}.`,
      wayOut: 'Get a new one.',
    };
  const finding = { figure: `${span(leftS)} left`, sentence: `${name} is good until ${iso(exp)}.` };
  return leftS < SOON_S
    ? { state: 'warn', ...finding, wayOut: 'Get a new one, or let the plan log in again: setupEvery.' }
    : { state: 'ok', ...finding };
}

/** What a JWT claims; null: it is none. A scheme before it is left out. */
function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
  const [, payload] = /^(?:bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(token.trim()) ?? [];
  if (payload === undefined) return null;
  const claims = parsedJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? recordOf(claims) : null;
}

/** A time that no calendar has is told as it is. */
function iso(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace('.000Z', 'Z');
}

/** @example '3 min' */
function span(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
