import { formatNumber } from '../../../../contract/format.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { StressAnswers } from '../../../../contract/stress.ts';
import type { ErrorRow, Summary } from '../../../../contract/summary.ts';
import { isBroken, isFailing, type LoadUnit, type TraceWindow } from '../seconds/load-trace.ts';

/** What a breaking point is seen in. */
export interface BreakingGrounds {
  /** Undefined: nobody asks for them, or the run is from before there were any. */
  readonly stress: Pick<StressAnswers, 'breakingPoint'> | undefined;
  readonly windows: readonly TraceWindow[];
  readonly unit: LoadUnit;
  readonly errors: readonly ErrorRow[];
}

type Decided = Omit<Summary['expectations'][number], 'statement'>;

/**
 * Whether a breaking point was reached (S-15: breaking points and failure modes identified). A stored run keeps the rule that
 * it was judged by when it ended.
 */
export function decideBreakingPoint(
  { breakingPoint }: Pick<MeasuredPlan, 'breakingPoint'>,
  grounds: BreakingGrounds,
): Decided {
  if (breakingPoint === undefined) return decideFirstWindow(grounds);
  const { stress } = grounds;
  if (stress === undefined) return { verdict: 'not measurable', evidence: 'It was not looked for.' };
  const { state, sentence } = stress.breakingPoint;
  const verdict = state === 'measured' ? 'met' : state === 'not reached' ? 'not met' : 'not measurable';
  return { verdict, evidence: sentence };
}

/** As runs of before are judged: by the first five seconds in which more than 5% failed or could not be sent. */
function decideFirstWindow({ windows, unit, errors }: BreakingGrounds): Decided {
  if (windows.length === 0)
    return {
      verdict: 'not measurable',
      evidence: 'The run was too short: five measured seconds are needed.',
    };
  const found = windows.find(isBroken);
  if (found === undefined) {
    const most = windows.reduce((peak, window) => Math.max(peak, window.load), 0);
    return {
      verdict: 'not met',
      evidence: `Not reached with up to ${formatNumber(most)} ${unit}: errors stayed at or below 5%.`,
    };
  }
  const { load, fromSecond } = found;
  const reason = reasonOf(found);
  // What fails at any load was not broken by this one.
  const held = windows.some(
    (window) => window.fromSecond < fromSecond && window.load <= load && window.ok > 0 && !isBroken(window),
  );
  if (!held)
    return {
      verdict: 'not measurable',
      evidence: `There was no load at which it held: from the first ${formatNumber(load)} ${unit} on, ${reason}.`,
    };
  const modes = errors
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3)
    .map((row) => row.code);
  const how = modes.length === 0 ? '' : ` Failure modes: ${[...new Set(modes)].join(', ')}.`;
  return {
    verdict: 'met',
    evidence: `Reached at ${formatNumber(load)} ${unit}, ${fromSecond} s into the run: ${reason}.${how}`,
  };
}

function reasonOf(window: TraceWindow): string {
  const percent = (share: number) => `${Number((share * 100).toPrecision(2))}%`;
  return isFailing(window)
    ? `${percent(window.errorShare)} of the requests failed`
    : `${percent(window.droppedShare)} of what was due could not be sent: too many were still in flight`;
}
