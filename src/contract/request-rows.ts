import { z } from 'zod';
import { areaSchema } from './area.ts';
import { LATENCY_BANDS } from './latency-bands.ts';
import type { LightRequest } from './light-requests.ts';
import { type KeptRequest, PHASES } from './tick.ts';
import type { Micros } from './units.ts';

/** From where on requests of one endpoint are slow. */
const slowSchema = z.strictObject({
  service: z.string().max(200),
  endpoint: z.string().max(500),
  /** The first band that is slow; the clock is that of the filter. */
  fromBand: z.number().int().min(0).max(LATENCY_BANDS),
  /** Only those that received at least so many bytes. */
  minBytes: z.number().optional(),
  /** Only those that spent at least so long in one phase. */
  phase: z.strictObject({ name: z.enum(PHASES), fromUs: z.number().min(0) }).optional(),
});

/** Which of the kept requests are asked for; what is left out does not matter. */
export const requestFilterSchema = z.strictObject({
  area: areaSchema.optional(),
  /** Only those that do not lie in this one. */
  outside: areaSchema.optional(),
  service: z.string().max(200).optional(),
  endpoint: z.string().max(500).optional(),
  /**
   * Of no service and no endpoint in particular: only of the primary series, which the figures of the whole run are of.
   * Without it, failures, a connection and causes are those of every series.
   */
  primary: z.boolean().optional(),
  clock: z.enum(['intended', 'actual']).optional(),
  /** Of the failures this code; of successes none has one. */
  code: z.string().max(200).optional(),
  /** Only failures, or only successes. */
  hasFailed: z.boolean().optional(),
  status: z.number().int().optional(),
  address: z.string().max(200).optional(),
  /** Connection of a load thread, as in `RequestRow`. */
  connection: z.string().max(40).optional(),
  isNew: z.boolean().optional(),
  /** At least so many bytes received. */
  minBytes: z.number().optional(),
  /** Only successes that are slow for their endpoint: those of endpoints listed here, from where each is slow. */
  slow: z.array(slowSchema).max(5_000).optional(),
  /** Only those of the time that is in the figures of the run: not its warm-up, save of what happens once per connection. */
  isCounted: z.boolean().optional(),
  /** Only those that ended in one of these seconds of the run, in order. */
  seconds: z.array(z.number().int().min(0)).max(100_000).optional(),
});
export type RequestFilter = z.infer<typeof requestFilterSchema>;

/** A kept request as a list shows it. */
export interface RequestRow extends Omit<LightRequest, 'series' | 'connection'> {
  /** Names it within its run: `second.place`. */
  readonly id: string;
  readonly service: string;
  readonly endpoint: string;
  /** `thread.number`; empty: it had none. */
  readonly connection: string;
  /** All of its phases, by the clock that it was asked for by; without one its response time, from the intended start. */
  readonly durationUs: Micros;
  /** Its headers, or its body as well, were kept. */
  readonly hasExchange: boolean;
}

/**
 * How they are listed: by their time, or by their time in one phase, the longest first; the latest first; or a few that
 * were drawn, so that each request they stand for had the same chance, in the order of time.
 */
export const REQUEST_ORDERS = ['slowest', 'latest', 'fair', ...PHASES] as const;
export type RequestOrder = (typeof REQUEST_ORDERS)[number];

export interface RequestPage {
  /** Kept requests that match, and how many requests they stand for. */
  readonly kept: number;
  readonly standFor: number;
  /** That number is weighed from the kept ones, which were chosen by second and latency: what else is asked for is told by a few. */
  readonly isEstimate: boolean;
  /** Of them, those that the list has in all: a fair few are fewer. */
  readonly listed: number;
  /** In this time more were chosen to be kept than are stored: see `MAX_LIGHT_BYTES`. */
  readonly wereDropped: boolean;
  /** False: the run kept none at all, whatever is asked for. */
  readonly runHasKept: boolean;
  /** Slowest first, or as was asked for; no more than were asked for. */
  readonly rows: readonly RequestRow[];
}

/** One kept request beside the median of its endpoint and what travelled on its connection, all by one clock. */
export interface RequestDetail {
  readonly row: RequestRow;
  /** How long it waited locally before it was sent, by either clock. */
  readonly queuedUs: Micros;
  /** With texts; null: of this one only figures were kept. */
  readonly exchange: KeptRequest | null;
  /** Median of each phase over the successes of its endpoint that count in this run; 0: it has no such phase. In the order of PHASES. */
  readonly medianPhasesUs: readonly Micros[];
  readonly medianUs: Micros | null;
  /** Kept requests on the same connection, in order of time, itself included. */
  readonly neighbours: readonly RequestRow[];
  /** A command that sends it again, secrets as names of variables; null: its headers were not kept. */
  readonly curl: string | null;
  /** What its trace is called, and where it is seen; null: the plan names no header, or it had none. */
  readonly trace: { readonly id: string; readonly url: string | null } | null;
}
