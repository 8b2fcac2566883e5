import type { ClassSpec, Overrides, Plan } from '../../../../contract/plan.ts';
import type { StepSpec } from '../../../../contract/plan-tasks.ts';
import type {
  HttpScenario,
  HttpStep,
  RunLimits,
  Scenario,
  ServiceTarget,
} from '../../../../contract/run-plan.ts';
import type { Millis } from '../../../../contract/units.ts';
import type { StepFrame, WithoutSetup } from '../../../protocols/protocol.ts';
import { streamOfClass, streamOfStep } from '../../../protocols/protocols.ts';
import type { ClassLoad, CompiledLoad } from './compile-load.ts';
import { compileStep } from './compile-steps.ts';
import { setupName, streamNames, tasksOf } from './endpoints.ts';
import { DEFINITIONS, type SeriesList } from './series-list.ts';

const REQUEST = { protocol: 'http', role: 'request', inTotals: true } as const;

interface ScenarioFrame {
  readonly plan: Plan;
  readonly services: ReadonlyMap<string, ServiceTarget>;
  readonly load: CompiledLoad['classes'];
  readonly limits: RunLimits;
  readonly overrides: Overrides;
  readonly series: SeriesList;
}

interface Entry extends ClassLoad {
  readonly name: string;
  readonly spec: ClassSpec;
}

/** The classes that load, in the plan's order. Series are numbered tasks first, then streams, then setup: the order of the tables. */
export function compileScenarios(frame: ScenarioFrame): Scenario[] {
  const entries = Object.entries(frame.plan.classes).flatMap(([name, spec]): Entry[] => {
    const load = frame.load.get(name);
    return load === undefined ? [] : [{ name, spec, ...load }];
  });
  const halves = entries.map((entry) => ({ entry, half: withoutSetup(entry, frame) }));
  return halves.map(({ entry, half }) => ({ ...half, ...setupOf(entry, frame) }));
}

function withoutSetup(entry: Entry, frame: ScenarioFrame): WithoutSetup<Scenario> {
  const stream = streamOfClass(entry.spec);
  if (stream === null) return httpScenario(entry, frame);
  const { profile, spec } = entry;
  const { service } = spec;
  const { kind } = stream.protocol;
  const names = streamNames(frame.plan, entry.name);
  return stream.protocol.compile(stream.spec, {
    base: baseOf(entry),
    url: urlOf(frame, service),
    profile,
    thinkTime: thinkTimeOf(spec),
    overrides: frame.overrides,
    add: (what, one) =>
      frame.series.add(
        { service, endpoint: names[what] ?? '', protocol: kind, source: 'stream', ...one },
        entry.name,
      ),
  });
}

function baseOf({ name, spec, startAfterMs }: Entry) {
  return { name, service: spec.service, startAfterMs, headers: spec.headers ?? {} };
}

function setupOf(entry: Entry, frame: ScenarioFrame) {
  const { spec } = entry;
  const service = spec.setupService ?? spec.service;
  const setup = (spec.setup ?? []).map((step): HttpStep => {
    const series = frame.series.add(
      {
        service,
        endpoint: setupName(step),
        ...REQUEST,
        source: 'setup',
        // A token that is renewed is asked for again.
        once: spec.setupEvery === undefined,
        clock: 'actual',
        definition: DEFINITIONS.httpActual,
      },
      'setup',
    );
    return compileStep(step, { series, spec, timeoutMs: frame.limits.requestTimeoutMs });
  });
  return {
    setup,
    setupBaseUrl: setup.length === 0 ? null : urlOf(frame, service),
    ...((spec.setupFor !== undefined || spec.setupEvery !== undefined) && {
      setupPolicy: { shared: spec.setupFor === 'shared', everyMs: spec.setupEvery ?? null },
    }),
  };
}

function httpScenario(entry: Entry, frame: ScenarioFrame): WithoutSetup<HttpScenario> {
  const { spec, profile } = entry;
  const isOpen = profile.model === 'open';
  const timeoutMs = frame.limits.requestTimeoutMs;
  return {
    ...baseOf(entry),
    kind: 'http',
    baseUrl: urlOf(frame, spec.service),
    profile,
    thinkTime: thinkTimeOf(spec),
    connections: spec.connections ?? (isOpen ? 'shared' : 'per-user'),
    iterations: spec.iterations ?? null,
    ...(entry.totalIterations !== undefined && { totalIterations: entry.totalIterations }),
    tasks: tasksOf(spec).map(({ name, weight, steps }) => ({
      name,
      weight,
      steps: steps.map(({ endpoint, step }) => {
        const { service } = spec;
        const stream = streamStep(step, { service, endpoint, isOpen, series: frame.series });
        if (stream !== null)
          return { ...compileStep(step, { series: stream.series, spec, timeoutMs }), ...stream };
        const series = frame.series.add(
          {
            service,
            endpoint,
            ...REQUEST,
            source: 'task',
            once: false,
            clock: isOpen ? 'intended' : 'actual',
            definition: isOpen ? DEFINITIONS.httpIntended : DEFINITIONS.httpActual,
          },
          isOpen ? 'open' : 'closed',
        );
        return compileStep(step, { series, spec, timeoutMs });
      }),
    })),
  };
}

/** The stream part of a step with every default filled in and its series numbered; null for a request. */
function streamStep(
  step: StepSpec,
  {
    service,
    series,
    ...frame
  }: Pick<StepFrame, 'endpoint' | 'isOpen'> & { readonly service: string; readonly series: SeriesList },
): Required<Pick<HttpStep, 'series' | 'stream'>> | null {
  const protocol = streamOfStep(step);
  if (protocol === null) return null;
  const rest = { service, protocol: protocol.kind, source: 'task' } as const;
  return protocol.compile(step, {
    ...frame,
    add(endpoint, role, definition, { inTotals = true, once = true, isFirst = false } = {}) {
      const isDue = isFirst && frame.isOpen;
      const clock = isDue ? 'intended' : 'actual';
      return series.add(
        { ...rest, endpoint, role, definition, inTotals, once, clock },
        isDue ? 'open' : 'step',
      );
    },
  });
}

function thinkTimeOf(spec: ClassSpec): { minMs: Millis; maxMs: Millis } {
  const { thinkTime } = spec;
  if (thinkTime === undefined || thinkTime === 'none') return { minMs: 0, maxMs: 0 };
  if (typeof thinkTime === 'number') return { minMs: thinkTime, maxMs: thinkTime };
  const [minMs, maxMs] = thinkTime.between;
  return { minMs, maxMs };
}

function urlOf(frame: ScenarioFrame, service: string): string {
  return frame.services.get(service)?.url ?? '';
}
