import { EVIDENCE_LEGEND, needsLegend, type ShownPercentile } from '../../contract/evidence.ts';
import styles from './EvidenceLegend.module.css';

/** One line under a table of percentiles, where not all of them are sure. */
export function EvidenceLegend({ shown }: { shown: readonly ShownPercentile[] }) {
  if (!needsLegend(shown)) return null;
  return <p className={styles.legend}>{EVIDENCE_LEGEND}</p>;
}
