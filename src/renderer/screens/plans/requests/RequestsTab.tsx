import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Failure } from '../../../../contract/failure.ts';
import { Note, Row, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import type { FoundInSource } from '../../../stores/plans.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import { useRowKeys } from '../fields/row-keys.ts';
import { PasteBox } from '../list/PasteBox.tsx';
import { ClassCard } from './ClassCard.tsx';
import { IdleClasses } from './IdleClasses.tsx';
import { mergeEdits } from './merge-import.ts';
import { addTaskEdits, classesOf } from './plan-classes.ts';
import { ServicesPanel } from './ServicesPanel.tsx';
import { WatchPanel } from './WatchPanel.tsx';

/** Who asks what, and where. */
export function RequestsTab() {
  const { data, suite, size, readOnly } = useEditor();
  const groups = classesOf(data, suite, size);
  const names = groups.map((group) => group.name);
  const keys = useRowKeys(groups.map((group) => `${group.fromSuite} ${group.name}`));
  if (groups.length === 0) return <NoRequests />;
  return (
    <>
      <IdleClasses groups={groups} />
      <ServicesPanel />
      <WatchPanel />
      {groups.map((group, at) => (
        <ClassCard key={keys[at]} group={group} names={names} />
      ))}
      {readOnly ? null : <AddMore />}
    </>
  );
}

/** A plan that asks nothing yet: what to do, and the shortest way. */
function NoRequests() {
  const { edit, readOnly } = useEditor();
  const takeOver = useTakeOver();
  if (readOnly) return <Note size="body">The plan has no requests.</Note>;
  return (
    <Panel title="Add a request" testId="no-requests">
      <Text as="p" below={12} tone="soft" style={{ maxWidth: '66ch' }}>
        Paste a request as a cURL command: in a browser’s network panel, right-click it and choose “Copy as
        cURL”. A HAR file or an OpenAPI document contains many at once.
      </Text>
      <PasteBox label="Request to import" action="Import" rows={5} onPlan={takeOver} autoFocus>
        <Button look="quiet" onClick={() => edit((data) => addTaskEdits(data, null))}>
          Write one by hand
        </Button>
      </PasteBox>
    </Panel>
  );
}

function AddMore() {
  const { edit } = useEditor();
  const [pasting, setPasting] = useState(false);
  const takeOver = useTakeOver();
  if (pasting) {
    return (
      <Panel
        title="Import requests"
        actions={
          <Button look="quiet" size="small" onClick={() => setPasting(false)}>
            Close
          </Button>
        }
      >
        <PasteBox label="Requests to import" action="Import" onPlan={takeOver} autoFocus />
      </Panel>
    );
  }
  return (
    <Row wrap gap={8}>
      <Button icon={<Plus />} onClick={() => setPasting(true)}>
        Requests from cURL, HAR or OpenAPI
      </Button>
      <Button look="quiet" icon={<Plus />} onClick={() => edit((data) => addTaskEdits(data, null))}>
        Add a user class
      </Button>
    </Row>
  );
}

/** Brings an imported plan into this one; says what was not imported. */
function useTakeOver(): (text: string, found: FoundInSource) => Promise<Failure | null> {
  const { host, plans } = useWorkbench();
  const { planId } = useEditor();
  const store = useEditorStore();
  return async (text, { notes = [] }) => {
    const check = await host.call('plans.check', { text });
    if (!check.ok) return check.failure;
    if (!check.value.readable) return { ...UNREADABLE, message: check.value.problems[0]?.message ?? '' };
    const imported = check.value.data;
    const failure = await store.getState().edit((data) => mergeEdits(data, imported));
    if (failure === null && planId !== null) plans.getState().putNotes(planId, notes);
    return failure;
  };
}

const UNREADABLE: Failure = { code: 'plan.yaml', side: 'test', message: '', hint: 'Look at its text.' };
