import { printDuration } from '../../../../contract/duration.ts';
import { counted, formatNumber } from '../../../../contract/format.ts';
import { type Profile, profilePeak } from '../../../../contract/profile.ts';
import { messageRateOf } from '../../../../contract/protocols/protocols.ts';
import { iterationsOf } from '../../../../contract/run-length.ts';
import type { RunPlan, Scenario } from '../../../../contract/run-plan.ts';
import type { Millis } from '../../../../contract/units.ts';
import type { LoadNumbers } from '../compile/compile-load.ts';

/** Messages per second on each connection, where some are sent on a schedule. */
export function runMessageRate({ scenarios }: RunPlan): number | undefined {
  const rates = scenarios.flatMap((one) => (one.kind === 'http' ? [] : (messageRateOf(one) ?? [])));
  return rates[0];
}

/** `10 users · 2/s · 5 connections · 5m`. */
export function loadLine(run: RunPlan, { users, spawnRate, rate, connections }: LoadNumbers): string {
  const messageRate = runMessageRate(run);
  const parts: string[] = [];
  if (users !== undefined) parts.push(counted(users, 'user'));
  if (spawnRate !== undefined) parts.push(`${formatNumber(spawnRate)}/s`);
  if (rate !== undefined) parts.push(`${formatNumber(rate)} requests/s`);
  if (connections !== undefined) parts.push(counted(connections, 'connection'));
  if (messageRate !== undefined && users === undefined) parts.push(`${formatNumber(messageRate)} msg/s each`);
  const iterations = iterationsOf(run);
  parts.push(iterations === null ? printDuration(run.durationMs) : counted(iterations, 'iteration'));
  return parts.join(' · ');
}

/** A duration as one says it: whole seconds from ten seconds on. */
export function aboutDuration(ms: Millis): string {
  return printDuration(ms >= 10_000 ? Math.round(ms / 1_000) * 1_000 : Math.round(ms));
}

/** The highest level of several profiles together, were all at their highest at once. */
export function peakOf(scenarios: readonly Scenario[]): number {
  return scenarios.reduce((sum, one) => sum + profilePeak(one.profile), 0);
}

/** When a profile is at its highest for the first time, in ms since it began. */
export function reachedAtMs(profile: Profile): Millis {
  const peak = profilePeak(profile);
  let at = 0;
  for (const piece of profile.segments) {
    if (piece.from === peak) return at;
    at += piece.durationMs;
    if (piece.to === peak) return at;
  }
  return at;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
