import { Copy } from 'lucide-react';
import type { RunDetail } from '../../../contract/wire.ts';
import { Button } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useCopy } from '../../parts/use-copy.ts';
import { ContextPanels } from '../../result/context/ContextPanels.tsx';
import styles from './EnvironmentTab.module.css';

/** What was run, with what, where: all that is needed to run it again. */
export function EnvironmentTab({ detail }: { detail: RunDetail }) {
  return (
    <div className={styles.halves}>
      <PlanPanel detail={detail} />
      <ContextPanels summary={detail.summary} />
    </div>
  );
}

function PlanPanel({ detail }: { detail: RunDetail }) {
  const copy = useCopy();
  return (
    <Panel
      title="Plan"
      actions={
        <Button
          size="small"
          look="quiet"
          icon={<Copy size={13} aria-hidden="true" />}
          onClick={() => copy(detail.planText, 'Plan copied to the clipboard.')}
        >
          Copy
        </Button>
      }
    >
      {detail.summary.run.description === '' ? null : (
        <p className={styles.description}>{detail.summary.run.description}</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard */}
      <pre className={styles.plan} tabIndex={0}>
        {detail.planText}
      </pre>
    </Panel>
  );
}
