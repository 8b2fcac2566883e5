import { z } from 'zod';
import type { Failure } from './failure.ts';
import type { Bytes, Millis } from './units.ts';

/**
 * The WebSocket console: one connection by hand, to see what travels on it. The page names its console itself, so that
 * what arrives before its command is answered already has an owner.
 */
const consoleId = z.string().regex(/^[\w-]{8,64}$/);

/** Headers and token may hold `{{ env.NAME }}` or `{{ secret.NAME }}`, which are looked up where they are sent. */
const openSchema = z.strictObject({
  consoleId,
  /** Absolute `ws:` or `wss:` address. */
  url: z.string().min(1).max(8_192),
  headers: z
    .array(z.strictObject({ name: z.string().min(1).max(200), value: z.string().max(16_384) }))
    .max(50)
    .optional(),
  subprotocols: z.array(z.string().min(1).max(200)).max(20).optional(),
  /** `query`: added as `?token=`. `bearer`: sent as `Authorization: Bearer`. Never told again, nor what echoes it. */
  token: z
    .strictObject({ text: z.string().min(1).max(16_384), place: z.enum(['query', 'bearer']) })
    .optional(),
});
export type ConsoleOpen = z.infer<typeof openSchema>;

/** Arguments of the console's commands. */
export const CONSOLE_ARGUMENTS = {
  open: openSchema,
  send: z.strictObject({ consoleId, text: z.string().max(1_000_000) }),
  ping: z.strictObject({ consoleId }),
  close: z.strictObject({ consoleId }),
} as const;

/** What opening took, from the first moment to the 101. */
export interface ConsoleOpened {
  /** Where it went: host, port, and the address it was resolved to. */
  readonly address: string;
  readonly connectMs: Millis;
  /** When the 101 came, in milliseconds since 1970: what `atMs` of a frame is counted from. */
  readonly openedAt: number;
  /** The subprotocol the service chose of those offered; null: none. */
  readonly subprotocol: string | null;
  readonly phasesMs: {
    /** Null where no name had to be asked for. */
    readonly dns: Millis | null;
    readonly connect: Millis;
    readonly tls: Millis | null;
    /** From the request to its answer. */
    readonly upgrade: Millis;
  };
}

export interface ConsoleFrame {
  /** 1, 2, 3 … over both directions; a number that is left out is a frame that was not shown. */
  readonly number: number;
  /** Milliseconds since the 101. */
  readonly atMs: Millis;
  readonly direction: 'in' | 'out';
  readonly kind: 'text' | 'binary' | 'ping' | 'pong' | 'close' | 'broken';
  /** Of the payload, whole. */
  readonly bytes: Bytes;
  /** The payload, secrets hidden; of a binary frame its first bytes in hexadecimal; of a close, the reason beside its code, as it came. */
  readonly text: string;
  /** Only the beginning of the payload is in `text`. */
  readonly cut: boolean;
  /** Of the pong to a ping of ours. */
  readonly roundTripMs: Millis | null;
  /** Of a close. */
  readonly code: number | null;
  /** Of the end of a connection: who began it. */
  readonly closedBy: 'us' | 'service' | null;
}

/** What travelled since the last time, about twenty times a second at most. */
export interface ConsoleUpdate {
  readonly consoleId: string;
  readonly state: 'open' | 'closed';
  readonly frames: readonly ConsoleFrame[];
  /** Since the 101, all of them, also those that came faster than a screen can show. */
  readonly framesIn: number;
  readonly framesOut: number;
  /** Why it ended, where that was a fault. */
  readonly failure: Failure | null;
}
