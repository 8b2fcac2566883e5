import type { RunDetail } from '../../../contract/wire.ts';
import { Grid, Text } from '../../parts/Box.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ContextPanels } from '../../result/context/ContextPanels.tsx';

/** What was run, with what, where: all that is needed to run it again. */
export function EnvironmentTab({ detail }: { detail: RunDetail }) {
  return (
    <Grid columns="minmax(0, 6fr) minmax(0, 5fr)" align="start" gap={16}>
      <PlanPanel detail={detail} />
      <ContextPanels summary={detail.summary} />
    </Grid>
  );
}

function PlanPanel({ detail }: { detail: RunDetail }) {
  return (
    <Panel title="Plan" actions={<CopyButton text={detail.planText} done="Plan copied to the clipboard." />}>
      {detail.summary.run.description === '' ? null : (
        <Text as="p" below={12} tone="soft">
          {detail.summary.run.description}
        </Text>
      )}
      <Text
        as="pre"
        tint="ground"
        pad="small"
        mono
        style={{ maxHeight: '70vh', overflow: 'auto', tabSize: 2 }}
        tabIndex={0}
      >
        {detail.planText}
      </Text>
    </Panel>
  );
}
