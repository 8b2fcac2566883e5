import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { Row, Stack } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { ImportServers } from './ImportServers.tsx';

/** What was not imported, or not as one may think: said once, where the plan is. */
export function ImportNotes() {
  const { plans } = useWorkbench();
  const { planId, check } = useEditor();
  const notes = useStore(plans, (state) => state.notes);
  const servers = useStore(plans, (state) => state.servers);
  const own = planId === null ? undefined : notes[planId];
  if (planId === null || own === undefined || own.length === 0) return null;
  return (
    <Row
      as="section"
      tint="accent"
      align="start"
      justify="space-between"
      gap={12}
      pad="small"
      below={12}
      aria-label="Import notes"
      data-testid="import-notes"
    >
      <div>
        <Stack as="ul" gap={4} tone="soft" size="small" breaks>
          {own.map((note) => (
            <li key={note}>{note}</li>
          ))}
          {check?.needs.some((need) => need.from === 'session') ? (
            <li>Pasted secrets are kept until Plimsoll quits; after that, set them under Values.</li>
          ) : null}
        </Stack>
        <ImportServers servers={servers[planId] ?? []} />
      </div>
      <Button
        look="quiet"
        size="small"
        icon={<X />}
        aria-label="Dismiss these notes"
        onClick={() => plans.getState().putNotes(planId, [])}
      />
    </Row>
  );
}
