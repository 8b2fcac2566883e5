import type { ClassSpec, Plan } from '../../../../contract/plan.ts';
import type { StepSpec } from '../../../../contract/plan-tasks.ts';
import { classOf, type Protocol } from '../../../../contract/protocols/protocols.ts';
import { streamOfClass, streamOfStep } from '../../../protocols/protocols.ts';
import { requestLine } from '../text/template-sites.ts';

/** What a figure can be reported under. */
interface Endpoint {
  readonly service: string;
  readonly endpoint: string;
  readonly protocol: Protocol;
}

/** Every endpoint of a plan, in the order of its tables: tasks, then streams, then setup. */
export function endpointsOf(plan: Plan): Endpoint[] {
  const endpoints: Endpoint[] = [];
  const add = (service: string, endpoint: string, protocol: Protocol) => {
    const known = endpoints.some(
      (e) => e.service === service && e.endpoint === endpoint && e.protocol === protocol,
    );
    if (!known) endpoints.push({ service, endpoint, protocol });
  };
  const classes = Object.entries(plan.classes);
  for (const [name, spec] of classes) {
    for (const task of tasksOf(spec)) {
      for (const { endpoint, step } of task.steps) {
        for (const one of stepEndpoints(endpoint, step)) add(spec.service, one.endpoint, one.protocol);
      }
    }
    const stream = streamOfClass(spec);
    if (stream === null) continue;
    for (const endpoint of Object.values(streamNames(plan, name)))
      add(spec.service, endpoint, stream.protocol.kind);
  }
  for (const [, spec] of classes) {
    for (const step of spec.setup ?? []) add(spec.setupService ?? spec.service, setupName(step), 'http');
  }
  return endpoints;
}

/** The tasks of a class with the name each of their steps is reported under. */
export function tasksOf(spec: ClassSpec): {
  readonly name: string;
  readonly weight: number;
  readonly steps: readonly { readonly endpoint: string; readonly step: StepSpec }[];
}[] {
  return Object.entries(spec.tasks ?? {}).map(([name, task]) => {
    const steps = task.steps ?? [task];
    const alone = steps.length === 1;
    return {
      name,
      weight: task.weight ?? 1,
      steps: steps.map((step) => ({ step, endpoint: step.name ?? (alone ? name : lineName(step)) })),
    };
  });
}

/** What is measured of a step of this name. Of a stream, that which is graded has the name itself. */
function stepEndpoints(
  endpoint: string,
  step: StepSpec,
): readonly { readonly endpoint: string; readonly protocol: Protocol }[] {
  const stream = streamOfStep(step);
  if (stream === null) return [{ endpoint, protocol: 'http' }];
  return stream.endpoints(endpoint, step).map((name) => ({ endpoint: name, protocol: stream.kind }));
}

export function setupName(step: StepSpec): string {
  return step.name ?? lineName(step);
}

/** Names of what is measured of a stream; the class's name tells a second address of a service from the first. */
export function streamNames(plan: Plan, className: string): Readonly<Record<string, string>> {
  const spec = plan.classes[className];
  const stream = spec === undefined ? null : streamOfClass(spec);
  if (spec === undefined || stream === null) return {};
  const { kind } = stream.protocol;
  const { endpoints } = classOf(kind);
  const first = Object.values(plan.classes).find(
    (other) => other.service === spec.service && other[kind] !== undefined,
  );
  if (first?.[kind]?.path === stream.spec.path) return endpoints;
  return Object.fromEntries(
    Object.entries(endpoints).map(([key, endpoint]) => [key, `${endpoint} (${className})`]),
  );
}

/** `GET /users/{id}`: the path without its query, placeholders in single braces. */
function lineName(step: StepSpec): string {
  const { method, target } = requestLine(step);
  const path = target.replace(/\{\{\s*([\w.-]+)[^}]*\}\}/g, '{$1}').split('?')[0];
  return `${streamOfStep(step)?.verb ?? method.toUpperCase()} ${path}`.slice(0, 120);
}
