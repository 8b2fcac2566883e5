import { formatNumber, GRADE_WORDS } from '../../contract/format.ts';
import { GRADE_METRICS } from '../../contract/grade-metrics.ts';
import type { GradeRow } from '../../contract/threshold.ts';
import { Text } from './Box.tsx';
import { classNames } from './class-names.ts';
import styles from './LoadLine.module.css';
import { loadLinePosition } from './load-line.ts';

const ZONES = ['excellent', 'good', 'acceptable', 'poor'] as const;

/** A value on its load line: four zones, their bounds, and the mark where the value stands. Best is on the left. */
export function LoadLine({ row }: { row: GradeRow }) {
  const single = row.bounds.excellent === null;
  const zones = single ? ZONES.filter((zone) => zone === 'good' || zone === 'poor') : ZONES;
  const position =
    row.value === null ? null : loadLinePosition(row.value, row.bounds, GRADE_METRICS[row.metric].better);
  const applies = row.grade !== 'not-applicable' && row.grade !== 'no-data';
  const bounds = [row.bounds.excellent, row.bounds.good, row.bounds.acceptable];
  return (
    <span className={classNames(styles.line, !applies && styles.faded)} role="img" aria-label={labelOf(row)}>
      <span className={classNames(styles.track, single && styles.single)}>
        {zones.map((zone) => (
          <Text
            key={zone}
            tone={zone}
            className={classNames(styles.zone, applies && zone === row.grade && styles.here)}
          />
        ))}
      </span>
      {bounds.map((bound, index) =>
        bound === null ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the three bounds have fixed places
          <span key={index} className={styles.bound} style={{ left: `${(index + 1) * 25}%` }}>
            {formatNumber(bound)}
          </span>
        ),
      )}
      {position === null || !applies ? null : (
        <span className={styles.value} style={{ left: `${position * 100}%` }} />
      )}
    </span>
  );
}

function labelOf(row: GradeRow): string {
  const { excellent, good, acceptable } = row.bounds;
  const bounds = [excellent, good, acceptable].flatMap((bound) => bound ?? []).map(formatNumber);
  const value = row.value === null ? 'no value' : `${formatNumber(row.value)} ${row.unit}`;
  return `${GRADE_WORDS[row.grade]}: ${value}; thresholds ${bounds.join(', ')} ${row.unit}`;
}
