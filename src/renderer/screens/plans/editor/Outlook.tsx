import { CircleAlert, CircleCheck } from 'lucide-react';
import { useStore } from 'zustand';
import type { NeededText, PlanProblem } from '../../../../contract/plan-editing.ts';
import type { PlanPreview } from '../../../../contract/plan-preview.ts';
import { Box, Note, Row, Stack } from '../../../parts/Box.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { PreviewWords } from '../../../parts/PreviewWords.tsx';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import styles from './Outlook.module.css';
import { isEmptyPlan, placeWords, warningOfNeed } from './problem-words.ts';

/** What the plan will do, in words; or what keeps it from doing anything. Always in sight. */
export function Outlook() {
  const check = useStore(useEditorStore(), (state) => state.check);
  if (check === null) return <Panel title="What this will do">{null}</Panel>;
  if (isEmptyPlan(check.problems)) return <NothingYet />;
  if (check.problems.length > 0) return <Problems problems={check.problems} />;
  return check.preview === null ? null : <WillDo preview={check.preview} needs={check.needs} />;
}

function WillDo({ preview, needs }: { preview: PlanPreview; needs: readonly NeededText[] }) {
  return (
    <Panel
      title={
        <Row as="span" inline gap={8}>
          <Box as={CircleCheck} tone="excellent" width={15} height={15} aria-hidden="true" />
          What this will do
        </Row>
      }
      testId="outlook"
    >
      <PreviewWords preview={preview} warnings={needs.flatMap(warningOfNeed)} />
    </Panel>
  );
}

function NothingYet() {
  return (
    <Panel title="Nothing to run yet" testId="outlook">
      <Stack as="p" gap={2} tone="soft" breaks>
        Once there is a request, this describes what a run of the plan will do: how many users, how many
        requests, for how long.
      </Stack>
    </Panel>
  );
}

function Problems({ problems }: { problems: readonly PlanProblem[] }) {
  const { reveal } = useEditor();
  const count = problems.length;
  return (
    <Panel
      title={
        <Row as="span" inline gap={8}>
          <Box as={CircleAlert} tone="poor" width={15} height={15} aria-hidden="true" />
          {count === 1 ? 'One problem keeps it from running' : `${count} problems keep it from running`}
        </Row>
      }
      testId="problems"
    >
      <Stack as="ul" gap={2} className={styles.problems} style={{ margin: '0 -8px' }} aria-live="polite">
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.column} ${problem.message}`}>
            <button type="button" onClick={() => reveal(problem)}>
              <Note as="span" tone="poor">
                {placeWords(problem)}
              </Note>{' '}
              {problem.message}
            </button>
          </li>
        ))}
      </Stack>
    </Panel>
  );
}
