import { useMemo } from 'react';
import type { Area, Scope } from '../../../../contract/area.ts';
import { gradeRank } from '../../../../contract/grades.ts';
import type { StretchGrades } from '../../../../contract/selection.ts';
import type { GradeResult } from '../../../../contract/threshold.ts';
import { type Answer, useAnswer } from '../../../parts/use-answer.ts';
import type { AnalysisSource, GradesAsked } from '../analysis-source.ts';
import type { Analysis } from '../use-analysis.ts';

/** A grade of each side; null: it has none, undefined: it is waited for. */
export type SideGrades = Readonly<Record<'here' | 'there', GradeResult | null | undefined>>;

/** What the time of A, and of what it is compared with, would be graded by itself; null: nothing is graded here. */
export function useGrades(
  { state, scope, summary, pulse }: Analysis,
  { grades: ask }: Pick<AnalysisSource, 'grades'>,
): SideGrades | null {
  const { a, b } = state.history.now;
  // Of a run that goes on the grades so far would be asked anew with every look.
  const isAsked = ask !== undefined && a !== null && summary.grades.length > 0 && pulse === 0;
  const here = useStretch(isAsked ? ask : undefined, a, false);
  const there = useStretch(isAsked ? ask : undefined, b ?? a, b === null);
  return isAsked ? { here: gradeIn(here, scope), there: gradeIn(there, scope) } : null;
}

function useStretch(
  ask: AnalysisSource['grades'],
  area: Area | null,
  outside: boolean,
): Answer<StretchGrades> {
  const [fromSecond, toSecond] = [area?.fromSecond, area?.toSecond];
  return useAnswer(
    useMemo(() => {
      if (ask === undefined || fromSecond === undefined || toSecond === undefined) return null;
      const of: GradesAsked = { fromSecond, toSecond, outside };
      return () => ask(of);
    }, [ask, fromSecond, toSecond, outside]),
  );
}

/**
 * Of an endpoint its latency, else the worst of what has a threshold there: what else keeps a run from passing (that it was
 * stopped, an expectation) is not asked of a part of it.
 */
function gradeIn(
  { answer, isStale }: Answer<StretchGrades>,
  { service, endpoint }: Scope,
): GradeResult | null | undefined {
  if (answer.state === 'failed') return null;
  if (answer.state !== 'ready' || isStale) return undefined;
  const own = answer.value.rows.filter(
    (row) =>
      (service === null || row.service === service) && (endpoint === null || row.endpoint === endpoint),
  );
  const latency = own.filter(({ metric }) => metric === 'latency');
  const graded = (endpoint !== null && latency.length > 0 ? latency : own).map(({ grade }) => grade);
  return graded.toSorted((one, other) => gradeRank(other) - gradeRank(one))[0] ?? null;
}
