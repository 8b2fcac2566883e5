import { useMemo } from 'react';
import type { CapacityDocument } from '../../../contract/capacity.ts';
import { formatNumber } from '../../../contract/format.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { throughputByUsers } from '../../charts/capacity-charts.ts';
import { Grid, Note, Stack, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';

interface Props {
  readonly scalability: NonNullable<CapacityDocument['scalability']>;
}

/** Whether twice the users get twice as much, and what keeps them from it. */
export function Scalability({ scalability }: Props) {
  const model = useMemo(() => throughputByUsers(scalability), [scalability]);
  const { sentence, model: law } = scalability;
  return (
    <Panel title="Does it scale?" aside="with more and more users at once" flush testId="scalability">
      <Grid columns="minmax(0, 2fr) minmax(0, 3fr)" gap={16} align="start" stacks>
        <Stack gap={12} pad="normal" style={{ padding: '4px 16px 16px' }}>
          <Text as="p" size="lead">
            {sentence}
          </Text>
          {law === null ? null : (
            <Grid as="dl" columns="repeat(3, minmax(0, 1fr))" gap={12}>
              <Fact name="Contention σ" term="contention" value={law.sigma} />
              <Fact name="Coherency κ" term="coherency" value={law.kappa} />
              <div>
                <Note as="dt">Peak</Note>
                <Text as="dd" weight="medium">
                  {formatNumber(law.peakUsers)} users, <Figure kind="rate" value={law.peakThroughput} />
                </Text>
              </div>
            </Grid>
          )}
        </Stack>
        <ChartFrame title="Throughput by users" term="throughput" model={model} height={220} xTitle="Users" />
      </Grid>
    </Panel>
  );
}

function Fact({ name, term, value }: { name: string; term: 'contention' | 'coherency'; value: number }) {
  return (
    <div>
      <Note as="dt">
        <Definition term={term}>{name}</Definition>
      </Note>
      <Text as="dd" weight="medium" data-value={String(value)}>
        {value === 0 ? '0' : value.toPrecision(2)}
      </Text>
    </div>
  );
}
