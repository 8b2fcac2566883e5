import { cellChange } from '../../../contract/series-text.ts';
import type { SeriesCell } from '../../../contract/series-verdict.ts';
import { Grid, Text } from '../../parts/Box.tsx';
import styles from './IntervalBar.module.css';
import { placeOf } from './interval-places.ts';

const TONES = { worse: 'poor', better: 'excellent' } as const;

/** A change with its interval: the line in the middle is no change, its text stands beside it. */
export function IntervalBar({ cell }: { cell: SeriesCell }) {
  const { estimate, verdict } = cell;
  const tone = verdict === 'worse' || verdict === 'better' ? TONES[verdict] : 'muted';
  return (
    <Grid as="span" columns="minmax(70px, 1fr) 190px" align="center" gap={10} tone={tone}>
      <span className={styles.track} aria-hidden="true">
        {estimate === null ? null : (
          <>
            <span
              className={styles.range}
              style={{
                left: `${placeOf(estimate.lowPercent)}%`,
                right: `${100 - placeOf(estimate.highPercent)}%`,
              }}
            />
            <span className={styles.middle} style={{ left: `${placeOf(estimate.changePercent)}%` }} />
          </>
        )}
      </span>
      <Text tone="ink" data-value={String(estimate?.changePercent ?? null)}>
        {cellChange(cell)}
      </Text>
    </Grid>
  );
}
