import { parseDuration } from '../../../../contract/duration.ts';
import { listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import type { Millis } from '../../../../contract/units.ts';
import { numberOf } from '../fields/plan-data.ts';

const SHAPES = ['ramp', 'hold', 'spike'] as const;
export type Shape = (typeof SHAPES)[number];

export interface StageView {
  readonly shape: Shape;
  /** Level it goes to; null: the one before. */
  readonly to: number | null;
  readonly durationMs: Millis;
}

/** What a run takes where the plan says nothing. */
export const DEFAULT_DURATION_MS = 30_000;
export const DEFAULT_USERS = 10;

/** The load of a plan as it is drawn and dragged: levels are users (closed) or arrivals per second (open). */
export interface LoadView {
  readonly model: 'closed' | 'open';
  /** Null: one level throughout, after a ramp. */
  readonly stages: readonly StageView[] | null;
  /** With stages, the level before the first; null where every class has a level of its own. */
  readonly level: number | null;
  /** Users per second; null: all at once. */
  readonly spawnRate: number | null;
  readonly durationMs: Millis;
  readonly warmupMs: Millis;
  readonly arrivals: 'constant' | 'poisson';
}

/** Where a key of the load stands, or would: in the size chosen, where the plan has sizes. */
export function loadPath(data: unknown, size: string | null, key: string): PlanPlace {
  const whole: PlanPlace = ['load', key];
  if (size === null) return whole;
  const own: PlanPlace = ['sizes', size, 'load', key];
  return valueAt(data, own) === undefined && valueAt(data, whole) !== undefined ? whole : own;
}

/** @param shared false: no class takes part in the shared load */
export function loadViewOf(data: unknown, size: string | null, shared: boolean): LoadView {
  const load = { ...recordOf(valueAt(data, ['load'])), ...recordOf(sizeLoad(data, size)) };
  const written = listOf(load.stages);
  const stages = written.length === 0 ? null : written.map(stageOf);
  const model = load.model === 'open' || load.rate !== undefined ? 'open' : 'closed';
  const level = numberOf(model === 'open' ? load.rate : load.users);
  const ownMs = stages?.reduce((sum, stage) => sum + stage.durationMs, 0);
  return {
    model,
    stages,
    level: level ?? (stages !== null || model === 'open' ? 0 : shared ? DEFAULT_USERS : null),
    spawnRate: numberOf(load.spawnRate),
    durationMs: ownMs ?? msOf(load.duration) ?? DEFAULT_DURATION_MS,
    warmupMs: msOf(load.warmup) ?? 0,
    arrivals: load.arrivals === 'poisson' ? 'poisson' : 'constant',
  };
}

function sizeLoad(data: unknown, size: string | null): unknown {
  return size === null ? undefined : valueAt(data, ['sizes', size, 'load']);
}

export function stageOf(value: unknown): StageView {
  const stage = recordOf(value);
  const to = numberOf(stage.to);
  const shape = SHAPES.find((one) => one === stage.shape) ?? (to === null ? 'hold' : 'ramp');
  return { shape, to, durationMs: msOf(stage.duration) ?? 0 };
}

/** A duration as a plan writes one, in ms; null where it is none. */
export function msOf(value: unknown): Millis | null {
  return typeof value === 'number' ? parseDuration(value) : parseDuration(textOf(value));
}

export interface Point {
  readonly atMs: Millis;
  readonly level: number;
}

/** The load over time as a line of corners. */
export function cornersOf(load: LoadView): Point[] {
  if (load.stages === null) return steadyCorners(load);
  const corners: Point[] = [{ atMs: 0, level: load.level ?? 0 }];
  let atMs = 0;
  let level = load.level ?? 0;
  for (const stage of load.stages) {
    const to = stage.to ?? level;
    if (stage.shape !== 'ramp' && to !== level) corners.push({ atMs, level: to });
    atMs += stage.durationMs;
    corners.push({ atMs, level: to });
    if (stage.shape === 'spike' && to !== level) corners.push({ atMs, level });
    else level = to;
  }
  return corners;
}

function steadyCorners({ model, level, spawnRate, durationMs }: LoadView): Point[] {
  const top = level ?? 0;
  const rampMs = model === 'open' || spawnRate === null ? 0 : (top / spawnRate) * 1_000;
  if (rampMs === 0) return [point(0, top), point(durationMs, top)];
  if (rampMs >= durationMs) return [point(0, 0), point(durationMs, (top * durationMs) / rampMs)];
  return [point(0, 0), point(rampMs, top), point(durationMs, top)];
}

function point(atMs: Millis, level: number): Point {
  return { atMs, level };
}

/** A corner that can be taken hold of. */
export interface Handle extends Point {
  readonly id: string;
  /** What it is, for those who do not see it. */
  readonly name: string;
}

export function handlesOf(load: LoadView): Handle[] {
  const start = load.level ?? 0;
  if (load.stages === null) {
    const [, ramp] = steadyCorners(load);
    const end: Handle = { id: 'end', name: 'End of the run', atMs: load.durationMs, level: start };
    if (load.model === 'open' || load.level === null) return [end];
    const atMs = load.spawnRate === null ? 0 : Math.min(ramp?.atMs ?? 0, load.durationMs);
    return [{ id: 'ramp', name: 'All users started', atMs, level: start }, end];
  }
  let atMs = 0;
  let level = start;
  const stages = load.stages.map((stage, index): Handle => {
    const to = stage.to ?? level;
    atMs += stage.durationMs;
    if (stage.shape !== 'spike') level = to;
    return { id: `stage ${index}`, name: `End of stage ${index + 1}, ${stage.shape}`, atMs, level: to };
  });
  return [{ id: 'start', name: 'Level before the first stage', atMs: 0, level: start }, ...stages];
}

/** The load with one of its corners somewhere else. Times and levels are rounded to what the scale can show. */
export function moveHandle(
  load: LoadView,
  id: string,
  to: Point,
  step: { ms: number; level: number },
): LoadView {
  const level = round(Math.max(0, to.level), step.level);
  const atMs = round(Math.max(0, to.atMs), step.ms);
  if (load.stages === null) {
    if (id === 'end') {
      const durationMs = Math.max(step.ms, 1_000, atMs);
      return { ...load, durationMs, ...(load.level !== null && { level: Math.max(level, least(load)) }) };
    }
    const users = Math.max(1, level);
    const rampMs = Math.min(atMs, load.durationMs);
    return { ...load, level: users, spawnRate: rampMs <= 0 ? null : shortRate((users / rampMs) * 1_000) };
  }
  if (id === 'start') return { ...load, level };
  const index = Number(id.slice('stage '.length));
  const before = load.stages.slice(0, index).reduce((sum, stage) => sum + stage.durationMs, 0);
  const durationMs = Math.max(step.ms, 1_000, atMs - before);
  const stages = load.stages.map((stage, at) =>
    at === index ? { ...stage, durationMs, to: levelOf(load, at, level) } : stage,
  );
  return withLength({ ...load, stages });
}

/** A hold that stays where it is goes on saying nothing of its level. */
function levelOf(load: LoadView, index: number, level: number): number | null {
  const stage = load.stages?.[index];
  const shown = handlesOf(load).find((handle) => handle.id === `stage ${index}`)?.level;
  return stage?.to === null && shown === level ? null : level;
}

function least(load: LoadView): number {
  return load.model === 'closed' ? 1 : 0;
}

/** The load at another level; null, nothing typed: a steady number of users is the usual one again, another stays. */
export function withLevel(load: LoadView, level: number | null): LoadView {
  if (level !== null) return { ...load, level };
  return load.model === 'closed' && load.stages === null ? { ...load, level: DEFAULT_USERS } : load;
}

export function withLength(load: LoadView): LoadView {
  const durationMs = load.stages?.reduce((sum, stage) => sum + stage.durationMs, 0) ?? load.durationMs;
  return { ...load, durationMs };
}

/** The same load as stages: what it did before, piece by piece. */
export function asStages(load: LoadView): LoadView {
  if (load.stages !== null) return load;
  const corners = steadyCorners(load);
  const [first, ...rest] = corners;
  let from = first ?? point(0, 0);
  const stages = rest.map((corner): StageView => {
    const durationMs = corner.atMs - from.atMs;
    const flat = corner.level === from.level;
    from = corner;
    return { shape: flat ? 'hold' : 'ramp', to: flat ? null : Math.round(corner.level), durationMs };
  });
  return { ...load, stages, level: first?.level ?? 0, spawnRate: null };
}

/** The same load as one level: the highest of its stages. */
export function asSteady(load: LoadView): LoadView {
  if (load.stages === null) return load;
  const top = Math.max(0, ...cornersOf(load).map((corner) => corner.level));
  const [first] = load.stages;
  const ramps = load.model === 'closed' && first?.shape === 'ramp' && first.to === top && load.level === 0;
  const spawnRate = ramps && first.durationMs > 0 ? shortRate((top / first.durationMs) * 1_000) : null;
  return { ...load, stages: null, level: Math.max(top, least(load)), spawnRate };
}

/** The same numbers as arrivals per second, or as users. */
export function asModel(load: LoadView, model: LoadView['model']): LoadView {
  return { ...load, model, spawnRate: model === 'open' ? null : load.spawnRate };
}

function round(value: number, step: number): number {
  const rounded = Math.round(value / step) * step;
  // 0.30000000000000004 and its like.
  return Number(rounded.toPrecision(12));
}

/** Three digits: a spawn rate of 3.333… is written 3.33. */
function shortRate(perSecond: number): number {
  return Number(perSecond.toPrecision(3));
}
