import { printDuration } from '../../../../contract/duration.ts';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { ClassSpec, LoadSpec, Overrides, Plan } from '../../../../contract/plan.ts';
import type { PlanPreview } from '../../../../contract/plan-preview.ts';
import { closedProfile, type Profile, profilePeak, type Segment } from '../../../../contract/profile.ts';
import { CLASS_PROTOCOLS } from '../../../../contract/protocols/protocols.ts';
import { shareOut } from '../../../../contract/share-out.ts';
import type { Millis } from '../../../../contract/units.ts';
import { streamOfClass } from '../../../protocols/protocols.ts';
import {
  atLevel,
  cutSegments,
  inTime,
  isOpenLoad,
  ownDurationMs,
  rampTogether,
  shareSegments,
  stageSegments,
} from './load-shape.ts';

/** What runs where neither the plan nor the command says how much, or how long. */
export const DEFAULT_LOAD = { users: 10, durationMs: 30_000, connectRate: 100 } as const;

/** So long a run that counts its tasks may take where nothing else is said; k6 has the same. */
const MAX_COUNTED_MS: Millis = 600_000;

/** When and how strongly each class loads; classes for which no user was left are absent. */
export interface CompiledLoad {
  readonly durationMs: Millis;
  readonly warmupMs: Millis;
  readonly classes: ReadonlyMap<string, ClassLoad>;
  readonly numbers: LoadNumbers;
}

export interface ClassLoad {
  readonly profile: Profile;
  readonly startAfterMs: Millis;
  /** Its share of the tasks that end the run. */
  readonly totalIterations?: number;
}

/** The load as someone would ask for it: what to write after --users, --rate and so on to get the same. */
export type LoadNumbers = Omit<NonNullable<PlanPreview['load']>, 'messageRate' | 'warmupMs'>;

/** How much a class takes: a share of the plan's load, a level of its own, or a load of its own. */
export interface Member {
  readonly name: string;
  readonly spec: ClassSpec;
  readonly demand: 'share' | 'level' | 'load';
  /** Weight of a share, or the level. */
  readonly amount: number;
}

interface Frame {
  readonly load: LoadSpec;
  readonly overrides: Overrides;
  readonly durationMs: Millis;
  /** How much longer or shorter than written everything is. */
  readonly factor: number;
}

/** Shares the load of a plan out over its classes, after what the overrides change. */
export function compileLoad(plan: Plan, overrides: Overrides): Result<CompiledLoad> {
  const written = plan.load ?? {};
  const members = Object.entries(plan.classes).map(([name, spec]) => memberOf(name, spec));
  const counted = withCount(written, overrides);
  const writtenMs = plannedDurationMs(counted, members);
  const durationMs = overrides.durationMs ?? writtenMs;
  const factor = durationMs / writtenMs;
  const late = members.find(({ spec: { startAfter = 0 } }) => startAfter > 0 && startAfter >= writtenMs);
  if (late !== undefined) return fail(neverStarts(late, writtenMs));
  const raised = override(members, written, overrides);
  if (!raised.ok) return raised;
  const frame: Frame = { load: inTime(raised.value.load, factor), overrides, durationMs, factor };
  const classes = new Map<string, ClassLoad>();
  for (const { name, profile, startAfterMs } of profilesOf(raised.value.members, frame)) {
    if (profile.segments.some((piece) => piece.from > 0 || piece.to > 0))
      classes.set(name, { profile, startAfterMs });
  }
  if (counted.iterations !== undefined) {
    const shared = shareIterations(counted.iterations, classes, raised.value.members);
    if (shared === 0) return fail(countsNothing(overrides));
  }
  const warmupMs = warmupOf(written, overrides, factor);
  const badWarmup = checkWarmup(warmupMs, durationMs);
  if (badWarmup !== null) return fail(badWarmup);
  return succeed({ durationMs, warmupMs, classes, numbers: numbersOf(raised.value.members, frame) });
}

/** How long a plan takes as it is written, in ms. */
export function plannedMs(plan: Plan): Millis {
  const members = Object.entries(plan.classes).map(([name, spec]) => memberOf(name, spec));
  return plannedDurationMs(withCount(plan.load ?? {}, {}), members);
}

/** The load with the number of tasks asked for, by the plan or by an option. */
function withCount(load: LoadSpec, { requests, rate, arrivals }: Overrides): LoadSpec {
  const iterations = requests ?? load.iterations;
  if (iterations === undefined) return load;
  return { ...load, iterations, rate: rate ?? load.rate, arrivals: arrivals ?? load.arrivals };
}

/** As long as so many arrivals take; chance may take longer. Of users nobody knows. */
function countedMs({ iterations = 0, rate, arrivals }: LoadSpec): Millis {
  if (rate === undefined || rate === 0) return MAX_COUNTED_MS;
  const doubt = arrivals === 'poisson' ? 6 * Math.sqrt(iterations) + 1 : 0;
  // No run takes less than a second; this one is over when its last arrival is.
  return Math.max(1_000, Math.ceil(((iterations + doubt) / rate) * 1_000));
}

/** Gives every class with tasks its part by its level. @returns how many have one */
function shareIterations(total: number, classes: Map<string, ClassLoad>, members: readonly Member[]): number {
  const sharers = members.flatMap(({ name, spec, demand }) => {
    const load = classes.get(name);
    return spec.tasks !== undefined && demand !== 'load' && load !== undefined ? [{ name, load }] : [];
  });
  const parts = shareOut(
    total,
    sharers.map(({ load }) => profilePeak(load.profile)),
  );
  for (const [index, { name, load }] of sharers.entries())
    classes.set(name, { ...load, totalIterations: parts[index] ?? 0 });
  return sharers.length;
}

/** Figures are made of whole seconds: a warm-up takes every second that it reaches into. */
export function wholeWarmup(ms: Millis): Millis {
  return Math.ceil(ms / 1_000) * 1_000;
}

/** Of a run that is shortened, the warm-up is no more than its share. */
function warmupOf({ warmup = 0 }: LoadSpec, { warmupMs }: Overrides, factor: number): Millis {
  if (warmupMs !== undefined) return wholeWarmup(warmupMs);
  return factor < 1 ? Math.floor((warmup * factor) / 1_000) * 1_000 : wholeWarmup(warmup);
}

export function memberOf(name: string, spec: ClassSpec): Member {
  if (spec.load !== undefined) return { name, spec, demand: 'load', amount: spec.weight ?? 1 };
  const stream = streamOfClass(spec);
  const level = spec.users ?? stream?.protocol.level(stream.spec);
  if (level !== undefined) return { name, spec, demand: 'level', amount: level };
  return { name, spec, demand: 'share', amount: spec.weight ?? 1 };
}

function plannedDurationMs(load: LoadSpec, members: readonly Member[]): Millis {
  const own = ownDurationMs(load);
  const ends = members.flatMap(({ spec }) => {
    const length = spec.load === undefined ? null : ownDurationMs(spec.load);
    return length === null ? [] : [length + (spec.startAfter ?? 0)];
  });
  if (own === null && load.iterations !== undefined) return Math.max(countedMs(load), ...ends);
  if (own === null && ends.length === 0) return DEFAULT_LOAD.durationMs;
  return Math.max(own ?? 0, ...ends);
}

/** Applies the overrides of users, rate and connections: to the classes that share, else to those with a level of their own. */
function override(
  members: readonly Member[],
  load: LoadSpec,
  overrides: Overrides,
): Result<{ members: readonly Member[]; load: LoadSpec }> {
  let changed = members;
  let shared = load;
  const taken = new Set<string>();
  if (overrides.connections !== undefined) {
    const streams = CLASS_PROTOCOLS.map((kind) =>
      changed.filter(({ spec }) => spec[kind] !== undefined),
    ).find((own) => own.length > 0);
    if (streams === undefined)
      return fail(notFor('connections', 'the plan has no WebSocket or event-stream class', 'Use --users.'));
    const counts = shareOut(
      overrides.connections,
      streams.map(({ amount }) => amount),
    );
    const levels = new Map(streams.map(({ name }, index) => [name, counts[index] ?? 0]));
    for (const { name } of streams) taken.add(name);
    changed = changed.map((member) => {
      const level = levels.get(member.name);
      return level === undefined ? member : { ...member, demand: 'level', amount: level };
    });
  }
  const model = overrides.rate !== undefined ? 'open' : 'closed';
  const level = overrides.rate ?? overrides.users;
  if (level !== undefined) {
    const targets = targetsOf(changed, model, taken);
    if (targets.length === 0) {
      return model === 'open'
        ? fail(notFor('rate', 'the plan has no HTTP class', 'Use --connections and --message-rate.'))
        : fail(notFor('users', 'no class is left for users', 'Use --connections.'));
    }
    shared = atLevel(rampKept(load, targets, overrides), model, level);
    const names = new Set(targets.map(({ name }) => name));
    changed = changed.map((member) => (names.has(member.name) ? { ...member, demand: 'share' } : member));
  }
  return succeed({ members: changed, load: shared });
}

/**
 * Classes whose level an option changes: those that share the load, else those with a level of their own.
 * @param taken classes whose level was asked for in connections
 */
export function targetsOf(
  members: readonly Member[],
  model: 'open' | 'closed',
  taken: ReadonlySet<string>,
): Member[] {
  const fits = members.filter(({ name, spec }) =>
    model === 'open' ? spec.tasks !== undefined : !taken.has(name),
  );
  const sharing = fits.filter(({ demand }) => demand === 'share');
  if (sharing.length > 0) return sharing;
  const people = fits.filter(({ spec }) => !countsConnections(spec));
  return people.length > 0 ? people : fits;
}

/** More users than written take as long to start as the plan has it, unless a spawn rate is asked for. */
function rampKept(load: LoadSpec, targets: readonly Member[], overrides: Overrides): LoadSpec {
  if (overrides.users === undefined || load.spawnRate === undefined || load.stages !== undefined) return load;
  const before =
    load.users ?? targets.reduce((sum, { demand, amount }) => sum + (demand === 'level' ? amount : 0), 0);
  if (before === 0) return load;
  return { ...load, spawnRate: (load.spawnRate * overrides.users) / before };
}

interface Placed extends ClassLoad {
  readonly name: string;
}

function profilesOf(members: readonly Member[], frame: Frame): Placed[] {
  const shared = members.filter(({ demand }) => demand === 'share');
  const levels = members.filter(({ demand }) => demand === 'level');
  const own = members.filter(({ demand }) => demand === 'load');
  const placed = [
    ...placeShared(shared, frame),
    ...placeRamped(
      levels,
      levels.map(({ amount }) => Math.round(amount)),
      frame,
    ),
    ...own.map((m) => placeOwn(m, frame)),
  ];
  return members.flatMap(({ name }) => placed.filter((one) => one.name === name));
}

function placeShared(members: readonly Member[], frame: Frame): Placed[] {
  const { load, overrides, durationMs } = frame;
  const weights = members.map(({ amount }) => amount);
  if (isOpenLoad(load)) {
    const sum = weights.reduce((a, b) => a + b, 0);
    const total: Segment[] = load.stages
      ? stageSegments(load.stages, load.rate ?? 0)
      : [{ durationMs, from: load.rate ?? 0, to: load.rate ?? 0 }];
    return members.map((member) => {
      const share = sum === 0 ? 0 : member.amount / sum;
      const segments = total.map((piece) => ({ ...piece, from: piece.from * share, to: piece.to * share }));
      // Streams have no arrivals: each keeps its level open for as long as it is wanted.
      if (member.spec.tasks === undefined) return place(member, closed(roundLevels(segments)), frame);
      return place(
        member,
        { model: 'open', arrivals: overrides.arrivals ?? load.arrivals ?? 'constant', segments },
        frame,
      );
    });
  }
  if (load.stages !== undefined) {
    const total = stageSegments(load.stages, load.users ?? 0);
    const peak = total.reduce((most, piece) => Math.max(most, piece.from, piece.to), 0);
    const parts = shareSegments(total, shareOut(Math.round(peak), weights));
    return members.map((member, index) => place(member, closed(parts[index] ?? []), frame));
  }
  const users = Math.round(load.users ?? DEFAULT_LOAD.users);
  return placeRamped(members, shareOut(users, weights), frame);
}

/** Users of several classes that start together; connections with a connect rate of their own follow that. */
function placeRamped(members: readonly Member[], counts: readonly number[], frame: Frame): Placed[] {
  const { overrides, load, durationMs } = frame;
  const onlyConnections = members.every(({ spec }) => countsConnections(spec));
  const ownRate = ({ spec }: Member) => {
    const stream = streamOfClass(spec);
    if (stream === null) return undefined;
    if (onlyConnections && overrides.spawnRate !== undefined) return undefined;
    const fallback = load.spawnRate === undefined ? DEFAULT_LOAD.connectRate : undefined;
    return stream.spec.connectRate ?? fallback;
  };
  const together = members.flatMap((member, index) => (ownRate(member) === undefined ? [index] : []));
  const shared = together.map((index) => counts[index] ?? 0);
  const spawnRate = overrides.spawnRate ?? load.spawnRate;
  const rampMs = spawnRate === undefined ? 0 : (shared.reduce((a, b) => a + b, 0) / spawnRate) * 1_000;
  const parts = rampTogether(shared, rampMs, durationMs);
  return members.map((member, index) => {
    const rate = ownRate(member);
    const segments =
      rate === undefined
        ? (parts[together.indexOf(index)] ?? [])
        : closedProfile(counts[index] ?? 0, rate, durationMs).segments;
    return place(member, closed(segments), frame);
  });
}

/** A class with a load of its own, which the overrides of users and rate leave alone. */
function placeOwn(member: Member, frame: Frame): Placed {
  const load = inTime(member.spec.load ?? {}, frame.factor);
  const startMs = (member.spec.startAfter ?? 0) * frame.factor;
  const durationMs = Math.min(ownDurationMs(load) ?? Number.POSITIVE_INFINITY, frame.durationMs - startMs);
  const alone: Member = { ...member, demand: 'share', amount: 1 };
  const [placed] = placeShared([alone], { ...frame, load, durationMs: durationMs + startMs });
  return placed ?? place(member, closed([]), frame);
}

function place(member: Member, profile: Profile, frame: Frame): Placed {
  const startAfterMs = Math.round((member.spec.startAfter ?? 0) * frame.factor);
  const segments = cutSegments(profile.segments, frame.durationMs - startAfterMs);
  return { name: member.name, startAfterMs, profile: { ...profile, segments } };
}

/** Whether the level of a class with one of its own is of connections, not of people. */
function countsConnections(spec: ClassSpec): boolean {
  return streamOfClass(spec)?.protocol.countsAs === 'connections';
}

/** People are those who share the load; where all have a level of their own, all but those that count connections. */
function numbersOf(members: readonly Member[], { load, overrides }: Frame): LoadNumbers {
  const sharing = members.some(({ demand }) => demand === 'share');
  const levelOf = (ofConnections: boolean) =>
    members
      .filter(({ spec, demand }) => demand === 'level' && countsConnections(spec) === ofConnections)
      .reduce((sum, { amount }) => sum + amount, 0);
  const connections = levelOf(true);
  const levels = [load.users ?? 0, load.rate ?? 0, ...(load.stages ?? []).map((stage) => stage.to ?? 0)];
  const peak =
    load.stages === undefined ? (load.rate ?? load.users ?? DEFAULT_LOAD.users) : Math.max(...levels);
  const users = sharing ? peak : levelOf(false);
  const spawnRate = overrides.spawnRate ?? load.spawnRate;
  const open = sharing && isOpenLoad(load);
  return {
    ...(open && { rate: peak }),
    ...(!open && users > 0 && { users: Math.round(users) }),
    ...(!open && users > 0 && spawnRate !== undefined && { spawnRate }),
    ...(connections > 0 && { connections }),
  };
}

function closed(segments: readonly Segment[]): Profile {
  return { model: 'closed', segments };
}

function roundLevels(segments: readonly Segment[]): Segment[] {
  return segments.map((piece) => ({ ...piece, from: Math.round(piece.from), to: Math.round(piece.to) }));
}

function neverStarts({ name, spec }: Member, durationMs: Millis): Failure {
  const [start, end] = [printDuration(spec.startAfter ?? 0), printDuration(durationMs)];
  return testFailure(
    'plan.override',
    `class "${name}" would start after ${start}, and this run takes ${end}`,
    'Start it sooner, or make the run longer.',
  );
}

function checkWarmup(warmupMs: Millis, durationMs: Millis): Failure | null {
  if (warmupMs < durationMs || warmupMs === 0) return null;
  return testFailure(
    'plan.warmup',
    `a warm-up of ${warmupMs / 1_000} s leaves nothing to measure of a run of ${durationMs / 1_000} s`,
    'Make the run longer or the warm-up shorter.',
  );
}

function countsNothing({ requests }: Overrides): Failure {
  const hint = 'Leave it out, and set how long the run takes.';
  if (requests !== undefined) return notFor('requests', 'connections are opened, not requests sent', hint);
  const message = 'load.iterations counts tasks, and no class that shares the load has any';
  return testFailure('plan.contradiction', message, hint);
}

function notFor(option: string, why: string, hint: string): Failure {
  return testFailure('plan.override', `--${option} changes nothing here: ${why}`, hint);
}
