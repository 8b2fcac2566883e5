import { useStore } from 'zustand';
import type { RunDetail } from '../../../contract/wire.ts';
import { Note, Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useTask } from '../../parts/use-task.ts';
import { BaselinePanel } from '../../result/summary/BaselinePanel.tsx';
import { valueIn } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

/** What the run came out as against a baseline, and those of its plan that it can be held against. */
export function RunBaseline({ detail }: { detail: RunDetail }) {
  const { host, baselines } = useWorkbench();
  const rows = useStore(baselines, (state) => valueIn(state.rows));
  const { busy, failure, attempt } = useTask();
  const { runId } = detail.row;
  const { baseline: verdict } = detail.summary;
  const isOther = (sessions: NonNullable<typeof rows>[number]['sessions']) =>
    sessions.some(({ runs }) => runs.some((run) => run.runId !== runId));
  const names = (rows ?? []).filter(({ plan, sessions }) => plan === detail.planName && isOther(sessions));
  if (verdict === undefined && names.length === 0) return null;
  // What came of it comes by itself.
  const judge = (name: string) =>
    attempt(host.call('baselines.judge', { runIds: [runId], name, keep: true }));
  const buttons = names.map(({ name }) => (
    <Button key={name} size="small" disabled={busy} onClick={() => void judge(name)} data-testid="judge">
      {verdict?.name === name ? `Compare again with ${name}` : `Compare with ${name}`}
    </Button>
  ));
  const trouble = failure === null ? null : <ErrorNote failure={failure} reveal />;
  if (verdict !== undefined)
    return (
      <>
        {trouble}
        <BaselinePanel verdict={verdict} actions={buttons} />
      </>
    );
  return (
    <Panel title="Baseline" testId="baseline">
      {trouble}
      <Row justify="space-between" gap={12}>
        <Note>
          This plan has {names.length === 1 ? 'a baseline' : 'baselines'}; this run was not compared.
        </Note>
        <Row gap={6}>{buttons}</Row>
      </Row>
    </Panel>
  );
}
