import type { Overrides } from '../../contract/plan.ts';
import type { ServiceRow } from '../../contract/services.ts';
import type { PlanPreview } from '../../contract/wire.ts';

/**
 * The addresses of the user's service a target is on, to choose from; empty where it is on none. Of several that have its
 * address it is on the one of its name, else on the one with most to choose from.
 */
export function addressChoice(
  { service, url }: PlanPreview['targets'][number],
  own: readonly ServiceRow[],
): readonly { readonly value: string; readonly text: string }[] {
  const fitting = own
    .filter(({ addresses }) => addresses.some((one) => one.url === url))
    .sort((a, b) => b.addresses.length - a.addresses.length);
  const found = fitting.find((row) => row.service === service) ?? fitting[0];
  return (found?.addresses ?? []).map((one) => ({ value: one.url, text: `${one.label} · ${one.url}` }));
}

/** Overrides that aim services elsewhere, besides what they say already. */
export function withAims(overrides: Overrides, aims: ReadonlyMap<string, string>): Overrides {
  if (aims.size === 0) return overrides;
  return { ...overrides, targets: { ...overrides.targets, ...Object.fromEntries(aims) } };
}
