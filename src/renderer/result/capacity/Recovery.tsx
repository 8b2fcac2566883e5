import { type ReactNode, useMemo } from 'react';
import type { CapacityRecovery } from '../../../contract/capacity.ts';
import { formatCount } from '../../../contract/format.ts';
import type { Term } from '../../../contract/glossary.ts';
import type { Summary } from '../../../contract/summary.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { ChartGrid } from '../../charts/ChartGrid.tsx';
import { recoveryFrame, recoveryLatency, recoveryThroughput } from '../../charts/recovery-charts.ts';
import { Grid, Note, Stack, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Panel } from '../../parts/Panel.tsx';

interface Props {
  readonly summary: Summary;
  readonly recovery: CapacityRecovery;
  /** Its sentence stands above as the answer. */
  readonly isAnswer: boolean;
  readonly syncKey: string;
}

/** What an overload did, how long it took to get over it, and whether it carries afterwards what it did before. */
export function Recovery({ summary, recovery, isAnswer, syncKey }: Props) {
  const charts = useMemo(() => {
    const frame = recoveryFrame(summary);
    return frame === null ? null : { latency: recoveryLatency(frame), throughput: recoveryThroughput(frame) };
  }, [summary]);
  const shared = { syncKey: `${syncKey}-recovery`, height: 200, xTitle: 'Time' } as const;
  return (
    <Panel title={<Definition term="recovery">Overload and recovery</Definition>} flush testId="recovery">
      <Stack gap={10} style={{ padding: '4px 16px 14px' }}>
        {isAnswer ? null : (
          <Text as="p" size="lead">
            {recovery.sentence}
          </Text>
        )}
        <Facts recovery={recovery} />
      </Stack>
      {charts === null ? null : (
        <ChartGrid flush>
          <ChartFrame title="Response time" term="trailingPercentile" model={charts.latency} {...shared} />
          <ChartFrame title="Throughput" term="requestRate" model={charts.throughput} {...shared} />
        </ChartGrid>
      )}
    </Panel>
  );
}

const RETURNED = new Map<boolean | null, string>([
  [true, 'returned'],
  [false, 'did not return'],
  [null, 'not tried'],
]);

function Facts({ recovery: { backlog, meanwhile, returned } }: Pick<Props, 'recovery'>) {
  const failed = Object.entries(meanwhile?.failed ?? {});
  return (
    <Grid as="dl" columns="repeat(auto-fit, minmax(130px, 1fr))" gap={12}>
      {backlog === null ? null : (
        <Fact name="Backlog" term="backlog">
          {formatCount(backlog)}
        </Fact>
      )}
      {meanwhile === null ? null : (
        <>
          <Fact name="Succeeded meanwhile">{formatCount(meanwhile.ok)}</Fact>
          <Fact name="Too late">{formatCount(meanwhile.late)}</Fact>
          <Fact name="Failed">
            {failed.length === 0
              ? '0'
              : failed.map(([code, count]) => `${formatCount(count)} ${code}`).join(', ')}
          </Fact>
          {meanwhile.open === 0 ? null : <Fact name="Not answered">{formatCount(meanwhile.open)}</Fact>}
        </>
      )}
      <Fact name="Old capacity">{RETURNED.get(returned)}</Fact>
    </Grid>
  );
}

function Fact({ name, term, children }: { name: string; term?: Term; children: ReactNode }) {
  return (
    <div>
      <Note as="dt">
        <Definition term={term}>{name}</Definition>
      </Note>
      <Text as="dd" weight="medium">
        {children}
      </Text>
    </div>
  );
}
