import { printDuration } from '../../../../contract/duration.ts';
import type { Overrides, PlanInput } from '../../../../contract/plan.ts';
import { LEFT_OUT } from '../../../../contract/watch.ts';
import { CLASS_PLANS } from '../../../protocols/protocols.ts';

export type ClassInput = NonNullable<PlanInput['classes']>[string];

/** Connections and messages stand with the class that has them. */
export function withLevels(
  spec: ClassInput,
  { messageRate, confirm, users, ...overrides }: Overrides,
): ClassInput {
  const own = CLASS_PLANS.find(({ kind }) => spec[kind] !== undefined);
  if (own === undefined) return spec;
  // A stream has no users: where they are asked for, as many are opened.
  const level = { [own.levelKey]: overrides.connections ?? users };
  const changed = Object.entries({ messageRate, confirm }).filter(([key]) =>
    own.changes.some((one) => one === key),
  );
  const said = [...Object.entries(level), ...changed].filter(([, value]) => value !== undefined);
  return { ...spec, [own.kind]: { ...spec[own.kind], ...Object.fromEntries(said) } };
}

/** What overrides say of the limits of a plan. */
export function limitsOf({ timeoutMs, maxRate, maxConnections, maxDurationMs, strictHttp }: Overrides) {
  return {
    ...(timeoutMs !== undefined && { timeout: printDuration(timeoutMs) }),
    ...(strictHttp !== undefined && { strictHttp }),
    ...(maxRate !== undefined && { maxRate }),
    ...(maxConnections !== undefined && { maxConnections }),
    ...(maxDurationMs !== undefined && { maxDuration: printDuration(maxDurationMs) }),
  };
}

/** What is watched, with what overrides say of it: those of a name take the place of the plan's, or leave them out. */
export function watchPart({ watch }: PlanInput, { watch: asked = [] }: Overrides): Pick<PlanInput, 'watch'> {
  if (asked.length === 0) return watch === undefined ? {} : { watch };
  const watched = asked.filter(({ source }) => source !== LEFT_OUT);
  const byName = Object.entries(Object.groupBy(watched, ({ of }) => of)).map(([of, ones = []]) => {
    const sources = ones.map(({ source }) => source);
    const [only] = sources;
    return [of, sources.length === 1 && only !== undefined ? only : sources] as const;
  });
  const names = new Set(asked.map(({ of }) => of.toLowerCase()));
  const kept = Object.entries(watch ?? {}).filter(([of]) => !names.has(of.toLowerCase()));
  const all = [...kept, ...byName];
  return all.length === 0 ? {} : { watch: Object.fromEntries(all) };
}
