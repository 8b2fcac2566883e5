import type { RunDetail } from '../../../contract/wire.ts';
import { RunCharts } from '../../charts/RunCharts.tsx';
import { GradeMatrix } from '../../result/grades/GradeMatrix.tsx';
import { FindingsPanel } from '../../result/summary/FindingsPanel.tsx';
import { Verdict } from '../../result/summary/Verdict.tsx';
import { AnnotationPanel } from './AnnotationPanel.tsx';

/** The page for those who were not there: grade, three sentences, expectations, trust, three charts. */
export function SummaryTab({ detail }: { detail: RunDetail }) {
  const { summary } = detail;
  return (
    <>
      <Verdict summary={summary} />
      {summary.perSecond.length === 0 ? null : (
        <RunCharts
          summary={summary}
          seconds={summary.perSecond}
          plannedMs={summary.run.durationMs}
          syncKey={`summary-${summary.run.id}`}
          choice="three"
        />
      )}
      <GradeMatrix grades={summary.grades} />
      <FindingsPanel findings={summary.findings} />
      <AnnotationPanel key={detail.row.runId} row={detail.row} />
    </>
  );
}
