import { formatClock } from '../../../../contract/format.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import type { Millis } from '../../../../contract/units.ts';
import type { Absence } from './absences.ts';

/** A target is noticed to be gone, or there again, up to so much later than its requests notice it. */
const NOTICED_WITHIN_MS: Millis = 2_000;
/** More are counted only. */
const MOST_TOLD = 3;

/** `gateway was not listening from 0:08 and restarted at 0:11`. */
function absenceWords(absence: Absence): string {
  const { watch, fromSecond, toSecond, gone, restarted, isToEnd } = absence;
  if (gone === null) return `${watch.label} restarted at ${restarted}`;
  const away = `${watch.label} ${gone} from ${formatClock(fromSecond * 1_000)}`;
  if (restarted !== null) return `${away} and restarted at ${restarted}`;
  return isToEnd ? `${away} on` : `${away} to ${formatClock((toSecond + 1) * 1_000)}`;
}

/** Of one watch: the first of them, and how often it happened again: `, and 2 more times until 0:58`. */
export function absencesWords(absences: readonly Absence[]): string {
  const [first, ...more] = absences;
  const last = more.at(-1);
  if (first === undefined) return '';
  if (last === undefined) return absenceWords(first);
  const times = more.length === 1 ? 'once more' : `${more.length} more times`;
  return `${absenceWords(first)}, and ${times} until ${formatClock((last.toSecond + 1) * 1_000)}`;
}

/** In the order of the watches. */
export function absencesByWatch(absences: readonly Absence[]): readonly (readonly Absence[])[] {
  const all = new Map<string, Absence[]>();
  for (const absence of absences) heldOrMade(all, absence.watch.label, () => []).push(absence);
  return [...all.values()];
}

/** What of these lies beside an outage: ` In this time, gateway was not listening from 0:08 …`, and no cause; else empty. */
export function meanwhileWords(absences: readonly Absence[], fromMs: Millis, toMs: Millis): string {
  const beside = absences.filter(
    ({ fromSecond, toSecond }) =>
      fromSecond * 1_000 <= toMs + NOTICED_WITHIN_MS && (toSecond + 1) * 1_000 >= fromMs - NOTICED_WITHIN_MS,
  );
  if (beside.length === 0) return '';
  const told = absencesByWatch(beside).slice(0, MOST_TOLD).map(absencesWords);
  return ` In this time, ${told.join('; ')}.`;
}
