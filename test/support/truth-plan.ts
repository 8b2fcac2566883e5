import type { Overrides, PlanInput } from '../../src/contract/plan.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { compilePlan } from '../../src/main/services/plans/compile/compile-plan.ts';
import { parsePlan } from '../../src/main/services/plans/text/parse-plan.ts';

/** A plan as a user writes it, without its head. */
export type TruthPlanInput = Omit<PlanInput, 'plimsoll' | 'name'>;

/** Reads and compiles a plan as `plimsoll run` does. Throws with the product's own sentence where it refuses it. */
export function truthPlan(input: TruthPlanInput, overrides: Overrides = {}): RunPlan {
  const parsed = parsePlan(JSON.stringify({ plimsoll: 1, name: 'truth', ...input }));
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const compiled = compilePlan(parsed.value, overrides);
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return compiled.value.run;
}

export interface NumberedOptions {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly connections?: 'shared' | 'new-each-time';
  readonly arrivals?: 'constant' | 'poisson';
}

/** One class of arrivals at a constant rate; request i of the plan asks for `/?i=<i>`, so that a log can tell it. */
export function numberedPlan(url: string, options: NumberedOptions): RunPlan {
  const { ratePerSecond, seconds, connections = 'shared', arrivals = 'constant' } = options;
  return truthPlan({
    services: { target: { url } },
    values: { n: { counter: { from: 0 } } },
    classes: {
      all: { service: 'target', connections, tasks: { numbered: { get: '/?i={{ n }}' } } },
    },
    load: { rate: ratePerSecond, arrivals, duration: seconds },
  });
}

/** Users without think time, each on a connection of its own: the closed loop that does not see a stall. */
export function closedPlan(url: string, { users, seconds }: { users: number; seconds: number }): RunPlan {
  return truthPlan({
    services: { target: { url } },
    classes: { all: { service: 'target', tasks: { plain: { get: '/' } } } },
    load: { users, duration: seconds },
  });
}
