import { z } from 'zod';
import type { AppInfo } from './app-info.ts';
import { type Command, command } from './command.ts';
import type { Comparison } from './comparison.ts';
import { CONSOLE_ARGUMENTS, type ConsoleOpened, type ConsoleUpdate } from './console.ts';
import { EXPORT_FORMATS } from './export-formats.ts';
import type { Result } from './failure.ts';
import { GATE_COMMANDS, GATE_EVENTS, type GateEvents } from './gate-commands.ts';
import type { Heatmap } from './heatmap.ts';
import { HISTORY_COMMANDS } from './history-commands.ts';
import { runPageSchema } from './history-filter.ts';
import { KEPT_COMMANDS, type KeptEvents } from './kept-commands.ts';
import type { LiveLoad } from './live-load.ts';
import type { Calibration, Diagnosis } from './machine.ts';
import type { Marker } from './marker.ts';
import { markerSchema } from './marker-schema.ts';
import { overridesSchema } from './plan.ts';
import {
  type DocumentedServers,
  type NeededText,
  type NextValue,
  type OpenApiCoverage,
  type OpenedPlan,
  PLAN_ARGUMENTS,
  type PlanCompletion,
  type PlanFileRow,
  type PlanProblem,
  type PlanRow,
  type TriedStep,
} from './plan-editing.ts';
import type { PlanPreview, ReadCurl } from './plan-preview.ts';
import { type PlanRef, planRefSchema as planRef } from './plan-ref.ts';
import type { Protocol } from './protocols/protocols.ts';
import type { RecognisedTarget } from './recognised-target.ts';
import type { RequestDetail, RequestPage } from './request-rows.ts';
import type { RunHeadline } from './run-headline.ts';
import { RUN_QUESTIONS, runIdSchema } from './run-questions.ts';
import type { SeriesRow, SeriesState } from './run-series.ts';
import { SERIES_ARGUMENTS, type SeriesDetail } from './run-series-schema.ts';
import { PURPOSES, type RunState } from './run-state.ts';
import { SAMPLE_PROFILES } from './sample-services.ts';
import type { ScopeSeconds } from './scope-seconds.ts';
import type { Selection, StretchGrades } from './selection.ts';
import { SERVICE_ARGUMENTS, type ServiceRow } from './services.ts';
import type { SteeringLogEntry } from './steering.ts';
import { steerActSchema } from './steering-schema.ts';
import type { Summary, SummarySecond } from './summary.ts';
import {
  type ContainerLog,
  type ContainerRow,
  type ContainerStats,
  TARGET_ARGUMENTS,
  type TargetChecks,
} from './target-checks.ts';
import type { LiveWatched } from './watch.ts';
import type { GaugeSummary } from './watched-schema.ts';
import type { Why } from './why.ts';

const none = z.strictObject({});
/** `deleted`: what is in the bin; else what is not. */
const listOfBin = z.strictObject({ deleted: z.boolean().optional() });
const [runId, sampleProfile] = [runIdSchema, z.enum(SAMPLE_PROFILES)];

export type { PlanRef };
export type SampleProfile = z.infer<typeof sampleProfile>;

/**
 * The whole process boundary. One line per command: name, argument (parsed at the door, in every host, by the same
 * schema) and answer. Both ends, the web host and the docs derive from this table.
 */
export const COMMANDS = {
  ...KEPT_COMMANDS,
  ...HISTORY_COMMANDS,
  'app.info': command<AppInfo>()(none),
  /** `deleted`: those in the bin, the last removed first. */
  'services.list': command<ServiceRow[]>()(listOfBin),
  'services.check': command<ServiceRow[]>()(SERVICE_ARGUMENTS.check),
  'services.add': command<ServiceRow[]>()(SERVICE_ARGUMENTS.add),
  'services.change': command<ServiceRow[]>()(SERVICE_ARGUMENTS.change),
  'services.move': command<ServiceRow[]>()(SERVICE_ARGUMENTS.move),
  /** Moves a service to the bin; `services.restore` brings it back to where it stood. */
  'services.remove': command<ServiceRow[]>()(SERVICE_ARGUMENTS.id),
  'services.restore': command<ServiceRow[]>()(SERVICE_ARGUMENTS.id),
  /** What listens on this machine at these addresses, to be watched: addresses elsewhere are left out. */
  'target.recognise': command<RecognisedTarget[]>()(
    z.strictObject({ urls: z.array(z.string().min(1).max(2_048)).max(200) }),
  ),
  /** What the sample services are doing now; afterwards `samples.changed` says so. */
  'samples.get': command<SamplesState>()(none),
  'samples.start': command<SamplesState>()(z.strictObject({ profile: sampleProfile.optional() })),
  'samples.setProfile': command<SamplesState>()(z.strictObject({ profile: sampleProfile })),
  'samples.stop': command<SamplesState>()(none),
  /** What is wrong between here and a target, checked now: names, connection, TLS, token, health, and what this machine has left. */
  'target.check': command<TargetChecks>()(TARGET_ARGUMENTS.check),
  /** Those of the container engine of this machine; `engine.no_socket` where there is none. */
  'target.containers': command<ContainerRow[]>()(none),
  /** What it uses, read over half a second. */
  'target.containerStats': command<ContainerStats>()(TARGET_ARGUMENTS.container),
  /** What a container wrote around a second of a run. */
  'target.containerLogs': command<ContainerLog>()(TARGET_ARGUMENTS.logs),
  'presets.list': command<PresetRow[]>()(none),
  'plans.describe': command<PlanPreview>()(
    z.strictObject({
      plan: planRef,
      overrides: overridesSchema.optional(),
      /** As it would run on the sample services, where they are up. */
      onSamples: z.boolean().optional(),
    }),
  ),
  'plans.list': command<PlanRow[]>()(listOfBin),
  'plans.get': command<OpenedPlan>()(PLAN_ARGUMENTS.get),
  'plans.save': command<OpenedPlan>()(PLAN_ARGUMENTS.save),
  'plans.delete': command<{ planId: string }>()(PLAN_ARGUMENTS.id),
  'plans.restore': command<PlanRow>()(PLAN_ARGUMENTS.id),
  'plans.duplicate': command<OpenedPlan>()(PLAN_ARGUMENTS.duplicate),
  'plans.check': command<PlanCheck>()(PLAN_ARGUMENTS.check),
  'plans.complete': command<PlanCompletion>()(PLAN_ARGUMENTS.complete),
  'plans.edit': command<PlanCheck & { readonly text: string }>()(PLAN_ARGUMENTS.edit),
  'plans.import': command<{
    text: string;
    notes: readonly string[];
    servers: readonly DocumentedServers[];
  }>()(PLAN_ARGUMENTS.import),
  /** Pasted cURL commands as the fields of *Test a URL*, with what was not imported. Nothing is kept. */
  'plans.readCurl': command<ReadCurl>()(PLAN_ARGUMENTS.readCurl),
  /** The plan held against an OpenAPI document. */
  'plans.coverage': command<OpenApiCoverage>()(
    z.strictObject({
      plan: planRef,
      document: z.string().max(4_000_000),
      /** Where the document was fetched from; absent: a file. */
      source: z.string().max(2_048).optional(),
      /** Services that it describes; absent: those at its servers. */
      services: z.array(z.string().max(200)).max(100).optional(),
    }),
  ),
  /** One request, sent now. */
  'plans.tryStep': command<TriedStep>()(PLAN_ARGUMENTS.tryStep),
  /** What the values of a plan would be; one for each value the text itself holds. */
  'plans.nextValues': command<NextValue[]>()(PLAN_ARGUMENTS.nextValues),
  'plans.files': command<PlanFileRow[]>()(PLAN_ARGUMENTS.id),
  'plans.putFile': command<PlanFileRow[]>()(PLAN_ARGUMENTS.putFile),
  'plans.removeFile': command<PlanFileRow[]>()(PLAN_ARGUMENTS.removeFile),
  /** Kept in memory until the program ends, never stored. */
  'secrets.set': command<{ variable: string }>()(PLAN_ARGUMENTS.setSecret),
  'runs.start': command<{ runId: string }>()(
    z.strictObject({
      plan: planRef,
      overrides: overridesSchema.optional(),
      /** Point the plan's services at the running sample services. */
      onSamples: z.boolean().optional(),
      /** With the credentials that were typed with this run, as long as the program remembers them. */
      secretsOf: runId.optional(),
      /** Start although a health check or the pre-flight said no. */
      force: z.boolean().optional(),
      name: z.string().max(200).optional(),
    }),
  ),
  /** Changes the load of a run that goes on in this process. Answers what was done, and when it takes effect. */
  'runs.steer': command<SteeringLogEntry>()(z.strictObject({ runId, act: steerActSchema })),
  'runs.stop': command<{ state: RunState }>()(z.strictObject({ runId, now: z.boolean().optional() })),
  /** Newest first, a page of those that a filter leaves. */
  'runs.list': command<RunRow[]>()(runPageSchema),
  'runs.get': command<RunDetail>()(
    z.strictObject({
      runId,
      fromSecond: z.number().int().min(0).optional(),
      toSecond: z.number().int().min(0).optional(),
      excludeBadSeconds: z.boolean().optional(),
      /** False: its figures alone, in half the time. */
      withSeconds: z.boolean().optional(),
      /** False: where nobody has searched for its causes yet, without them; they are searched for, and `run.changed` says when they are known. */
      withCauses: z.boolean().optional(),
    }),
  ),
  /** Rows of the seconds of a run, in order: those from one on, and no more than so many seconds further. */
  'runs.seconds': command<readonly SummarySecond[]>()(
    z.strictObject({
      runId,
      fromSecond: z.number().int().min(0),
      count: z.number().int().min(1).max(1_000),
    }),
  ),
  /** Figures of the watches of a run with all their seconds, of which `runs.get` has none where it is asked without; empty: nothing was watched. */
  'runs.gauges': command<readonly GaugeSummary[]>()(z.strictObject({ runId })),
  'runs.annotate': command<RunRow>()(
    z.strictObject({
      runId,
      name: z.string().min(1).max(200).optional(),
      notes: z.string().max(100_000).optional(),
      tags: z.array(z.string().max(60)).max(50).optional(),
      /** One more marker, or another note of the one at that moment; also while it goes on. */
      mark: markerSchema.optional(),
      /** The moment of a marker that is to go, in milliseconds since the run began. */
      unmark: z.number().min(0).optional(),
      purpose: z.enum(PURPOSES).optional(),
    }),
  ),
  /** Moves a run to the bin; `runs.restore` brings it back. */
  'runs.delete': command<{ runId: string }>()(z.strictObject({ runId })),
  'runs.restore': command<RunRow>()(z.strictObject({ runId })),
  'runs.compare': command<Comparison>()(z.strictObject({ a: runId, b: runId })),
  ...GATE_COMMANDS,
  /** Requests over time and latency. */
  'runs.heatmap': command<Heatmap>()(RUN_QUESTIONS.heatmap),
  /** What an area holds, against the rest of the run or a second area. */
  'runs.select': command<Selection>()(RUN_QUESTIONS.select),
  /** What seconds of a run would be graded by themselves. */
  'runs.grades': command<StretchGrades>()(RUN_QUESTIONS.grades),
  /** Why the requests of an area were slow, against a second area or the rest of the run; without one, those of the run. */
  'runs.why': command<Why>()(RUN_QUESTIONS.why),
  /** Seconds of an endpoint, a service or the run, from one on: percentiles, failures by code, connections. */
  'runs.scopeSeconds': command<ScopeSeconds>()(RUN_QUESTIONS.scopeSeconds),
  /** Kept requests, the slowest first or as is asked. */
  'runs.requests': command<RequestPage>()(RUN_QUESTIONS.requests),
  'runs.request': command<RequestDetail>()(RUN_QUESTIONS.request),
  /** A plan that asks for the load that was applied in a run, second by second, whoever changed it then. */
  'runs.asPlan': command<WrittenPlan>()(z.strictObject({ runId })),
  'runs.export': command<ExportedFile>()(z.strictObject({ runId, format: z.enum(EXPORT_FORMATS) })),
  /** Takes the first run of a series and answers once it has begun; the others follow by themselves. */
  'series.start': command<{ seriesId: string; runId: string }>()(SERIES_ARGUMENTS.start),
  /** The last begun first, of the bin or of all others. */
  'series.list': command<SeriesRow[]>()(SERIES_ARGUMENTS.list),
  'series.get': command<SeriesDetail>()(SERIES_ARGUMENTS.id),
  /** Goes on with a series that was stopped, or whose process vanished, or takes more runs of one that is complete. */
  'series.continue': command<{ seriesId: string; runId: string }>()(SERIES_ARGUMENTS.continue),
  /** Ends it, and the run under way; what was finished is kept. Answers within a second. */
  'series.stop': command<{ state: SeriesState }>()(SERIES_ARGUMENTS.stop),
  /** Moves a series to the bin; its runs stay. */
  'series.delete': command<{ seriesId: string }>()(SERIES_ARGUMENTS.id),
  'series.restore': command<SeriesRow>()(SERIES_ARGUMENTS.id),
  'series.export': command<ExportedFile>()(SERIES_ARGUMENTS.export),
  /** Opens a WebSocket and answers once it is open, or says why it is not. What travels on it: `console.frame`. */
  'console.open': command<ConsoleOpened>()(CONSOLE_ARGUMENTS.open),
  'console.send': command<{ bytes: number }>()(CONSOLE_ARGUMENTS.send),
  'console.ping': command<{ sent: true }>()(CONSOLE_ARGUMENTS.ping),
  /** Closes it, or ends the attempt to open it; one that is gone already is closed as well. */
  'console.close': command<{ closed: true }>()(CONSOLE_ARGUMENTS.close),
  /** What this machine has, and what a plan would take of it. Sends nothing. */
  'machine.diagnose': command<Diagnosis>()(z.strictObject({ plan: planRef.optional() })),
  /** How fast this machine starts requests on time, tried for ten seconds against a sink on it. */
  'machine.calibrate': command<Calibration>()(none),
  'settings.get': command<Settings>()(none),
  'settings.set': command<Settings>()(
    z.strictObject({
      theme: z.enum(['system', 'light', 'dark']).optional(),
      threads: z.number().int().min(1).max(64).optional(),
    }),
  ),
} as const satisfies Record<string, Command<z.ZodType, unknown>>;

export type CommandName = keyof typeof COMMANDS;
export type ArgumentOf<Name extends CommandName> = z.infer<(typeof COMMANDS)[Name]['argument']>;
export type AnswerOf<Name extends CommandName> =
  (typeof COMMANDS)[Name] extends Command<z.ZodType, infer Answer> ? Answer : never;
export type Handlers = {
  [Name in CommandName]: (argument: ArgumentOf<Name>) => Promise<Result<AnswerOf<Name>>>;
};
/** What a renderer holds: the same commands from the other end. */
export type Call = <Name extends CommandName>(
  name: Name,
  argument: ArgumentOf<Name>,
) => Promise<Result<AnswerOf<Name>>>;

/** Events the main side sends without being asked. */
export interface Events extends GateEvents, KeptEvents {
  /** One second of a live run, with everything so far recomputed; about once a second per live run. */
  'run.second': LiveUpdate;
  /** A run began or ended, or its row changed. */
  'run.changed': RunRow;
  /** A series began or ended, or one of its runs did, or its row changed. */
  'series.changed': SeriesRow;
  /** Figures of older runs were read from their seconds: trends know more of them. */
  'history.changed': { readonly unread: number };
  'services.changed': ServiceRow[];
  'samples.changed': SamplesState;
  /** The user's plans, last changed first. */
  'plans.changed': PlanRow[];
  /** Frames of a WebSocket console, in and out. */
  'console.frame': ConsoleUpdate;
}
export const EVENT_NAMES = [
  'run.second',
  'run.changed',
  'runs.emptied',
  'series.changed',
  'history.changed',
  'services.changed',
  'samples.changed',
  'plans.changed',
  ...GATE_EVENTS,
  'console.frame',
] as const satisfies readonly (keyof Events)[];
export type EventName = keyof Events;

export interface SamplesState {
  readonly state: 'stopped' | 'starting' | 'running';
  readonly profile: SampleProfile;
  readonly urls: Readonly<Record<string, string>>;
  /** Of their process, while it runs; null: there is none, or it does not say. */
  readonly pid: number | null;
}

export interface PresetRow {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly expected: string;
  readonly load: string;
  readonly durationMs: number;
  readonly group: 'smoke' | 'load' | Protocol | 'service' | 'suite';
}

/** What a plan's text holds and will do. */
export interface PlanCheck {
  /** False where the text is not YAML: there is no data then. */
  readonly readable: boolean;
  /** The data as written, nothing filled in; null where it is not readable. */
  readonly data: unknown;
  /** In the order of the text. */
  readonly problems: readonly PlanProblem[];
  /** Null while there are problems. */
  readonly preview: PlanPreview | null;
  /** Data of the suite it takes classes from, as written; null: it takes none. */
  readonly suite: unknown;
  /** What it refers to and does not hold. */
  readonly needs: readonly NeededText[];
}

export interface RunRow extends RunHeadline {
  readonly runId: string;
  readonly name: string;
  readonly state: RunState;
  readonly purpose: (typeof PURPOSES)[number];
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly durationMs: number;
  readonly plannedDurationMs: number;
  /** Why it ended before its plan did; absent: it did not, or goes on. */
  readonly endReason?: string;
  readonly notes: string;
  readonly tags: readonly string[];
  /** What people marked in it, in order of time. */
  readonly markers: readonly Marker[];
  /** In the bin, from which it can be restored. */
  readonly deleted: boolean;
  /** Never emptied from the bin, never moved there by a rule; absent: it is not pinned. */
  readonly pinned?: true;
  /** Names of its plan, and of the machine that generated the load; absent: not known, or not yet. */
  readonly planName?: string;
  readonly machine?: string;
}

export interface RunDetail {
  readonly row: RunRow;
  readonly summary: Summary;
  /** True: without the causes, which are being searched for. */
  readonly isSearching?: boolean;
  /** Of a run that goes on in this process: what is applied now. */
  readonly load?: LiveLoad;
  /** Name of its plan, by which its baselines are found. */
  readonly planName: string;
  /** The plan as it was written, and what was overridden. */
  readonly planText: string;
  readonly overrides: z.infer<typeof overridesSchema>;
}

/** `summary.perSecond` is empty here; `second` is the new one. The seconds before it come from `runs.get`. */
export interface LiveUpdate {
  readonly runId: string;
  readonly elapsedMs: number;
  readonly plannedDurationMs: number;
  readonly second: SummarySecond;
  readonly summary: Summary;
  /** What is applied at the end of that second. */
  readonly load?: LiveLoad;
  /** What watches told with it, of its own second and of earlier ones; gauges of `summary` have no seconds here. */
  readonly watched?: readonly LiveWatched[];
}

/** The text of a plan that was made of something else. */
export interface WrittenPlan {
  readonly text: string;
  /** What it does not say of what it was made of, one sentence each. */
  readonly notes: readonly string[];
}

export interface ExportedFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly threads: number | null;
}
