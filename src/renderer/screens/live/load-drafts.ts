import type { AppliedLevel, LiveLoad } from '../../../contract/live-load.ts';
import { MAX_SPIKE_SECONDS, type SteeredUnit } from '../../../contract/steering.ts';
import { niceCeil } from '../../charts/nice-scale.ts';

/** Why the load of a run cannot be changed here, as a sentence; empty: it can. */
export function whyNotSteered(of: {
  readonly load: LiveLoad | null;
  readonly isOver: boolean;
  readonly isStopping: boolean;
}): string {
  if (of.isOver) return 'The run has ended.';
  if (of.isStopping) return 'The run is being stopped.';
  if (of.load === null)
    return 'The load can be changed only where the run was started: in that window, or by keys in that terminal.';
  return of.load.refusal;
}

export const UNIT_WORDS: Readonly<Record<SteeredUnit, string>> = {
  users: 'Users',
  rate: 'Rate',
  connections: 'Connections',
  messages: 'Messages',
};

/** What stands behind a level in its field. */
export const UNIT_SIGNS: Readonly<Record<SteeredUnit, string>> = {
  users: '',
  rate: '/s',
  connections: '',
  messages: '/s each',
};

/** There is no half of a user. */
function isWhole(unit: SteeredUnit): boolean {
  return unit === 'users' || unit === 'connections';
}

/** The end of the handle's scale: room for twice the plan, and for more than there is. */
export function scaleEnd({ level, peak, planned }: AppliedLevel): number {
  return niceCeil(Math.max(2 * peak, 2 * planned, 1.2 * level, 1));
}

/** One step of the handle: about a two-hundredth of its scale. */
export function scaleStep(level: AppliedLevel): number {
  const step = niceCeil(scaleEnd(level) / 250);
  return isWhole(level.unit) ? Math.max(1, Math.round(step)) : step;
}

/** A level as its field holds it: a number without separators, three digits behind the point at most. */
export function draftOf(unit: SteeredUnit, level: number): string {
  return String(isWhole(unit) ? Math.round(level) : Math.round(level * 1_000) / 1_000);
}

/** The level that was typed; null: it is none. */
export function typedLevel(unit: SteeredUnit, draft: string): number | null {
  const text = draft.trim().replaceAll(',', '');
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const level = Number(text);
  if (isWhole(unit) && !Number.isInteger(level)) return null;
  return level <= MAX_LEVEL ? level : null;
}

const MAX_LEVEL = 1_000_000;

/** The seconds that were typed; null: they are none that a spike may take. */
export function typedSeconds(draft: string): number | null {
  const seconds = Number(draft.trim() || Number.NaN);
  return seconds >= 0.1 && seconds <= MAX_SPIKE_SECONDS ? seconds : null;
}
