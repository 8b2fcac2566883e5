import { useState } from 'react';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import { endpointKey } from '../grades/grade-lookup.ts';
import { EndpointDetail } from './EndpointDetail.tsx';
import { EndpointTable } from './EndpointTable.tsx';
import { Counters, PhaseMeans } from './RequestTables.tsx';

interface Props {
  readonly summary: Summary;
  /** Shows the heatmap and the requests of one; absent: there is no place for that. */
  readonly onAnalyse?: ((row: EndpointSummary) => void) | undefined;
}

/** All endpoints, where their time goes and what became of their requests; the chosen one in full above. */
export function Endpoints({ summary, onAnalyse }: Props) {
  const [selected, setSelected] = useState<string | null>(null);
  const shown = summary.endpoints.find((row) => endpointKey(row) === selected);
  return (
    <>
      {shown === undefined ? null : (
        <EndpointDetail
          summary={summary}
          endpoint={shown}
          onAnalyse={onAnalyse}
          onClose={() => setSelected(null)}
        />
      )}
      <EndpointTable summary={summary} selected={selected} onSelect={setSelected} />
      <PhaseMeans summary={summary} />
      <Counters summary={summary} />
    </>
  );
}
