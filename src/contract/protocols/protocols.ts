import type { z } from 'zod';
import { keysOf } from '../keys.ts';
import { METHODS } from '../methods.ts';
import type { Fields } from '../plan-fields.ts';
import type { PerSecond } from '../units.ts';
import { http } from './http.ts';
import type { ClassRecord, FailureRow, ProtocolRecord, StepRecord } from './protocol.ts';
import { sse } from './sse.ts';
import { websocket } from './websocket.ts';

/** All protocols there are, one line each: the key of their steps and classes in a plan, and of their figures. */
const ALL = {
  http,
  websocket,
  sse,
};

type All = typeof ALL;
export type Protocol = keyof All;
export const PROTOCOLS: readonly Protocol[] = keysOf(ALL);

/** The protocols that have a key for steps of their own; for classes of their own. */
export type StepProtocol = {
  [Name in Protocol]: All[Name] extends { step: object } ? Name : never;
}[Protocol];
export type ClassProtocol = {
  [Name in Protocol]: All[Name] extends { class: object } ? Name : never;
}[Protocol];
export const STEP_PROTOCOLS = PROTOCOLS.filter((name): name is StepProtocol => 'step' in ALL[name]);
export const CLASS_PROTOCOLS = PROTOCOLS.filter((name): name is ClassProtocol => 'class' in ALL[name]);

/** A step that is no request, and a class that is none of users with tasks, as they run. */
export type StreamStep = Parameters<All[StepProtocol]['step']['series']>[0];
export type StreamScenario = Parameters<All[ClassProtocol]['class']['load']>[0];

/** Ways in which only one of them can fail. */
export type ProtocolFailure = {
  [Name in Protocol]: All[Name] extends { failures: infer Rows } ? keyof Rows : never;
}[Protocol];
export const PROTOCOL_FAILURES: Readonly<Record<ProtocolFailure, FailureRow>> = Object.assign(
  {},
  ...Object.values<ProtocolRecord>(ALL).map(({ failures }) => failures),
);

/** Whether samples of it are requests. */
export function isRequests(protocol: Protocol): boolean {
  return ALL[protocol].isRequests;
}

export function stepOf(kind: StepProtocol): StepRecord {
  return ALL[kind].step;
}

export function classOf(kind: ClassProtocol): ClassRecord {
  return ALL[kind].class;
}

/** Messages per second on each of its connections; null: none are sent on a schedule. */
export function messageRateOf(scenario: StreamScenario): PerSecond | null {
  return classOf(scenario.kind).messageRate(scenario);
}

/** The same class, so many messages being sent on each of its connections, where it sends any on a schedule. */
export function withMessageRate(scenario: StreamScenario, perSecond: PerSecond): StreamScenario {
  return 'messageRatePerConnection' in scenario
    ? { ...scenario, messageRatePerConnection: perSecond }
    : scenario;
}

/** What a step can be; it names exactly one, with its path. */
export const STEP_KINDS = [...METHODS, ...STEP_PROTOCOLS] as const;
export type StepKind = (typeof STEP_KINDS)[number];

type Together<Parts> = (Parts extends unknown ? (part: Parts) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
type StepShape = { [Name in StepProtocol]: ReturnType<Fields['path']['optional']> } & Together<
  ReturnType<All[StepProtocol]['step']['fields']>
>;
type ClassShape = {
  [Name in ClassProtocol]: ReturnType<ReturnType<All[Name]['class']['schema']>['optional']>;
};

/** What the schema of a step has for the steps of all protocols. */
export function stepShape(make: Fields): StepShape {
  const paths = STEP_PROTOCOLS.map(
    (name) => [name, make.path.optional().describe(ALL[name].step.about)] as const,
  );
  const fields = STEP_PROTOCOLS.flatMap((name) => Object.entries<z.ZodType>(ALL[name].step.fields(make)));
  const shape: unknown = Object.fromEntries([...paths, ...fields]);
  // Made name by name, which the type cannot follow.
  return shape as StepShape;
}

/** What the schema of a class has for the classes of all protocols. */
export function classShape(make: Fields): ClassShape {
  const shape: unknown = Object.fromEntries(
    CLASS_PROTOCOLS.map((name) => [name, ALL[name].class.schema(make).optional()]),
  );
  // As above.
  return shape as ClassShape;
}
