import { type ReactNode, useMemo, useState } from 'react';
import type { Term } from '../../contract/glossary.ts';
import { HintedButton } from '../parts/HintedButton.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import type { PlotModel } from './plot-model.ts';

interface Props {
  readonly title: string;
  readonly term: Term;
  /** Stays the same function while what it draws is the same. */
  readonly make: (log: boolean) => PlotModel;
  readonly startsLog: boolean;
  readonly height: number;
  readonly syncKey: string;
  /** What else can be chosen of it. */
  readonly actions?: ReactNode;
}

/** A latency over time, its axis logarithmic or linear. */
export function TimesChart({ title, term, make, startsLog, height, syncKey, actions }: Props) {
  const [log, setLog] = useState(startsLog);
  const model = useMemo(() => make(log), [make, log]);
  return (
    <ChartFrame
      {...{ title, term, model, height, syncKey }}
      xTitle="Time"
      actions={
        <>
          {actions}
          <HintedButton
            hint={log ? 'Logarithmic axis, with the maximum' : 'Linear axis, without the maximum'}
            style={{ width: 56 }}
            aria-pressed={log}
            aria-label={`${title}: logarithmic axis`}
            onClick={() => setLog(!log)}
          >
            {log ? 'log' : 'linear'}
          </HintedButton>
        </>
      }
    />
  );
}
