import type { ClassSpec, Plan } from '../../../../contract/plan.ts';
import type { StepSpec } from '../../../../contract/plan-steps.ts';
import type { Protocol } from '../../../../contract/run-state.ts';
import { isStreamStep, requestLine } from '../text/template-sites.ts';

/** What a figure can be reported under. */
export interface Endpoint {
  readonly service: string;
  readonly endpoint: string;
  readonly protocol: Protocol;
}

/** Endpoints of a class's stream: one figure each. */
const WEBSOCKET_NAMES = {
  connect: 'ws_connect',
  firstMessage: 'ws_first_message',
  roundTrip: 'ws_message',
  ping: 'ws_ping',
  session: 'ws_session',
} as const;
const SSE_NAMES = { firstEvent: 'sse_stream', headers: 'sse_headers', gap: 'sse_gap' } as const;

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
    if (spec.websocket !== undefined) {
      for (const endpoint of Object.values(streamNames(plan, name))) add(spec.service, endpoint, 'websocket');
    }
    if (spec.sse !== undefined) {
      for (const endpoint of Object.values(streamNames(plan, name))) add(spec.service, endpoint, 'sse');
    }
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
export function stepEndpoints(
  endpoint: string,
  step: StepSpec,
): readonly { readonly endpoint: string; readonly protocol: Protocol }[] {
  if (!isStreamStep(step)) return [{ endpoint, protocol: 'http' }];
  const protocol = step.sse === undefined ? 'websocket' : 'sse';
  const { reply, headers, session } = streamStepNames(endpoint);
  const names =
    protocol === 'sse'
      ? [endpoint, headers, ...(readsOn(step) ? [session] : [])]
      : [endpoint, ...(step.until === undefined ? [] : [reply]), session];
  return names.map((name) => ({ endpoint: name, protocol }));
}

/** Names of what is measured of a stream step beside its connect time or time to the first event. */
export function streamStepNames(endpoint: string) {
  return { reply: `${endpoint} reply`, headers: `${endpoint} headers`, session: `${endpoint} session` };
}

/** Whether an `sse` step goes on after its first event. */
export function readsOn({ events, hold }: StepSpec): boolean {
  return hold === undefined ? (events ?? 1) > 1 : events !== 1;
}

export function setupName(step: StepSpec): string {
  return step.name ?? lineName(step);
}

/** Names of what is measured of a stream; the class's name tells a second address of a service from the first. */
export function streamNames(plan: Plan, className: string): Record<string, string> {
  const spec = plan.classes[className];
  const names = spec?.websocket === undefined ? SSE_NAMES : WEBSOCKET_NAMES;
  const kind = spec?.websocket === undefined ? 'sse' : 'websocket';
  const first = Object.values(plan.classes).find(
    (other) => other.service === spec?.service && other[kind] !== undefined,
  );
  if (first?.[kind]?.path === spec?.[kind]?.path) return { ...names };
  return Object.fromEntries(
    Object.entries(names).map(([key, endpoint]) => [key, `${endpoint} (${className})`]),
  );
}

/** `GET /users/{id}`: the path without its query, placeholders in single braces. */
function lineName(step: StepSpec): string {
  const { method, target } = requestLine(step);
  const path = target.replace(/\{\{\s*([\w.-]+)[^}]*\}\}/g, '{$1}').split('?')[0];
  return `${method === 'websocket' ? 'WS' : method.toUpperCase()} ${path}`.slice(0, 120);
}
