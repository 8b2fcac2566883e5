import { threeSentences } from '../../../contract/sentences.ts';
import type { RunDetail } from '../../../contract/wire.ts';
import { RunCharts } from '../../charts/RunCharts.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { OutcomeMark } from '../../parts/OutcomeMark.tsx';
import { TrustMark } from '../../parts/TrustMark.tsx';
import { GradeMatrix } from '../../result/grades/GradeMatrix.tsx';
import { ExpectationList } from '../../result/summary/ExpectationList.tsx';
import { FindingsPanel } from '../../result/summary/FindingsPanel.tsx';
import { KeyFigures } from '../../result/summary/KeyFigures.tsx';
import styles from '../../result/summary/Verdict.module.css';
import { WorstEndpoint } from '../../result/summary/WorstEndpoint.tsx';
import { AnnotationPanel } from './AnnotationPanel.tsx';

/** The page for those who were not there: grade, three sentences, expectations, trust, three charts. */
export function SummaryTab({ detail }: { detail: RunDetail }) {
  const { summary } = detail;
  const [verdict, load, trust] = threeSentences(summary);
  const { outcome, grade } = summary.overall;
  return (
    <>
      <section className={styles.verdict} aria-label="Verdict">
        <div className={styles.main}>
          <div className={styles.grade}>
            <span data-testid="outcome">
              <OutcomeMark outcome={outcome} size="large" />
            </span>
            {outcome === 'not gradable' && grade === 'not-gradable' ? null : (
              <span data-testid="overall-grade">
                <GradeBadge grade={grade} size="large" />
              </span>
            )}
            {summary.trust.verdict === 'trusted' ? null : (
              <span className={styles.caution}>
                the load generator was <TrustMark verdict={summary.trust.verdict} />
              </span>
            )}
          </div>
          <p className={styles.lead}>{verdict}</p>
          <p>{load}</p>
          <WorstEndpoint summary={summary} />
          <KeyFigures summary={summary} />
        </div>
        <div className={styles.side}>
          <h2>Expectations</h2>
          <ExpectationList expectations={summary.expectations} />
          <h2>
            <Definition term="trust">Trust</Definition>
          </h2>
          <p className={styles.trust}>
            <TrustMark verdict={summary.trust.verdict} />
            <span>{trust}</span>
          </p>
        </div>
      </section>
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
