import { useState } from 'react';
import type { Summary } from '../../../contract/summary.ts';
import { endpointKey } from '../grades/grade-lookup.ts';
import { EndpointDetail } from './EndpointDetail.tsx';
import { EndpointTable } from './EndpointTable.tsx';

/** All endpoints; the chosen one in full below. */
export function Endpoints({ summary }: { summary: Summary }) {
  const [selected, setSelected] = useState<string | null>(null);
  const shown = summary.endpoints.find((row) => endpointKey(row) === selected);
  return (
    <>
      {shown === undefined ? null : (
        <EndpointDetail summary={summary} endpoint={shown} onClose={() => setSelected(null)} />
      )}
      <EndpointTable summary={summary} selected={selected} onSelect={setSelected} />
    </>
  );
}
