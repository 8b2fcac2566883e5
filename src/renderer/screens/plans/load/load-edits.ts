import { printDuration } from '../../../../contract/duration.ts';
import { isRecord, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace, VisualEdit } from '../../../../contract/plan-editing.ts';
import type { Millis } from '../../../../contract/units.ts';
import { putEdits } from '../fields/plan-data.ts';
import {
  DEFAULT_DURATION_MS,
  DEFAULT_USERS,
  type LoadView,
  loadPath,
  msOf,
  type StageView,
  stageOf,
} from './load-shape.ts';

/** Edits that turn what the plan says of one load into another. */
export function loadEdits(data: unknown, size: string | null, load: LoadView): VisualEdit[] {
  const wanted: Record<string, unknown> = {
    users: load.model === 'closed' ? valueOrNothing(data, size, load) : undefined,
    rate: load.model === 'open' ? (load.level ?? 0) : undefined,
    spawnRate: load.stages === null && load.model === 'closed' ? (load.spawnRate ?? undefined) : undefined,
    model: load.stages !== null && load.model === 'open' ? keptModel(data, size) : undefined,
    stages: load.stages?.map(stageSpec),
    duration: load.stages === null ? durationText(data, size, load.durationMs) : undefined,
    warmup: load.warmupMs === 0 ? undefined : printDuration(load.warmupMs),
    arrivals: load.arrivals === 'poisson' && load.model === 'open' ? 'poisson' : undefined,
  };
  const removals: VisualEdit[] = [];
  const changes: VisualEdit[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const path = loadPath(data, size, key);
    if (key === 'stages' && Array.isArray(value)) changes.push(...stageEdits(data, path, value));
    else (value === undefined ? removals : changes).push(...putEdits(data, path, value));
  }
  // Changes first: a block that loses its last key would be left behind as {}.
  return [...changes, ...removals];
}

/** Stages that stay keep their place in the text, and so their comments. */
function stageEdits(data: unknown, path: PlanPlace, stages: readonly unknown[]): VisualEdit[] {
  const before = valueAt(data, path);
  if (!Array.isArray(before) || before.length !== stages.length) return putEdits(data, path, stages);
  return stages.flatMap((stage, index) => {
    const was: unknown = before[index];
    if (!isRecord(was) || !isRecord(stage)) return putEdits(data, [...path, index], stage);
    return ['shape', 'to', 'duration'].flatMap((key) => {
      if (key === 'duration' && sameDuration(was[key], stage[key])) return [];
      if (key === 'shape' && was.shape !== undefined && was.shape === stageOf(stage).shape) return [];
      return putEdits(data, [...path, index, key], stage[key]);
    });
  });
}

function sameDuration(a: unknown, b: unknown): boolean {
  return msOf(a) !== null && msOf(a) === msOf(b);
}

/** `shape` only where `to` alone would mean another. */
function stageSpec({ shape, to, durationMs }: StageView): Record<string, unknown> {
  const implied = to === null ? 'hold' : 'ramp';
  return {
    ...(shape !== implied && { shape }),
    ...(to !== null && { to }),
    duration: printDuration(durationMs),
  };
}

/** Nothing is written where the plan says nothing and the default is what is wanted. */
function valueOrNothing(data: unknown, size: string | null, load: LoadView): number | undefined {
  if (load.level === null) return undefined;
  const written = valueAt(data, loadPath(data, size, 'users'));
  const plain = load.stages === null ? DEFAULT_USERS : 0;
  return written === undefined && load.level === plain ? undefined : load.level;
}

function keptModel(data: unknown, size: string | null): unknown {
  return valueAt(data, loadPath(data, size, 'model')) === 'open' ? 'open' : undefined;
}

/** The duration as it is written, where that is this one: `90s` stays `90s`. */
function durationText(data: unknown, size: string | null, ms: Millis): unknown {
  const written = valueAt(data, loadPath(data, size, 'duration'));
  if (msOf(written) === ms) return written;
  return written === undefined && ms === DEFAULT_DURATION_MS ? undefined : printDuration(ms);
}
