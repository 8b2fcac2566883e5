import { FilePlus2 } from 'lucide-react';
import { useLocation } from 'wouter';
import { Button } from '../../parts/Button.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { useTask } from '../../parts/use-task.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';

/** Keeps the load that was applied as a plan of its own, and opens it. */
export function SaveAsPlan({ runId }: { readonly runId: string }) {
  const { host, plans, notices } = useWorkbench();
  const [, navigate] = useLocation();
  const { busy, attempt } = useTask();
  const save = async () => {
    const written = await attempt(notices.getState().attempt(host.call('runs.asPlan', { runId })));
    if (!written.ok) return;
    const { text, notes } = written.value;
    const saved = await attempt(notices.getState().attempt(plans.getState().create(text, { notes })));
    if (saved.ok && saved.value.row !== null) navigate(paths.plan(saved.value.row.planId, 'load'));
  };
  return (
    <Hint text="A plan with the same load in every second, without anybody's hand">
      <Button size="small" icon={<FilePlus2 />} disabled={busy} onClick={() => void save()}>
        Save as plan
      </Button>
    </Hint>
  );
}
