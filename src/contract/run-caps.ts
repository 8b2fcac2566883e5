import { formatNumber } from './format.ts';
import type { PerSecond } from './units.ts';

/** Limits of a run that a request may have to wait for, or be dropped by, as a plan writes them. */
export const RUN_CAPS = ['maxRate', 'maxConnections', 'maxInFlight'] as const;
export type RunCap = (typeof RUN_CAPS)[number];

/** A cap, and what it is set to. */
export interface SetCap {
  readonly name: RunCap;
  readonly value: number;
}

/** Of the limits of a run, those that are caps. */
export interface CapLimits {
  readonly maxRatePerSecond: PerSecond;
  readonly maxConnections: number;
  readonly maxInFlight: number;
}

export function setCapOf(name: RunCap, limits: CapLimits): SetCap {
  const values = { ...limits, maxRate: limits.maxRatePerSecond };
  return { name, value: values[name] };
}

const UNITS: Readonly<Record<RunCap, string>> = {
  maxRate: ' per second',
  maxConnections: '',
  maxInFlight: '',
};

/** `limits.maxRate (1,000 per second)`. */
export function capText({ name, value }: SetCap): string {
  return `limits.${name} (${formatNumber(value)}${UNITS[name]})`;
}

const RAISE: Readonly<Record<RunCap, string>> = {
  maxRate: 'Raise it with --max-rate, or in the limits of the plan.',
  maxConnections: 'Raise it with --max-connections, or in the limits of the plan.',
  maxInFlight: 'Raise it in the limits of the plan.',
};

/** How a cap is raised, in one sentence. */
export function raiseCap({ name }: SetCap): string {
  return RAISE[name];
}
