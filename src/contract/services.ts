import { z } from 'zod';

/** One place where a service runs: `local`, `staging`. */
export interface ServiceAddress {
  /** Unique within its service. */
  readonly label: string;
  /** `http:` or `https:`, without trailing slash. */
  readonly url: string;
}

/**
 * What is known of a service:
 *
 * | health    | means                                                                  |
 * |-----------|------------------------------------------------------------------------|
 * | unknown   | not asked since Plimsoll started, or since its address changed         |
 * | up        | its health path answered 200 to 299; without one: it accepted a connection |
 * | unhealthy | its health path answered something else                                |
 * | down      | asked, and nothing answered                                            |
 * | blocked   | not asked: its host is not allowed to be                               |
 */
export type ServiceHealth = 'unknown' | 'up' | 'unhealthy' | 'down' | 'blocked';

export interface ServiceRow {
  /** Stays through renaming. */
  readonly id: string;
  readonly service: string;
  /** One of the five that presets go to; it can be neither renamed, moved nor removed. */
  readonly builtIn: boolean;
  /** False: built in, at its original address, and never found up since Plimsoll started. It is asked once, not again. */
  readonly used: boolean;
  readonly addresses: readonly ServiceAddress[];
  /** The chosen one of the addresses. */
  readonly url: string;
  /** Null: a connection is all that is asked for. */
  readonly healthPath: string | null;
  /** What is watched in every run that goes there, as `parseWatchSource` reads it; absent: nothing. */
  readonly watch?: string;
  readonly health: ServiceHealth;
  /** Time of the health call in ms; null where nothing answered. */
  readonly latencyMs: number | null;
  readonly message: string;
  /** ISO 8601; null: not asked. */
  readonly checkedAt: string | null;
}

const id = z.string().min(1).max(64);
/** Limits are the store's to explain: these only keep nonsense of any size out. */
const text = z.string().max(10_000);
const addresses = z.array(z.strictObject({ label: text, url: text })).max(100);
const healthPath = text.nullable();
/** Empty: nothing is watched. */
const watch = text.optional();

/** Arguments of the commands about services. Names and addresses are judged by `service-rules.ts`. */
export const SERVICE_ARGUMENTS = {
  add: z.strictObject({
    service: text,
    addresses,
    /** Which of the addresses requests go to; absent: the first. */
    chosen: z.number().int().min(0).max(100).optional(),
    healthPath: healthPath.optional(),
    watch,
  }),
  change: z.strictObject({
    id,
    service: text.optional(),
    /** All of them; empty for a built-in service: back to its original address. */
    addresses: addresses.optional(),
    chosen: z.number().int().min(0).max(100).optional(),
    healthPath: healthPath.optional(),
    watch,
  }),
  /** `to`: its new place among the user's own, from 0. */
  move: z.strictObject({ id, to: z.number().int().min(0).max(10_000) }),
  id: z.strictObject({ id }),
  check: z.strictObject({
    ids: z.array(id).max(1_000).optional(),
    /** Only those whose last answer is older, and of the built-in ones only what is used. */
    olderThanMs: z.number().min(0).optional(),
  }),
} as const;
