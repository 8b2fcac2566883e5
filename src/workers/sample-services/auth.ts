import {
  type Answer,
  type AnswerEndpoint,
  badRequest,
  type Call,
  get,
  json,
  post,
  refusal,
} from './endpoint.ts';
import { objectOf, textOf } from './fields.ts';
import { tokenProblem } from './token.ts';

const TENANTS = ['tenant-1', 'tenant-2', 'tenant-3', 'tenant-4', 'tenant-5'] as const;
const ROLES = ['trader', 'analyst', 'risk', 'operations'] as const;
const HOUR_MS = 3_600_000;

/** Longer than any token, so that a long one is answered (`too_long`) and not refused as malformed. */
const MAX_TEXT = 65_536;

/** The auth service's endpoints. `wallClock` gives the time of day in ms. */
export function authEndpoints(wallClock: () => number): readonly AnswerEndpoint[] {
  const verify = (scope: string) => ({
    refuse: refuseTokenBody,
    answer: (call: Call) => verdict(call, { nowMs: wallClock(), scope }),
  });
  return [
    post('auth.verify_token', '/auth/verify', verify('api')),
    post('auth.verify_ws_token', '/auth/verify-ws', verify('stream')),
    { ...get('auth.user_info', '/auth/users/', (call) => userInfo(call.rest)), prefix: true },
  ];
}

function refuseTokenBody(call: Call): Answer | undefined {
  if (textOf(objectOf(call.body)?.token, MAX_TEXT) !== undefined) return undefined;
  return badRequest('the body is {"token":"…"} with a text that is not empty');
}

/** A verdict is an answer, not a refusal: a bad token gives 200 with `valid: false`. */
function verdict(call: Call, { nowMs, scope }: { nowMs: number; scope: string }): Answer {
  const token = textOf(objectOf(call.body)?.token, MAX_TEXT) ?? '';
  const reason = tokenProblem(token);
  if (reason !== undefined) return json({ valid: false, reason });
  const number = 100 + (textHash(token) % 900);
  return json({
    valid: true,
    user_id: `user-${number}`,
    tenant_id: tenantOf(number),
    scopes: [`${scope}:read`],
    expires_at: new Date(nowMs + HOUR_MS).toISOString(),
  });
}

/** Users 100 … 999 exist, except every tenth (those ending in 7), who have left. */
export function userExists(number: number): boolean {
  return number >= 100 && number <= 999 && number % 10 !== 7;
}

function userInfo(id: string): Answer {
  const number = /^user-\d{3}$/.test(id) ? Number(id.slice(5)) : 0;
  if (!userExists(number)) return refusal(404, 'unknown_user', `there is no user ${id.slice(0, 64)}`);
  return json({
    user_id: id,
    name: `User ${number}`,
    email: `${id}@example.com`,
    tenant_id: tenantOf(number),
    roles: [ROLES[number % ROLES.length]],
    active: true,
  });
}

function tenantOf(number: number): string {
  return TENANTS[number % TENANTS.length] ?? TENANTS[0];
}

/** FNV-1a, 32 bits: the same text gives the same number on every machine. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
