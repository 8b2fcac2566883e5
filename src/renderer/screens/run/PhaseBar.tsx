import type { EndpointSummary } from '../../../contract/summary.ts';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import styles from './PhaseBar.module.css';

const PHASES = ['queued', 'dns', 'connect', 'tls', 'wait', 'receive'] as const;

/** Where the time of the median request goes, as a bar and as figures. */
export function PhaseBar({ phases }: { phases: EndpointSummary['phasesMs'] }) {
  const rows = PHASES.flatMap((name) => {
    const median = phases[name]?.p50 ?? null;
    return median === null ? [] : [{ name, median }];
  });
  if (rows.length === 0) return null;
  return (
    <div className={styles.phases}>
      <h3>
        <Definition term="phases">Phases, median</Definition>
      </h3>
      <div className={styles.bar} aria-hidden="true">
        {rows.map((row) => (
          <span key={row.name} data-phase={row.name} style={{ flexGrow: row.median }} />
        ))}
      </div>
      <ul className={styles.legend}>
        {rows.map((row) => (
          <li key={row.name}>
            <span className={styles.dot} data-phase={row.name} aria-hidden="true" />
            {row.name} <Figure kind="ms" value={row.median} />
          </li>
        ))}
      </ul>
    </div>
  );
}
