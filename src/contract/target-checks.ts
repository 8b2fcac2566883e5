import { z } from 'zod';
import { runIdSchema } from './run-questions.ts';
import type { Millis } from './units.ts';
import type { WatchedGauge } from './watch.ts';

/** What can be checked of a target from here, in the order in which a connection needs it. */
export const TARGET_CHECKS = [
  'dns',
  'tcp',
  'tls',
  'token',
  'health',
  'listener',
  'open_files',
  'local_ports',
] as const;
export type TargetCheckName = (typeof TARGET_CHECKS)[number];

/**
 * | state    | means                                                                          |
 * |----------|--------------------------------------------------------------------------------|
 * | ok       | nothing wrong with it                                                          |
 * | warn     | it works, and something about it may not for long, or may hold a run back      |
 * | failed   | it does not work                                                               |
 * | not here | there is nothing to be checked, it may not be, or this system does not tell it |
 */
export type TargetCheckState = 'ok' | 'warn' | 'failed' | 'not here';

/** One check, and what came of it. Holds no secret. */
export interface TargetCheckRow {
  readonly check: TargetCheckName;
  readonly title: string;
  readonly state: TargetCheckState;
  /** What was measured, in a few characters: `1.2 ms`, `TLSv1.3`, `41 days left`; empty: nothing was. */
  readonly figure: string;
  readonly sentence: string;
  /** What to do about it; empty: nothing. */
  readonly wayOut: string;
  /** The same by hand, for a shell of this machine; secrets stand as variables. Null: no program tells it. */
  readonly command: string | null;
}

/** All checks of one target. */
export interface TargetChecks {
  /** Where: scheme, host and port. */
  readonly target: string;
  /** ISO 8601. */
  readonly checkedAt: string;
  /** How long they took together. */
  readonly tookMs: Millis;
  readonly rows: readonly TargetCheckRow[];
}

/** A container that a container engine of this machine runs, or ran. */
export interface ContainerRow {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** As the engine says: `running`, `exited`, `paused` … */
  readonly state: string;
  /** In words of the engine: `Up 2 hours (healthy)`. */
  readonly status: string;
  /** Ports of this machine that lead into it. */
  readonly ports: readonly number[];
}

/** What a container used in one second. */
export interface ContainerStats {
  /** As it was asked for. */
  readonly container: string;
  /** ISO 8601. */
  readonly readAt: string;
  readonly gauges: readonly WatchedGauge[];
  /** Why figures are missing, in words; absent: none is. */
  readonly gap?: string;
}

/** A line that a container wrote. */
interface LogLine {
  /** Milliseconds since the run began; negative: before it. */
  readonly atMs: Millis;
  readonly stream: 'out' | 'err';
  /** Without secrets and without control characters; cut where it is very long. */
  readonly text: string;
}

/** What a container wrote around a second of a run, in order. */
export interface ContainerLog {
  readonly container: string;
  readonly fromMs: Millis;
  readonly toMs: Millis;
  readonly lines: readonly LogLine[];
  /** There were more lines, or longer ones, than are shown. */
  readonly cut: boolean;
}

/** How far around a second log lines are read at most, on each side. */
const MAX_LOG_SECONDS = 300;

const container = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/, 'not the name of a container');
/** A token, or a reference to one, `{{ env.NAME }}` or `{{ secret.NAME }}`: sent with the health request, never told again. */
const token = z.string().min(1).max(16_384).optional();
const around = z.number().int().min(0).max(MAX_LOG_SECONDS);

/** Arguments of the commands about one target. */
export const TARGET_ARGUMENTS = {
  check: z.discriminatedUnion('of', [
    /** A service of the workspace, at the address chosen for it. */
    z.strictObject({ of: z.literal('service'), serviceId: z.string().min(1).max(64), token }),
    /** `healthPath`: absent: the address itself is asked. */
    z.strictObject({
      of: z.literal('url'),
      url: z.string().min(1).max(2_048),
      healthPath: z.string().startsWith('/').max(2_048).optional(),
      token,
    }),
    /** A service of a run, where the run had it, and the tokens that its plan names. */
    z.strictObject({ of: z.literal('run'), runId: runIdSchema, service: z.string().min(1).max(200), token }),
  ]),
  container: z.strictObject({ container }),
  logs: z.strictObject({
    container,
    runId: runIdSchema,
    /**
     * Of the run, counted from the moment at which it was stored: its first second begins some tenths of a second later, when
     * its threads are there, and that moment is not kept. Ask for a second more on either side.
     */
    second: z.number().int().min(0),
    /** Seconds before it and after it. */
    before: around,
    after: around,
  }),
} as const;
export type TargetAsked = z.infer<(typeof TARGET_ARGUMENTS)['check']>;
export type LogsAsked = z.infer<(typeof TARGET_ARGUMENTS)['logs']>;
