import { counted, formatClock, formatNumber } from './format.ts';
import type { AppliedLevel } from './live-load.ts';
import type { SegmentSummary } from './segments.ts';
import type { SteerAct, SteeredUnit, SteeringLogEntry } from './steering.ts';
import type { Summary } from './summary.ts';

/** What is said of the load of a run and of who changed it, the same in window, terminal and reports. */

type Levels = SegmentSummary['levels'];

/** A level with its unit: `120 users`, `50/s`, `200 connections`, `2 messages/s each`. */
export function levelText(unit: SteeredUnit, level: number): string {
  if (unit === 'rate') return `${formatNumber(level)}/s`;
  if (unit === 'messages') return `${counted(level, 'message')}/s each`;
  return counted(level, unit === 'users' ? 'user' : 'connection');
}

/** What is applied at a moment, without the messages of a plan that sends none: `120 users · 50 connections`. */
export function appliedText(levels: readonly AppliedLevel[]): string {
  return levels
    .filter(({ unit, level }) => unit !== 'messages' || level > 0)
    .map(({ unit, level }) => levelText(unit, level))
    .join(' · ');
}

/** The load of a segment, all classes together: `120 users`, `0 → 120 users · 50/s`. */
export function segmentLoadText(levels: Levels): string {
  const parts = unitSums(levels).map(({ unit, from, to }) =>
    from === to ? levelText(unit, to) : `${formatNumber(from)} → ${levelText(unit, to)}`,
  );
  const rates = new Set(
    levels.flatMap(({ messagesPerSecond: rate }) => ((rate ?? 0) > 0 ? [rate ?? 0] : [])),
  );
  const messages = [...rates].map((rate) => levelText('messages', rate));
  return [...parts, ...messages].join(' · ');
}

/** Levels by unit, those of its classes added up. */
export function unitSums(levels: Levels): { unit: SteeredUnit; from: number; to: number }[] {
  const sums = new Map<SteeredUnit, { unit: SteeredUnit; from: number; to: number }>();
  for (const { unit, from, to } of levels) {
    const sum = sums.get(unit) ?? { unit, from: 0, to: 0 };
    sums.set(unit, { unit, from: sum.from + from, to: sum.to + to });
  }
  return [...sums.values()];
}

/** From when to when: `0:34–1:02`. */
export function segmentSpan({ fromMs, toMs }: Pick<SegmentSummary, 'fromMs' | 'toMs'>): string {
  return `${formatClock(fromMs)}–${formatClock(toMs)}`;
}

const BY_WORDS = { hand: 'by hand', rule: 'by a stop rule', search: 'by the capacity search' } as const;

/** Who changed a load: `by hand`. */
export function byText({ by }: Pick<SteeringLogEntry, 'by'>): string {
  return BY_WORDS[by];
}

/** Why a segment has the load it has: what was done at its beginning, else who decides about it. */
export function segmentCause({ cause, by, sentence }: SegmentSummary): string {
  if (by !== null) return sentence === '' ? BY_WORDS[by] : sentence;
  return cause === 'plan' ? 'Plan' : 'As steered before';
}

/** An act in as many words as stand at its line on a chart: `120 users`, `hold`, `spike 200/s`. */
export function actLabel(act: SteerAct): string {
  switch (act.kind) {
    case 'set':
      return levelText(act.unit, act.level);
    case 'scale': {
      const percent = Math.round((act.factor - 1) * 1_000) / 10;
      return `${percent < 0 ? '−' : '+'}${formatNumber(Math.abs(percent))}% ${act.unit}`;
    }
    case 'hold':
      return 'hold';
    case 'spike':
      return `spike ${levelText(act.unit, act.level)}`;
    case 'back':
      return 'plan';
    case 'each':
      return `load ${formatNumber(Object.values(act.levels).reduce((sum, level) => sum + level, 0))}`;
  }
}

/** The segments that a table lists: those with a second of their own, and those that begin with an act. */
export function listedSegments(rows: readonly SegmentSummary[]): SegmentSummary[] {
  return rows.filter(({ wholeSeconds, by }) => wholeSeconds > 0 || by !== null);
}

/**
 * Whether the load of a run is worth a table: it was steered, or held at more than one level. A ramp to one level is what every
 * plan of users has; the loads of a search are its steps, which have a table of their own.
 */
export function tellsOfLoad({
  segments,
  steering = [],
  capacity,
}: Pick<Summary, 'segments' | 'steering' | 'capacity'>): boolean {
  if (capacity !== undefined) return false;
  const held = listedSegments(segments?.rows ?? []).filter(
    ({ levels }) => levels.every(({ from, to }) => from === to) && levels.some(({ to }) => to > 0),
  );
  return steering.length > 0 || held.length > 1;
}

/** A count of a segment; null where it has no whole second to count: none is not what was sent. */
export function countIn(
  { wholeSeconds, counts }: Pick<SegmentSummary, 'wholeSeconds' | 'counts'>,
  name: keyof SegmentSummary['counts'],
): number | null {
  return wholeSeconds === 0 ? null : counts[name];
}

/** What a table of segments leaves out, and what its figures are of; one sentence each. */
export function segmentNotes({
  rows,
  between,
}: {
  readonly rows: readonly SegmentSummary[];
  readonly between: { readonly seconds: number };
}): string[] {
  const hidden = rows.length - listedSegments(rows).length;
  const { seconds } = between;
  return [
    ...(seconds === 0
      ? []
      : [
          `${counted(seconds, 'second')} in which the load changed, or after the end of the plan, ${seconds === 1 ? 'belongs' : 'belong'} to no segment.`,
        ]),
    ...(hidden === 0
      ? []
      : [`${counted(hidden, 'piece')} of less than a second ${hidden === 1 ? 'is' : 'are'} not listed.`]),
  ];
}
