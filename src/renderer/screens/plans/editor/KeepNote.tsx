import { useStore } from 'zustand';
import { Box, Row } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { ErrorNote } from '../../../parts/ErrorNote.tsx';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import { usePlanActions } from '../list/use-plan-actions.ts';

/** What stands between the screen and the stored plan, and the ways out. */
export function KeepNote() {
  const { source } = useEditor();
  const store = useEditorStore();
  const keep = useStore(store, (state) => state.keep);
  const failure = useStore(store, (state) => state.failure);
  const { duplicate } = usePlanActions();
  if (source.kind === 'preset') {
    return (
      <Row tint="accent" justify="space-between" gap={12} below={12} pad="small">
        <span>This plan is built in. Make a copy to change it.</span>
        <Button size="small" onClick={() => duplicate(source)} data-testid="duplicate-preset">
          Make a copy
        </Button>
      </Row>
    );
  }
  if (failure === null) return null;
  return (
    <Box below={12}>
      <ErrorNote
        failure={failure}
        actions={
          keep === 'conflict' ? (
            <>
              <Button onClick={() => store.getState().settleConflict('theirs')}>Take theirs</Button>
              <Button onClick={() => store.getState().settleConflict('mine')}>Keep mine</Button>
            </>
          ) : keep === 'failed' ? (
            <Button onClick={() => store.getState().flush()}>Try again</Button>
          ) : null
        }
      />
    </Box>
  );
}
