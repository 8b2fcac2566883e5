import { OF_CONNECTIONS } from '../../../../contract/grade-metrics.ts';
import { type Data, isRecord, listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace, VisualEdit } from '../../../../contract/plan-editing.ts';
import { CLASS_PROTOCOLS, classOf } from '../../../../contract/protocols/protocols.ts';
import { PROTOCOLS, protocolOfClass, protocolOfStep } from '../../../protocols/protocols.ts';
import type { ShownProtocol } from '../../../protocols/shown-protocol.ts';
import { appendEdits, dropEdits, freeName, numberOf, putEdits } from '../fields/plan-data.ts';
import { stopRuleEdits } from '../thresholds/stop-rules.ts';

export interface StepView {
  readonly path: PlanPlace;
  readonly protocol: ShownProtocol;
  /** Key under which its path stands: the method of a request. */
  readonly method: string;
  readonly target: string;
  readonly name: string;
  readonly spec: Data;
}

export interface TaskView {
  readonly name: string;
  readonly path: PlanPlace;
  readonly weight: number;
  /** Of the tasks of its class. */
  readonly sharePercent: number;
  /** The request is written into the task itself, not under `steps`. */
  readonly inline: boolean;
  readonly steps: readonly StepView[];
}

export interface ClassView {
  readonly name: string;
  readonly protocol: ShownProtocol;
  /** Its users run tasks, and are no connections that stay. */
  readonly hasTasks: boolean;
  /** Taken from a suite: only how many of it there are can be changed in the plan. */
  readonly fromSuite: boolean;
  /** Where what the plan says about it stands. */
  readonly path: PlanPlace;
  readonly service: string;
  readonly weight: number;
  /** Users, connections or streams of its own, beside the shared load. */
  readonly own: number | null;
  /** Where that number is written, or would be. */
  readonly ownPath: PlanPlace;
  /** Every place of the plan that gives it one; the first counts. */
  readonly ownPlaces: readonly PlanPlace[];
  /** The suite gives it one, which a plan can change but not take away. */
  readonly mustOwn: boolean;
  /** Of the shared load; null: it has a level or load of its own. */
  readonly sharePercent: number | null;
  readonly spec: Data;
  readonly setup: readonly StepView[];
  readonly tasks: readonly TaskView[];
}

/** The classes of a plan, those it takes from a suite first, as a run orders them. */
export function classesOf(data: unknown, suite: unknown, size: string | null = null): ClassView[] {
  const taken = Object.entries(recordOf(valueAt(data, ['use', 'classes']))).map(([name, change]) => {
    const usual = recordOf(valueAt(suite, ['classes', name]));
    const view = classView(data, { name, spec: { ...usual, ...recordOf(change) }, fromSuite: true, size });
    return { ...view, mustOwn: numberIn(usual, view.protocol) !== undefined };
  });
  const written = Object.entries(recordOf(valueAt(data, ['classes']))).map(([name, spec]) =>
    classView(data, { name, spec: recordOf(spec), fromSuite: false, size }),
  );
  const all = [...taken, ...written];
  const sharing = all.filter((one) => one.own === null && !isRecord(one.spec.load));
  const sum = sharing.reduce((total, one) => total + one.weight, 0);
  return all.map((one) => ({
    ...one,
    sharePercent: sharing.includes(one) ? (sum === 0 ? 0 : (one.weight / sum) * 100) : null,
  }));
}

interface Written {
  readonly name: string;
  readonly spec: Data;
  readonly fromSuite: boolean;
  readonly size: string | null;
}

function classView(data: unknown, { name, spec, fromSuite, size }: Written): ClassView {
  const path = fromSuite ? ['use', 'classes', name] : ['classes', name];
  const protocol = protocolOfClass(spec);
  const { key } = protocol.users;
  const inSize = size === null ? [] : [['sizes', size, 'users', name]];
  const inClass = key === null ? [] : [[...path, protocol.name, key]];
  const ownPlaces = [...inSize, [...path, 'users'], ...inClass].filter(
    (place) => valueAt(data, place) !== undefined,
  );
  const [ownPath] = ownPlaces;
  return {
    name,
    protocol,
    hasTasks: protocol.classRows.length === 0,
    fromSuite,
    path,
    service: textOf(spec.service),
    weight: numberOf(spec.weight) ?? 1,
    own: numberOf(ownPath === undefined ? numberIn(spec, protocol) : valueAt(data, ownPath)),
    ownPath: ownPath ?? [...path, 'users'],
    ownPlaces,
    mustOwn: false,
    sharePercent: null,
    spec,
    setup: listOf(spec.setup).map((step, at) => stepView(recordOf(step), [...path, 'setup', at])),
    tasks: tasksOf(spec, path),
  };
}

/** The number a class is written with. */
function numberIn(spec: Data, { name, users: { key } }: ShownProtocol): unknown {
  return spec.users ?? (key === null ? undefined : recordOf(spec[name])[key]);
}

/** The class at a place; null: it is gone. */
export function classAt({ data, suite, size }: Shown, place: PlanPlace): ClassView | null {
  return classesOf(data, suite, size).find((one) => one.path.join('.') === place.join('.')) ?? null;
}
interface Shown {
  readonly data: unknown;
  readonly suite: unknown;
  readonly size: string | null;
}

/** A number of its own for a class, to begin with; or a share of the load, wherever its number stands. */
export function headcountEdits(data: unknown, group: ClassView | null, kind: 'share' | 'own'): VisualEdit[] {
  if (group === null) return [];
  if (kind === 'own') return putEdits(data, group.ownPath, group.own ?? 5);
  return group.ownPlaces.flatMap((place) =>
    // The users of a size may be left with none; the size itself stays.
    place[0] === 'sizes' ? dropEdits(data, place, 2) : putEdits(data, place, undefined),
  );
}

function tasksOf(spec: Data, path: PlanPlace): TaskView[] {
  const entries = Object.entries(recordOf(spec.tasks)).map(([name, task]) => [name, recordOf(task)] as const);
  const weights = entries.map(([, task]) => Math.max(0, numberOf(task.weight) ?? 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return entries.map(([name, task], at) => {
    const place = [...path, 'tasks', name];
    const inline = !Array.isArray(task.steps);
    const weight = weights[at] ?? 1;
    return {
      name,
      path: place,
      weight,
      sharePercent: sum === 0 ? 0 : (weight / sum) * 100,
      inline,
      steps: inline
        ? [stepView(task, place)]
        : listOf(task.steps).map((step, index) => stepView(recordOf(step), [...place, 'steps', index])),
    };
  });
}

function stepView(spec: Data, path: PlanPlace): StepView {
  const { protocol, key } = protocolOfStep(spec);
  return { path, protocol, method: key, target: textOf(spec[key]), name: textOf(spec.name), spec };
}

/** The step at a place; null: it is gone. */
export function stepAt(data: unknown, place: PlanPlace): StepView | null {
  const spec = valueAt(data, place);
  return isRecord(spec) ? stepView(spec, place) : null;
}

/** Another method for a request: its path stays. A stream is no request with another method. */
export function methodEdits(step: StepView | null, to: string): VisualEdit[] {
  if (step === null) return [];
  const { path, protocol, method, spec } = step;
  if (to === method || !protocol.step.keys.includes(to)) return [];
  if (Object.hasOwn(spec, method)) return [{ op: 'rename', path: [...path, method], to }];
  return [{ op: 'set', path: [...path, to], value: '/' }];
}

/** Another name for a service, everywhere the plan says it. */
export function renameServiceEdits(data: unknown, from: string, to: string): VisualEdit[] {
  if (from === to) return [];
  const edits: VisualEdit[] = [{ op: 'rename', path: ['services', from], to }];
  for (const [name, spec] of Object.entries(recordOf(valueAt(data, ['classes'])))) {
    for (const key of ['service', 'setupService']) {
      if (recordOf(spec)[key] === from) edits.push({ op: 'set', path: ['classes', name, key], value: to });
    }
  }
  return [
    ...edits,
    ...thresholdEdits(data, (row) => (row.service === from ? { service: to } : null)),
    ...stopRuleEdits(data, (rule) => (rule.service === from ? { service: to } : null)),
  ];
}

/** Another name for a class, in the sizes too. */
export function renameClassEdits(data: unknown, from: string, to: string): VisualEdit[] {
  if (from === to) return [];
  const edits: VisualEdit[] = [{ op: 'rename', path: ['classes', from], to }];
  for (const size of Object.keys(recordOf(valueAt(data, ['sizes'])))) {
    const path = ['sizes', size, 'users', from];
    if (valueAt(data, path) !== undefined) edits.push({ op: 'rename', path, to });
  }
  return edits;
}

/** Takes a class away, and with the last of a suite the suite; the only class stays. */
export function removeClassEdits(data: unknown, suite: unknown, place: PlanPlace): VisualEdit[] {
  if (classesOf(data, suite).length < 2) return [];
  const isOnlyUse =
    place[0] === 'use' && Object.keys(recordOf(valueAt(data, ['use', 'classes']))).length === 1;
  return putEdits(data, isOnlyUse ? ['use'] : place, undefined);
}

/** The class once more, under a name that is free. */
export function copyClassEdits(data: unknown, suite: unknown, place: PlanPlace): VisualEdit[] {
  const value = valueAt(data, place);
  if (value === undefined) return [];
  const names = classesOf(data, suite).map(({ name }) => name);
  return [{ op: 'set', path: ['classes', freeName(textOf(place.at(-1)), names)], value }];
}

/** Another name for a task; thresholds and stop rules of the endpoint it names follow. */
export function renameTaskEdits(data: unknown, place: PlanPlace, to: string): VisualEdit[] {
  const group = place.slice(0, -2);
  const spec = recordOf(valueAt(data, group));
  const service = textOf(spec.service);
  const task = tasksOf(spec, group).find(({ name }) => name === place.at(-1));
  if (task === undefined || task.name === to) return [];
  const alone = task.steps.length === 1 && task.steps[0]?.name === '';
  const follow = alone
    ? [
        ...thresholdEdits(data, (row) =>
          row.service === service && row.endpoint === task.name ? { endpoint: to } : null,
        ),
        ...stopRuleEdits(data, (rule) =>
          rule.service === service && rule.endpoint === task.name ? { endpoint: to } : null,
        ),
      ]
    : [];
  return [{ op: 'rename', path: [...task.path], to }, ...follow];
}

function thresholdEdits(data: unknown, change: (row: Data) => Data | null): VisualEdit[] {
  return listOf(valueAt(data, ['thresholds'])).flatMap((row, index) =>
    Object.entries(change(recordOf(row)) ?? {}).map(
      ([key, value]): VisualEdit => ({ op: 'set', path: ['thresholds', index, key], value }),
    ),
  );
}

/**
 * A class of the suite written out in the plan, with the services, values and thresholds it needs: then all of it can be
 * changed.
 */
export function writeOutEdits(data: unknown, suite: unknown, name: string): VisualEdit[] {
  if (valueAt(data, ['use', 'classes', name]) === undefined) return [];
  const spec = recordOf(valueAt(suite, ['classes', name]));
  const protocol = protocolOfClass(spec);
  const changes = Object.entries(recordOf(valueAt(data, ['use', 'classes', name])));
  const inBlock = changes.filter(([key]) => blockKeys(protocol).includes(key));
  const own = changes.filter(([key]) => !PROTOCOLS.some((one) => blockKeys(one).includes(key)));
  const whole = {
    ...spec,
    ...Object.fromEntries(own),
    ...(inBlock.length > 0 && {
      [protocol.name]: { ...recordOf(spec[protocol.name]), ...Object.fromEntries(inBlock) },
    }),
  };
  const services = [textOf(spec.service), textOf(spec.setupService)].filter((service) => service !== '');
  const isLast = Object.keys(recordOf(valueAt(data, ['use', 'classes']))).length === 1;
  return [
    { op: 'remove', path: isLast ? ['use'] : ['use', 'classes', name] },
    ...missingEdits(data, suite, 'services', services),
    ...missingEdits(data, suite, 'values', neededValues(suite, JSON.stringify(whole))),
    { op: 'set', path: ['classes', name], value: whole },
    ...boundEdits(data, suite, whole),
  ];
}

function blockKeys({ classRows }: ShownProtocol): string[] {
  return classRows.flat().map(({ key }) => key);
}

/** The suite's thresholds for a class that the plan does not have: without the suite nothing of it would be graded. */
function boundEdits(data: unknown, suite: unknown, spec: Data): VisualEdit[] {
  const rows = listOf(valueAt(data, ['thresholds']));
  const keyOf = (row: unknown) => {
    const { service, endpoint, metric } = recordOf(row);
    return JSON.stringify([service, endpoint, metric]);
  };
  const known = new Set(rows.map(keyOf));
  const missing = listOf(valueAt(suite, ['thresholds'])).filter(
    (row) => !known.has(keyOf(row)) && isAbout(recordOf(row), spec),
  );
  return appendEdits(data, ['thresholds'], ...missing);
}

/** What a block of another plan has and that of the plan has not. @param names of those to look for; absent: all */
export function missingEdits(
  data: unknown,
  other: unknown,
  block: 'services' | 'values' | 'limits',
  names = Object.keys(recordOf(valueAt(other, [block]))),
): VisualEdit[] {
  return [...new Set(names)].flatMap((name): VisualEdit[] => {
    const path = [block, name];
    const value = valueAt(other, path);
    return valueAt(data, path) !== undefined || value === undefined ? [] : [{ op: 'set', path, value }];
  });
}

/** Names in a text's templates that the suite has values for, and those these are made of. */
function neededValues(suite: unknown, text: string): string[] {
  const values = recordOf(valueAt(suite, ['values']));
  const found = new Set<string>();
  const open = [text];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    for (const [, name = ''] of here.matchAll(/\{\{\s*([A-Za-z_][\w-]*)/g)) {
      if (!Object.hasOwn(values, name) || found.has(name)) continue;
      found.add(name);
      open.push(JSON.stringify(values[name]));
    }
  }
  return Object.keys(values).filter((name) => found.has(name));
}

/** A request more in a class; without a class, one is made, and a service where there is none. */
export function addTaskEdits(data: unknown, className: string | null): VisualEdit[] {
  if (className !== null) {
    const taken = Object.keys(recordOf(valueAt(data, ['classes', className, 'tasks'])));
    const name = freeName('request', taken);
    return [{ op: 'set', path: ['classes', className, 'tasks', name], value: { get: '/' } }];
  }
  const [service] = Object.keys(recordOf(valueAt(data, ['services'])));
  const taken = Object.keys(recordOf(valueAt(data, ['classes'])));
  const made: VisualEdit[] =
    service === undefined
      ? [{ op: 'set', path: ['services', 'target'], value: { url: 'http://localhost:3000' } }]
      : [];
  const spec = { service: service ?? 'target', thinkTime: '1s', tasks: { request: { get: '/' } } };
  return [...made, { op: 'set', path: ['classes', freeName('user', taken)], value: spec }];
}

/** Whether a threshold grades something that a class sends or opens. */
function isAbout({ service, endpoint, metric }: Data, spec: Data): boolean {
  const setup = listOf(spec.setup).map((step) => textOf(recordOf(step).name));
  const kind = CLASS_PROTOCOLS.find((name) => isRecord(spec[name]));
  const held = kind === undefined ? null : classOf(kind);
  const own = service === spec.service;
  const ofSetup = setup.length > 0 && service === (spec.setupService ?? spec.service);
  if (endpoint === undefined) {
    if (OF_CONNECTIONS.some((one) => one === metric)) return own && held?.carries === 'messages';
    return own || ofSetup;
  }
  const name = textOf(endpoint);
  const asked =
    Object.hasOwn(recordOf(spec.tasks), name) ||
    Object.values(held?.endpoints ?? {}).some((start) => name.startsWith(start));
  return (own && asked) || (ofSetup && setup.includes(name));
}
