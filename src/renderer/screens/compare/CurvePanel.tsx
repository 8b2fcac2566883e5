import { useMemo, useState } from 'react';
import type { Comparison } from '../../../contract/comparison.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { curveModel } from '../../charts/curve-model.ts';
import { Choice } from '../../parts/Field.tsx';
import { Panel } from '../../parts/Panel.tsx';

type Curve = Comparison['curves'][number];
const keyOf = (curve: Curve): string => `${curve.service} ${curve.endpoint}`;

/** Latency by percentile of the two runs, laid over each other, for one endpoint at a time. */
export function CurvePanel({ curves }: { curves: readonly Curve[] }) {
  const [chosen, setChosen] = useState('');
  const curve = curves.find((one) => keyOf(one) === chosen) ?? curves[0];
  const model = useMemo(() => (curve === undefined ? null : curveModel(curve)), [curve]);
  if (curve === undefined || model === null) return null;
  return (
    <Panel
      title="Latency by percentile"
      flush
      testId="curves"
      aside="the right end is the slowest thousandth"
      actions={
        <Choice
          label="Endpoint"
          hideLabel
          maxWidth={320}
          value={keyOf(curve)}
          options={curves.map((one) => [keyOf(one), keyOf(one)])}
          onChange={setChosen}
        />
      }
    >
      <ChartFrame title={keyOf(curve)} model={model} height={230} xTitle="Percentile" />
    </Panel>
  );
}
