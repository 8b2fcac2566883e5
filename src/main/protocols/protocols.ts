import type { ClassSpec } from '../../contract/plan.ts';
import type { StepSpec } from '../../contract/plan-tasks.ts';
import {
  CLASS_PROTOCOLS,
  type ClassProtocol,
  STEP_PROTOCOLS,
  type StepProtocol,
} from '../../contract/protocols/protocols.ts';
import type { ClassPlans, PlanProtocol, StepPlans } from './protocol.ts';
import { sse } from './sse.ts';
import { websocket } from './websocket.ts';

/** What plans know of each protocol but requests, one line each. */
const ALL: { readonly [Kind in StepProtocol | ClassProtocol]: PlanProtocol<Kind> } = {
  websocket,
  sse,
};

/** Of those whose steps, and whose classes, have a key of their own. */
export const STEP_PLANS: readonly StepPlans[] = STEP_PROTOCOLS.map((kind) => ALL[kind].step);
export const CLASS_PLANS: readonly ClassPlans[] = CLASS_PROTOCOLS.map((kind) => ALL[kind].class);

/** A class of connections that are held, with the protocol that knows it. */
interface StreamClass {
  readonly protocol: ClassPlans;
  readonly spec: NonNullable<ClassSpec[ClassProtocol]>;
}

/** What a class is a class of; null: it has tasks. */
export function streamOfClass(spec: ClassSpec): StreamClass | null {
  for (const protocol of CLASS_PLANS) {
    const own = spec[protocol.kind];
    if (own !== undefined) return { protocol, spec: own };
  }
  return null;
}

/** The protocol that knows a step; null: it is a request. */
export function streamOfStep(step: StepSpec): StepPlans | null {
  return STEP_PLANS.find(({ kind }) => step[kind] !== undefined) ?? null;
}

/** The protocol of the classes, and of the steps, of a run. */
export function classPlansOf(kind: ClassProtocol): ClassPlans {
  return ALL[kind].class;
}

export function stepPlansOf(kind: StepProtocol): StepPlans {
  return ALL[kind].step;
}
