import type { LoadSpec, Overrides, Plan } from '../../../../contract/plan.ts';
import type { Issue } from '../text/issue.ts';
import { isOpenLoad, ownDurationMs } from './load-shape.ts';

/** The plan at the size asked for, else at its own. */
export function sizePlan(
  plan: Plan,
  size: Overrides['size'],
): { readonly plan: Plan; readonly issues: readonly Issue[] } {
  const wanted = size ?? plan.size;
  if (wanted === undefined) return { plan, issues: [] };
  const chosen = plan.sizes?.[wanted];
  if (chosen === undefined) {
    const known = Object.keys(plan.sizes ?? {});
    const message =
      known.length === 0
        ? 'this plan comes in one size only'
        : `this plan has no size ${wanted}; there is ${known.join(', ')}`;
    return { plan, issues: [{ path: ['size'], code: 'plan.unknown_size', message }] };
  }
  const classes = Object.fromEntries(
    Object.entries(plan.classes).map(([name, spec]) => {
      const levels = chosen.users ?? {};
      const users = Object.hasOwn(levels, name) ? levels[name] : undefined;
      return [name, users === undefined ? spec : { ...spec, users }];
    }),
  );
  return { plan: { ...plan, classes, load: sizedLoad(plan.load, chosen.load) }, issues: [] };
}

/**
 * The load of a size over that of the plan. A level or stages of its own take the place of the whole shape written
 * there: what the plan says about another shape would contradict it. How long the plan runs stays, unless the size says.
 */
export function sizedLoad(base: LoadSpec = {}, own: LoadSpec = {}): LoadSpec {
  const wasOpen = isOpenLoad(base);
  if (own.stages !== undefined) {
    const { users, rate, stages } = base;
    // What a size counts in is what the plan counts in; stages begin where those they replace began.
    const isOpen = isOpenLoad(own) || (wasOpen && own.users === undefined);
    const start = stages === undefined ? {} : wasOpen ? { rate } : { users };
    const level = own.users === undefined && own.rate === undefined && isOpen === wasOpen ? start : {};
    const model = isOpen ? 'open' : 'closed';
    return { ...base, ...NO_SHAPE, arrivals: isOpen ? base.arrivals : undefined, model, ...level, ...own };
  }
  if (own.users === undefined && own.rate === undefined) return { ...base, ...own };
  const duration = ownDurationMs(base) ?? undefined;
  const kept = own.users === undefined ? { arrivals: base.arrivals } : { spawnRate: base.spawnRate };
  return { ...base, ...NO_SHAPE, arrivals: undefined, duration, ...kept, ...own };
}

const NO_SHAPE = {
  users: undefined,
  rate: undefined,
  stages: undefined,
  model: undefined,
  spawnRate: undefined,
  duration: undefined,
} as const;
