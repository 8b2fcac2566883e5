import { levelText } from '../../../../contract/capacity-text.ts';
import { formatClock, formatNumber } from '../../../../contract/format.ts';
import type { StressAnswers } from '../../../../contract/stress.ts';
import { type Millis, millisToMicros } from '../../../../contract/units.ts';
import { type RecoveryWindow, recoveredAt } from '../capacity/recovery/recovered-at.ts';
import type { Break } from './breaking-point.ts';
import { type StressWindow, windowsOf } from './judged-windows.ts';
import type { StressSecond } from './stress-seconds.ts';

type Recovery = StressAnswers['recovery'];

/** Load has fallen back where it is below this share of its highest, or below what was met. */
const FALLEN = 0.5;
/** Seconds that have to be left to see whether it lasts. */
const MIN_AFTER = 6;
/** With so many requests a second, one second is a window; else two. */
const ENOUGH = 40;
/** More failures than this leave no p95 of all requests. */
const MAX_FAILED = 0.05;
/** Loads up to so much above that it fell back to are compared with it. */
const LIKE_AFTER = 1.1;
const MIN_REFERENCE = 3;

/** How long after the load fell back a target that broke was as before. */
export function recoveryOf(found: Break, seconds: readonly StressSecond[], unit: string): Recovery {
  const { window, heldAt } = found;
  const from = seconds.filter(({ second }) => second >= window.fromSecond);
  const peak = from.findIndex((one) => one.level === Math.max(...from.map(({ level }) => level)));
  const peakLevel = from[peak]?.level ?? 0;
  // What was met at the very load that broke it is no level to fall back below.
  const back = Math.max(peakLevel * FALLEN, heldAt !== null && heldAt < window.level ? heldAt : 0);
  const falls = from.findIndex(({ level }, at) => at > peak && level <= back);
  const fallen = from[falls];
  if (fallen === undefined)
    return none('not measurable', 'The load never fell again, so recovery was not seen.');
  const rises = from.findIndex(({ level }, at) => at > falls && level > back * LIKE_AFTER);
  const after = from.slice(falls, rises === -1 ? from.length : rises);
  const lasts = after.length;
  if (lasts < MIN_AFTER)
    return none(
      'not measurable',
      `Only ${lasts} s were left after the load fell back: too few to see recovery.`,
    );
  return recoveryAfter(after, { before: seconds.filter(({ second }) => second < window.fromSecond), unit });
}

interface Beside {
  readonly before: readonly StressSecond[];
  readonly unit: string;
}

function recoveryAfter(after: readonly StressSecond[], { before, unit }: Beside): Recovery {
  const each = after.reduce((sum, { whole }) => sum + whole.ok + whole.failed, 0) / after.length;
  const length = each >= ENOUGH ? 1 : 2;
  const windowMs = length * 1_000;
  const level = Math.max(...after.map((one) => one.level));
  const reference = referenceFor(level, windowsOf(before, wholeOf, length));
  const windows = windowsOf(after, wholeOf, length);
  const fellMs = (after[0]?.second ?? 0) * 1_000;
  const beginMs = Math.floor(fellMs / windowMs) * windowMs;
  const found = recoveredAt(reference.map(asStarts), windows.map(asStarts), windowMs);
  const load = levelText(level, unit);
  const highest = windows.reduce((most, { p95Ms }) => Math.max(most, p95Ms ?? 0), 0);
  if (reference.length === 0 || highest === 0) {
    const why = reference.length === 0 ? 'before it broke' : 'after the load fell back';
    return none('not measurable', `Too little was measured ${why} to see recovery.`);
  }
  if (found === null) {
    const sentence = `Not recovered within ${after.length} s after the load fell back to ${load}, at ${formatClock(fellMs)}.`;
    return none('not reached', sentence);
  }
  const afterMs = Math.max(0, found.afterMs - (fellMs - beginMs));
  const { plusMinusMs } = found;
  const sentence =
    afterMs === 0
      ? `As before as soon as the load fell back to ${load}, at ${formatClock(fellMs)}.`
      : `Recovered ${seconds(afterMs)} ± ${seconds(plusMinusMs)} after the load fell back to ${load}, at ${formatClock(fellMs)}.`;
  return { state: 'measured', sentence, afterMs, plusMinusMs };
}

/** Of what was met before, what was under no more load than there is after; all of it, where that is too little. */
function referenceFor(level: number, before: readonly StressWindow[]): StressWindow[] {
  const known = before.filter(({ trusted, p95Ms }) => trusted && p95Ms !== null);
  const alike = known.filter((window) => window.level <= level * LIKE_AFTER);
  return alike.length >= MIN_REFERENCE ? alike : known;
}

function asStarts({ fromSecond, ok, failed, p95Ms }: StressWindow): RecoveryWindow {
  const starts = ok + failed;
  const p95Us = p95Ms === null || failed > starts * MAX_FAILED ? null : millisToMicros(p95Ms);
  return { startMs: fromSecond * 1_000, starts, failed, p95Us };
}

const wholeOf = ({ whole }: StressSecond) => whole;

function none(state: Recovery['state'], sentence: string): Recovery {
  return { state, sentence, afterMs: null, plusMinusMs: null };
}

function seconds(ms: Millis): string {
  return `${formatNumber(ms / 1_000)} s`;
}
