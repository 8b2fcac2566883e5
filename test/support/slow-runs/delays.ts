import type { Phase } from '../../../src/contract/tick.ts';

/** What a server delays: a share of its requests in one phase, of those at one of two addresses, or all on one of fifty connections. */
export const DELAYED = [
  'connect',
  'tls',
  'wait',
  'receive',
  'slow-address',
  'slow-connection',
  'nothing',
] as const;
export type Delayed = (typeof DELAYED)[number];

/** What the server is told. */
export interface Delays {
  readonly what: Delayed;
  /** Of those whom it concerns, so many are delayed, 0 … 1. */
  readonly share: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed: number;
}

/** A moment on the monotonic clock, and for how long. */
interface Lasting {
  readonly atUs: number;
  readonly ms: number;
}

/** What the server knows of itself. */
export interface DelayLog {
  /** The n-th that was delayed. */
  readonly delayed: Lasting[];
  /** When it was kept from running, by whatever else this machine had to do. */
  readonly stalls: Lasting[];
}

/** The phase in which a request that was delayed has spent its time. */
export const PHASE_OF: Readonly<Record<Exclude<Delayed, 'nothing'>, Phase>> = {
  connect: 'connect',
  tls: 'tls',
  wait: 'wait',
  receive: 'receive',
  'slow-address': 'wait',
  'slow-connection': 'wait',
};
