import { OF_CONNECTIONS } from '../../../../contract/grade-metrics.ts';
import type { ClassSpec, Plan } from '../../../../contract/plan.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import type { ClassChange } from '../../../protocols/protocol.ts';
import { CLASS_PLANS, streamOfClass } from '../../../protocols/protocols.ts';
import { contradiction, type Issue } from '../text/issue.ts';
import { suggestion } from '../text/plan-issues.ts';
import { endpointsOf } from './endpoints.ts';
import type { Followers } from './follow-workspace.ts';

/** Suites that come with the program, by name. */
export type Suites = Readonly<Record<string, Plan>>;

/** A plan in which nothing refers to a suite any more, or what is wrong with the reference. */
export interface Expanded extends Followers {
  readonly plan: Plan;
  readonly issues: readonly Issue[];
}

/** Puts in the classes a plan takes from a suite, with the services, values and thresholds they need. What the plan says itself wins. */
export function expandPlan(plan: Plan, suites: Suites): Expanded {
  const { use, ...rest } = plan;
  if (use === undefined) return { plan, borrowed: [], unaddressed: unaddressed(plan), issues: [] };
  const suite = Object.hasOwn(suites, use.suite) ? suites[use.suite] : undefined;
  if (suite === undefined) {
    const message = `there is no suite "${use.suite}"${suggestion(use.suite, Object.keys(suites))}`;
    const issue = { path: ['use', 'suite'], code: 'plan.unknown_suite', message };
    return { plan, borrowed: [], unaddressed: unaddressed(plan), issues: [issue] };
  }
  const issues: Issue[] = [];
  const classes: Record<string, ClassSpec> = {};
  for (const [name, change] of Object.entries(use.classes)) {
    const spec = Object.hasOwn(suite.classes, name) ? suite.classes[name] : undefined;
    if (spec === undefined) {
      const message = `suite ${use.suite} has no class "${name}"${suggestion(name, Object.keys(suite.classes))}`;
      issues.push({ path: ['use', 'classes', name], code: 'plan.unknown_class', message });
    } else if (Object.hasOwn(plan.classes, name)) {
      const message = `class "${name}" is both used from the suite and written in the plan; rename yours`;
      issues.push({ path: ['classes', name], code: 'plan.double_class', message });
    } else {
      issues.push(...checkUse(name, spec, change));
      classes[name] = changed(spec, change);
    }
  }
  const needed = new Set(
    Object.values(classes).flatMap((spec) => [spec.service, spec.setupService ?? spec.service]),
  );
  const services = Object.fromEntries(Object.entries(suite.services).filter(([name]) => needed.has(name)));
  const expanded: Plan = {
    ...rest,
    services: { ...services, ...withAddresses(plan.services, services) },
    values: { ...suite.values, ...plan.values },
    classes: { ...classes, ...plan.classes },
  };
  const bounds = boundsOfSuite(suite, expanded, needed);
  if (bounds.length > 0) expanded.thresholds = [...(plan.thresholds ?? []), ...bounds];
  const borrowed = Object.keys(services).filter((name) => !hasAddress(plan, name));
  return { plan: expanded, borrowed, unaddressed: unaddressed(expanded), issues };
}

function hasAddress({ services }: Plan, name: string): boolean {
  return Object.hasOwn(services, name) && services[name]?.url !== undefined;
}

function unaddressed(plan: Plan): string[] {
  return Object.keys(plan.services).filter((name) => !hasAddress(plan, name));
}

/** Services of the plan; one without an address that the suite has too goes where the suite's goes. */
function withAddresses(own: Plan['services'], ofSuite: Plan['services']): Plan['services'] {
  const merged = Object.entries(own).map(([name, service]) => {
    const borrowed = Object.hasOwn(ofSuite, name) ? ofSuite[name] : undefined;
    return [name, service.url === undefined ? { ...borrowed, ...service } : service] as const;
  });
  return Object.fromEntries(merged);
}

/**
 * The suite's thresholds of the services whose classes are used, as far as the plan has what they grade and no
 * threshold of its own for it.
 * @param plan with the classes of the suite
 */
function boundsOfSuite(suite: Plan, plan: Plan, needed: ReadonlySet<string>): Threshold[] {
  const own = plan.thresholds ?? [];
  const endpoints = endpointsOf(plan);
  const connected = new Set(
    Object.values(plan.classes).flatMap((spec) =>
      streamOfClass(spec)?.protocol.countsAs === 'connections' ? [spec.service] : [],
    ),
  );
  return (suite.thresholds ?? []).filter(({ service, endpoint, metric }) => {
    if (!needed.has(service)) return false;
    const has =
      endpoint === undefined
        ? !OF_CONNECTIONS.includes(metric) || connected.has(service)
        : endpoints.some((one) => one.service === service && one.endpoint === endpoint);
    const replaced = own.some(
      (one) =>
        one.service === service &&
        one.metric === metric &&
        (one.scope === undefined ? one.endpoint === endpoint : endpoint !== undefined),
    );
    return has && !replaced;
  });
}

/** What a change says of the connections of a class; the rest it says of the class. */
const STREAM_CHANGES: readonly (keyof ClassChange)[] = [
  'connectRate',
  ...CLASS_PLANS.flatMap(({ changes }) => changes),
];

function changed(spec: ClassSpec, change: ClassChange): ClassSpec {
  const own = { ...change };
  for (const key of STREAM_CHANGES) delete own[key];
  const stream = streamOfClass(spec);
  const whole: ClassSpec = {
    ...spec,
    ...own,
    ...(stream !== null && { [stream.protocol.kind]: stream.protocol.change(stream.spec, change) }),
  };
  return change.load === undefined ? whole : withoutLevel(whole, change);
}

/** A class whose load the plan writes: what the suite says of its level would contradict that. */
function withoutLevel(spec: ClassSpec, change: ClassChange): ClassSpec {
  const { users, weight, startAfter } = change;
  const stream = streamOfClass(spec);
  const level =
    stream === null
      ? []
      : [stream.protocol.levelKey, ...(change.connectRate === undefined ? ['connectRate'] : [])];
  return {
    ...spec,
    users,
    weight,
    startAfter,
    ...(stream !== null && {
      [stream.protocol.kind]: Object.fromEntries(
        Object.entries(stream.spec).filter(([key]) => !level.includes(key)),
      ),
    }),
  };
}

/** What a plan changes about a class it takes from a suite, and the class does not have: someone meant something by it. */
function checkUse(name: string, spec: ClassSpec, change: ClassChange): Issue[] {
  const stream = streamOfClass(spec);
  const idle = ([key, why]: readonly [keyof ClassChange, string]): Issue =>
    contradiction(['use', 'classes', name, key], `${key} ${why}; leave it out`);
  const ofOthers = CLASS_PLANS.filter((one) => one !== stream?.protocol).flatMap(({ changes, noun }) =>
    changes
      .filter((key) => change[key] !== undefined)
      .map((key) => idle([key, `applies to ${noun}, and ${name} opens none`])),
  );
  if (stream !== null)
    return [...ofOthers, ...stream.protocol.checkChange(stream.spec, change, name).map(idle)];
  const why = `applies to connections that stay open, and ${name} sends requests`;
  return change.connectRate === undefined ? ofOthers : [...ofOthers, idle(['connectRate', why])];
}
