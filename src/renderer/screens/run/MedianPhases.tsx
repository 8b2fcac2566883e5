import type { EndpointSummary } from '../../../contract/summary.ts';
import { Definition } from '../../parts/Definition.tsx';
import { PhaseBar } from '../../parts/PhaseBar.tsx';
import styles from './MedianPhases.module.css';

const PHASES = ['queued', 'dns', 'connect', 'tls', 'wait', 'receive'] as const;

/** Where the time of the median request goes. */
export function MedianPhases({ phases }: { phases: EndpointSummary['phasesMs'] }) {
  const rows = PHASES.flatMap((name) => {
    const ms = phases[name]?.p50 ?? null;
    return ms === null ? [] : [{ name, ms }];
  });
  if (rows.length === 0) return null;
  return (
    <div className={styles.phases}>
      <h3>
        <Definition term="phases">Phases, median</Definition>
      </h3>
      <PhaseBar phases={rows} />
    </div>
  );
}
