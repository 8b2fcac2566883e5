import type { ClassSpec, Overrides } from '../../contract/plan.ts';
import type { StepSpec } from '../../contract/plan-steps.ts';
import type { Profile } from '../../contract/profile.ts';
import type { HttpStep, Scenario } from '../../contract/run-plan.ts';
import type { PlacedSeries, SeriesRole } from '../../contract/series.ts';
import type { Millis } from '../../contract/units.ts';
import type { Issue } from '../services/plans/text/plan-issues.ts';
import type { TemplateSite } from '../services/plans/text/template-sites.ts';

type Path = readonly (string | number)[];
/** Key under which a class or a step is a stream, and name of its protocol. */
export type StreamKind = 'websocket' | 'sse';

/** The keys of a scenario that its setup writes, whatever it is of. */
type SetupKeys = 'setup' | 'setupBaseUrl' | 'setupPolicy';
/** A scenario before its setup is written, whichever of several it is. */
export type WithoutSetup<Of extends Scenario> = Of extends unknown ? Omit<Of, SetupKeys> : never;

/** What of a class is compiled by its own protocol, with all that stands around it. */
export interface ClassFrame {
  /** Name, service, start and headers of the scenario. */
  readonly base: Pick<Scenario, 'name' | 'service' | 'startAfterMs' | 'headers'>;
  /** Origin and base path of its service. */
  readonly url: string;
  readonly profile: Profile;
  readonly thinkTime: { readonly minMs: Millis; readonly maxMs: Millis };
  readonly overrides: Overrides;
  /** Numbers a series of the class. @param what key in `endpoints` of the protocol */
  add(
    what: string,
    series: Pick<PlacedSeries, 'role' | 'inTotals' | 'once' | 'clock' | 'definition'>,
  ): number;
}

/** What of a step is compiled by its own protocol. */
export interface StreamStepFrame {
  /** Name of the step: of what is graded of it. */
  readonly endpoint: string;
  /** In an open plan what the step waits for first counts from when the plan wanted the step to begin. */
  readonly isOpen: boolean;
  /** Numbers a series of the step, all of which happen once per connection. */
  add(
    endpoint: string,
    role: SeriesRole,
    definition: string,
    change?: { readonly inTotals?: boolean; readonly isFirst?: boolean },
  ): number;
}

/**
 * All that plans know of a protocol whose classes are streams, and whose steps open one between two requests: the key
 * under which a class and a step write it, what is measured, how it is checked, compiled and described. A protocol is
 * one of these, and a line in streams.ts.
 */
export interface StreamProtocol<Kind extends StreamKind = StreamKind> {
  readonly kind: Kind;
  /** As it stands in a sentence: `a WebSocket`. */
  readonly noun: string;
  /** What a line of requests says before the path of such a step: `WS /feed`. */
  readonly verb: string;
  /** What is measured of a class, and the endpoint it is reported under. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Endpoints of a step of this name; the first, which is graded, has the name itself. */
  stepEndpoints(endpoint: string, step: StepSpec): readonly string[];
  /** Templates of a class beside its steps and headers. @param path of the stream in the plan */
  classSites(spec: NonNullable<ClassSpec[Kind]>, path: Path): TemplateSite[];
  /** What a class says beside its path that cannot be sent, or that changes nothing. */
  checkClass(spec: NonNullable<ClassSpec[Kind]>, path: Path): Issue[];
  compileClass(
    spec: NonNullable<ClassSpec[Kind]>,
    frame: ClassFrame,
  ): WithoutSetup<Extract<Scenario, { kind: Kind }>>;
  compileStep(step: StepSpec, frame: StreamStepFrame): Required<Pick<HttpStep, 'series' | 'stream'>>;
  /** What its connections do, a sentence each. @param level the most there are at once */
  describeClass(scenario: Extract<Scenario, { kind: Kind }>, level: number): string[];
  /** What a task does with so many of its steps: `opens 2 WebSockets`. */
  describeSteps(count: number): string;
}
