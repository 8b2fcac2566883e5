import type { CapacityRecovery } from '../../../../../contract/capacity.ts';
import type { CapacityUnit } from '../../../../../contract/capacity-search.ts';
import { throughputText } from '../../../../../contract/capacity-text.ts';
import { counted, formatMs, formatNumber } from '../../../../../contract/format.ts';
import { capText, raiseCap, type SetCap } from '../../../../../contract/run-caps.ts';
import type { Millis, PerSecond } from '../../../../../contract/units.ts';

/** What only the sentence says. */
interface Beside {
  readonly by: CapacityUnit;
  /** Successes per second of the retest; null: there was none. */
  readonly retestCarries: PerSecond | null;
  /** Seconds in which the load generator was disturbed. */
  readonly disturbed: number;
  /** Caps of the run for which overload and retest never had their load; null: they had. */
  readonly heldBack: { readonly overload: SetCap | null; readonly retest: SetCap | null };
}

/** How long it took to recover, and whether the old capacity returned. */
export function recoverySentence(
  recovery: Omit<CapacityRecovery, 'sentence'>,
  { by, retestCarries, disturbed, heldBack }: Beside,
): string {
  return [
    heldBack.overload === null
      ? momentSentence(recovery, by)
      : `Recovery was not measured: ${heldBackText('overload', heldBack.overload)}`,
    ...(recovery.referenceMet === false && recovery.recovered !== 'unknown'
      ? ['Half of the load missed the objectives before the overload already.']
      : []),
    ...(recovery.returned === false && recovery.recovered !== 'unknown'
      ? [
          `The old capacity did not return: at 0.9 of the load it carried ${throughputText(retestCarries, { by })}.`,
        ]
      : []),
    ...(heldBack.retest !== null && recovery.recovered !== 'unknown'
      ? [`Whether the old capacity returned was not measured: ${heldBackText('retest', heldBack.retest)}`]
      : []),
    ...(disturbed > 0
      ? [`The load generator was disturbed in ${counted(disturbed, 'second')} of this: take it with care.`]
      : []),
  ].join(' ');
}

function heldBackText(stage: 'overload' | 'retest', cap: SetCap): string {
  const what = stage === 'overload' ? 'in the overload' : 'at 0.9 of the load';
  return `${what} requests waited for ${capText(cap)}, a limit of this run. ${raiseCap(cap)}`;
}

function momentSentence(recovery: Omit<CapacityRecovery, 'sentence'>, by: CapacityUnit): string {
  const { recovered, afterMs, plusMinusMs, carries } = recovery;
  if (recovered === 'not yet') return 'Whether it recovers is not known yet.';
  if (recovered === 'unknown') return nothingBefore(recovery);
  if (recovered === 'no') return `Not recovered within 60 s; carries ${throughputText(carries, { by })}.`;
  const before = troubleText(recovery);
  if (afterMs === 0) return `As before as soon as the load fell back${before}.`;
  return `Recovered ${seconds(afterMs)} ± ${seconds(plusMinusMs)} after the load fell back${before}.`;
}

function nothingBefore({ fellBackAtMs }: Omit<CapacityRecovery, 'sentence'>): string {
  // Where nothing at all succeeded, no overload is sent after it.
  const what =
    fellBackAtMs === null
      ? 'no request succeeded at half of the load'
      : 'too few requests were answered in time';
  return `Before the overload ${what}, so there is nothing to compare with.`;
}

/** ` (100 in flight then, p95 at most 62 ms meanwhile)` */
function troubleText({ backlog, peakP95Ms }: Omit<CapacityRecovery, 'sentence'>): string {
  const parts = [
    ...(backlog === null ? [] : [`${formatNumber(backlog)} in flight then`]),
    ...(peakP95Ms === null || peakP95Ms === undefined
      ? []
      : [`p95 at most ${formatMs(peakP95Ms)} meanwhile`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function seconds(ms: Millis | null): string {
  return `${formatNumber(ms === null ? null : ms / 1_000)} s`;
}
