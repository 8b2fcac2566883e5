import { showPercentile } from '../../../contract/evidence.ts';
import type { EndpointSummary } from '../../../contract/summary.ts';
import { PHASES } from '../../../contract/tick.ts';
import { Stack } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { PercentileFigure } from '../../parts/Figure.tsx';
import { PhaseBar } from '../../parts/PhaseBar.tsx';

/** Where the time of the median request goes; a phase of few requests says that it is an estimate. */
export function MedianPhases({ phases }: { phases: EndpointSummary['phasesMs'] }) {
  const rows = PHASES.flatMap((name) => {
    const times = phases[name];
    if (times === null) return [];
    const shown = showPercentile(times, 'p50');
    return [{ name, ms: shown.value ?? 0, shown, figure: <PercentileFigure shown={shown} /> }];
  });
  if (rows.every(({ shown }) => shown.value === null)) return null;
  return (
    <Stack gap={6} style={{ padding: '14px 16px 0' }}>
      <h3>
        <Definition term="phases">Phases, median</Definition>
      </h3>
      <PhaseBar phases={rows} />
      <EvidenceLegend shown={rows.map(({ shown }) => shown)} />
    </Stack>
  );
}
