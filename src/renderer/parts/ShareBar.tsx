import { Box } from './Box.tsx';

const BAR = { display: 'block', height: 6, borderRadius: 3 } as const;

/** How much of the most, at a glance; the number stands beside it. @param share 0 … 1 */
export function ShareBar({ share }: { share: number }) {
  const width = `${Math.max(share > 0 ? 1 : 0, share * 100)}%`;
  return (
    <Box as="span" tint="sunken" style={{ ...BAR, overflow: 'hidden' }} aria-hidden="true">
      <span style={{ ...BAR, width, background: 'var(--chart-3)' }} />
    </Box>
  );
}
