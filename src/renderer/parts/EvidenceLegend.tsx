import { EVIDENCE_LEGEND, needsLegend, type ShownPercentile } from '../../contract/evidence.ts';
import { Note } from './Box.tsx';

/** One line under a table of percentiles, where not all of them are sure. */
export function EvidenceLegend({ shown }: { shown: readonly ShownPercentile[] }) {
  if (!needsLegend(shown)) return null;
  return <Note pad="foot">{EVIDENCE_LEGEND}</Note>;
}
