import { useState } from 'react';
import { useStore } from 'zustand';
import type { RunDetail } from '../../../contract/wire.ts';
import { Note, Stack } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Field } from '../../parts/Field.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { useTask } from '../../parts/use-task.ts';
import { valueIn } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

const WAYS = { add: 'One more session', replace: 'In its place' } as const;

/** Names a run as what later runs of its plan are held against. */
export function BaselineDialog({ detail, onClose }: { detail: RunDetail; onClose: () => void }) {
  const { baselines, notices } = useWorkbench();
  const rows = useStore(baselines, (state) => valueIn(state.rows));
  const ofPlan = (rows ?? []).filter(({ plan }) => plan === detail.planName);
  const [name, setName] = useState(ofPlan[0]?.name ?? 'main');
  const [way, setWay] = useState<keyof typeof WAYS>('add');
  const { busy, failure, attempt } = useTask();
  const before = ofPlan.find((row) => row.name === name.trim());
  const set = async () => {
    const asked = {
      name: name.trim(),
      sessions: [{ runIds: [detail.row.runId] }],
      add: before !== undefined && way === 'add',
    };
    const done = await attempt(baselines.getState().set(asked));
    if (!done.ok) return;
    notices.getState().say(`Baseline ${done.value.name} of ${done.value.plan} is set.`);
    onClose();
  };
  return (
    <Modal
      open
      onClose={onClose}
      title="Set as baseline"
      description={`Later runs of ${detail.planName} are compared with it.`}
      footer={
        <Button
          look="strong"
          disabled={busy || name.trim() === ''}
          onClick={() => void set()}
          data-testid="set-baseline"
        >
          Set baseline
        </Button>
      }
    >
      <Stack gap={12}>
        {failure === null ? null : <ErrorNote failure={failure} reveal />}
        <Field label="Name" value={name} onValue={setName} maxLength={60} />
        {before === undefined ? null : (
          <>
            <Segmented
              label="What happens to the one there is"
              value={way}
              options={WAYS}
              onChange={setWay}
            />
            <Note>
              {before.name} holds {before.sessions.length}{' '}
              {before.sessions.length === 1 ? 'session' : 'sessions'}. From four on, they tell by themselves
              how much sessions differ.
            </Note>
          </>
        )}
      </Stack>
    </Modal>
  );
}
