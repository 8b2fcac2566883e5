import { valueAt } from '../../../contract/plan-data.ts';
import type { Draw, Slot, Slots, UserScope } from './scope.ts';
import { splitName } from './template.ts';

/** What the names in templates mean: values of the plan, and what answers give. */
export interface NameContext extends Slots {
  /** What a slot gives at all times, to every user; null where it can change. */
  constantOf(slot: Slot): { readonly value: unknown } | null;
}

interface NameReader {
  readonly constant: { readonly value: unknown } | null;
  /** Reports to the scope and gives undefined where the name has no value. */
  readonly read: Draw;
}

/** Compiles the name of a placeholder. */
export function compileName(name: string, context: NameContext): NameReader {
  const { base, properties } = splitName(name);
  const slot = context.slotOf(base);
  const fixed = context.constantOf(slot);
  const fixedValue = fixed === null ? undefined : valueAt(fixed.value, properties);
  const read = (scope: UserScope) => {
    const value = properties.length === 0 ? scope.read(slot) : valueAt(scope.read(slot), properties);
    if (value === undefined) {
      scope.report(
        'value.unset',
        `{{ ${name} }} has no value yet`,
        'An earlier step must extract it, or the plan must name it under values.',
      );
    }
    return value;
  };
  return { constant: fixedValue === undefined ? null : { value: fixedValue }, read };
}
