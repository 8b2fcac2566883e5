import type { ClassSpec, Overrides, Plan } from '../../contract/plan.ts';
import type { StepSpec } from '../../contract/plan-tasks.ts';
import type { Profile } from '../../contract/profile.ts';
import type { ClassProtocol, StepProtocol, StreamScenario } from '../../contract/protocols/protocols.ts';
import type { HttpStep, Scenario } from '../../contract/run-plan.ts';
import type { PlacedSeries, SeriesRole } from '../../contract/series.ts';
import type { Millis } from '../../contract/units.ts';
import type { IdleKeys, Issue, Path } from '../services/plans/text/issue.ts';
import type { TemplateSite } from '../services/plans/text/template-sites.ts';

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
  /** Numbers a series of the class. @param what key in `endpoints` of its record in the contract */
  add(
    what: string,
    series: Pick<PlacedSeries, 'role' | 'inTotals' | 'once' | 'clock' | 'definition'>,
  ): number;
}

/** What of a step is compiled by its own protocol. */
export interface StepFrame {
  /** Name of the step: of what is graded of it. */
  readonly endpoint: string;
  /** In an open plan what the step waits for first counts from when the plan wanted the step to begin. */
  readonly isOpen: boolean;
  /** Numbers a series of the step. @param change what is not as usual: in totals, once per connection, not the first */
  add(
    endpoint: string,
    role: SeriesRole,
    definition: string,
    change?: { readonly inTotals?: boolean; readonly once?: boolean; readonly isFirst?: boolean },
  ): number;
}

/** All that plans know of the steps of a protocol: a task has them between its requests. */
export interface StepPlans<Kind extends StepProtocol = StepProtocol> {
  readonly kind: Kind;
  /** As it stands in a sentence: `a WebSocket`; and of one as a plan writes it: `a websocket step`. */
  readonly noun: string;
  readonly aStep: string;
  /** What a line of requests says before the path of such a step: `WS /feed`. */
  readonly verb: string;
  /** Keys that only its steps have; what a request does instead of them, and what its steps do instead of the keys of others. */
  readonly keys: readonly (keyof StepSpec)[];
  readonly inRequests: string;
  readonly inItself: string;
  /** Whether it heeds `hold`. */
  readonly holds: boolean;
  /** Keys of requests that mean nothing in it, and why. */
  readonly idle: IdleKeys<keyof StepSpec>;
  /** What checks and extraction look at: `a frame`. */
  readonly answer: string;
  /** What else such a step says that cannot be done, or that changes nothing. */
  check(step: StepSpec, path: Path): Issue[];
  /** Endpoints of a step of this name; the first, which is graded, has the name itself. */
  endpoints(endpoint: string, step: StepSpec): readonly string[];
  compile(step: StepSpec, frame: StepFrame): Required<Pick<HttpStep, 'series' | 'stream'>>;
  /** What a task does with so many of them: `opens 2 WebSockets`. */
  describe(count: number): string;
  /** How else to try one, which cannot be sent alone. */
  readonly tryHint: string;
}

/** What a plan changes about a class of a suite. */
export type ClassChange = NonNullable<Plan['use']>['classes'][string];

/** All that plans know of the classes of a protocol: connections that are held. */
export interface ClassPlans<Kind extends ClassProtocol = ClassProtocol> {
  readonly kind: Kind;
  /** As it stands in a sentence: `a WebSocket`. */
  readonly noun: string;
  /** Key of its level, and what that counts where users and connections are told apart: those who read are users. */
  readonly levelKey: 'connections' | 'streams';
  readonly countsAs: 'connections' | 'users';
  level(spec: NonNullable<ClassSpec[Kind]>): number | undefined;
  /** Why a think time changes nothing; null: it does. */
  readonly thinkTimeIdle: string | null;
  /** Templates of a class beside its steps and headers. @param path of the stream in the plan */
  sites(spec: NonNullable<ClassSpec[Kind]>, path: Path): TemplateSite[];
  /** What a class says beside its path that cannot be sent, or that changes nothing. */
  check(spec: NonNullable<ClassSpec[Kind]>, path: Path): Issue[];
  /** What a plan that takes a class from a suite can change about its classes alone, as overrides can. */
  readonly changes: readonly (keyof ClassChange)[];
  /** Of a change, what cannot be changed in the class of this name, and why. */
  checkChange(
    spec: NonNullable<ClassSpec[Kind]>,
    change: ClassChange,
    name: string,
  ): [keyof ClassChange, string][];
  change(spec: NonNullable<ClassSpec[Kind]>, change: ClassChange): NonNullable<ClassSpec[Kind]>;
  compile(
    spec: NonNullable<ClassSpec[Kind]>,
    frame: ClassFrame,
  ): WithoutSetup<Extract<StreamScenario, { kind: Kind }>>;
  /** What its connections do, a sentence each. @param level the most there are at once */
  describe(scenario: Extract<StreamScenario, { kind: Kind }>, level: number): string[];
}

/** What plans know of a protocol: of its steps and its classes, where the contract says that there are any. */
export type PlanProtocol<Kind extends StepProtocol | ClassProtocol> = (Kind extends StepProtocol
  ? { readonly step: StepPlans<Kind> }
  : unknown) &
  (Kind extends ClassProtocol ? { readonly class: ClassPlans<Kind> } : unknown);
