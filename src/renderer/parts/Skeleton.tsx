import { Box, Row } from './Box.tsx';

const LINE = { height: 9, borderRadius: 5, background: 'var(--pressed)' };
const LATE = { animation: 'appear var(--calm) var(--late) both' };

interface Props {
  readonly lines?: number | undefined;
  /** Of each, in pixels. */
  readonly height?: number | undefined;
}

/** Grey lines in the place of something that is being fetched. Appears late, so that fast answers do not flicker. */
export function Skeleton({ lines = 3, height = 34 }: Props) {
  return (
    <Box pad="sides" style={LATE} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are all alike
        <Row key={index} style={{ height }}>
          <span style={{ ...LINE, width: `${92 - ((index * 17) % 41)}%` }} />
        </Row>
      ))}
    </Box>
  );
}
