import { isRecoveryAlone } from '../../../contract/capacity-text.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Answer } from './Answer.tsx';
import { FailureModes } from './FailureModes.tsx';
import { LoadCharts } from './LoadCharts.tsx';
import { Recovery } from './Recovery.tsx';
import { Scalability } from './Scalability.tsx';
import { StepTable } from './StepTable.tsx';

interface Props {
  readonly summary: Summary;
  readonly syncKey: string;
  /** The verdict of the page has its sentence already. */
  readonly isSaid?: boolean;
}

/** What a search for capacity found: the answer first, then what it rests on. */
export function CapacityView({ summary, syncKey, isSaid = false }: Props) {
  const { capacity } = summary;
  if (capacity === undefined) return null;
  const { scalability, recovery } = capacity;
  const isAlone = isRecoveryAlone(capacity);
  return (
    <>
      <Answer capacity={capacity} overall={summary.overall} isSaid={isSaid} />
      <LoadCharts capacity={capacity} syncKey={syncKey} />
      <FailureModes {...capacity} />
      {recovery === null ? null : (
        <Recovery summary={summary} recovery={recovery} isAnswer={isAlone} syncKey={syncKey} />
      )}
      {scalability === null ? null : <Scalability scalability={scalability} />}
      {isAlone ? null : <StepTable capacity={capacity} />}
    </>
  );
}
