import type { Scope } from '../../../../contract/area.ts';
import type { Summary } from '../../../../contract/summary.ts';
import type { GradeResult } from '../../../../contract/threshold.ts';
import { Row } from '../../../parts/Box.tsx';
import { GradeBadge } from '../../../parts/GradeBadge.tsx';
import { latencyGradeOf } from '../../grades/grade-lookup.ts';

interface Props {
  /** Of the time of the selection. */
  readonly ranged: Summary;
  readonly whole: Summary;
  readonly scope: Scope;
}

/** How the time of the selection would be graded by itself, beside the grade of the run. */
export function SelectionGrade({ ranged, whole, scope }: Props) {
  const [here, all] = [gradeIn(ranged, scope), gradeIn(whole, scope)];
  if (here === null || all === null) return null;
  return (
    <Row
      wrap
      gap={8}
      size="small"
      tone="soft"
      style={{ padding: '8px 16px', borderTop: '1px solid var(--line)' }}
    >
      <GradeBadge grade={here} /> for this selection,
      <GradeBadge grade={all} /> for the run
    </Row>
  );
}

/** Of an endpoint its latency; otherwise of all that has a threshold. */
function gradeIn(summary: Summary, { service, endpoint }: Scope): GradeResult | null {
  if (service === null) return summary.grades.length === 0 ? null : summary.overall.grade;
  const row = summary.endpoints.find((one) => one.service === service && one.endpoint === endpoint);
  return row === undefined ? null : latencyGradeOf(summary, row);
}
