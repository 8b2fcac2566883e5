import { useState } from 'react';
import type { Summary } from '../../../contract/summary.ts';
import { endpointKey } from '../grades/grade-lookup.ts';
import { EndpointDetail } from './EndpointDetail.tsx';
import { EndpointTable } from './EndpointTable.tsx';
import { Counters, PhaseMeans } from './RequestTables.tsx';

/** All endpoints, where their time goes and what became of their requests; the chosen one in full above. */
export function Endpoints({ summary }: { summary: Summary }) {
  const [selected, setSelected] = useState<string | null>(null);
  const shown = summary.endpoints.find((row) => endpointKey(row) === selected);
  return (
    <>
      {shown === undefined ? null : (
        <EndpointDetail summary={summary} endpoint={shown} onClose={() => setSelected(null)} />
      )}
      <EndpointTable summary={summary} selected={selected} onSelect={setSelected} />
      <PhaseMeans summary={summary} />
      <Counters summary={summary} />
    </>
  );
}
