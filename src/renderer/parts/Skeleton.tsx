import { Box, Row } from './Box.tsx';
import styles from './Skeleton.module.css';

const LATE = { animation: 'appear var(--calm) var(--late) both' };

/** Grey lines in the place of something that is being fetched. Appears late, so that fast answers do not flicker. */
export function Skeleton({
  lines = 3,
  height = 34,
}: {
  lines?: number | undefined;
  height?: number | undefined;
}) {
  return (
    <Box pad="sides" style={LATE} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are all alike
        <Row key={index} className={styles.line} style={{ height }}>
          <span style={{ width: `${92 - ((index * 17) % 41)}%` }} />
        </Row>
      ))}
    </Box>
  );
}
