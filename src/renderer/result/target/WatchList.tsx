import { formatClock } from '../../../contract/format.ts';
import type { WatchSummary } from '../../../contract/watched-schema.ts';
import { gapLine, gapLines } from '../../../contract/watched-words.ts';
import { Box, Grid, Note, Stack, Text } from '../../parts/Box.tsx';
import { watchSourceText } from '../../words/watch-words.ts';

/** So many gaps of one watch are listed. */
const MOST_GAPS = 6;

/** What was watched: where it was read, what was found there, and what is missing of it and why. */
export function WatchList({ watches }: { watches: readonly WatchSummary[] }) {
  return (
    <Box as="ul" divided data-testid="watches">
      {watches.map((watch) => (
        <Grid
          as="li"
          key={watch.watch}
          columns="minmax(140px, 1fr) minmax(0, 3fr)"
          gap={16}
          pad="normal"
          stacks
          data-watch={watch.watch}
        >
          <Stack gap={2}>
            <Text weight="semibold" breaks>
              {watch.watch}
            </Text>
            <Note as="span" mono breaks title={watch.source}>
              {watchSourceText(watch.source)}
            </Note>
          </Stack>
          <Stack gap={2} tone="soft">
            <WatchTold watch={watch} />
          </Stack>
        </Grid>
      ))}
    </Box>
  );
}

function WatchTold({ watch: { found, gaps, remarks } }: { watch: WatchSummary }) {
  const more = gaps.length - MOST_GAPS;
  return (
    <>
      {found.map(({ fromSecond, text }, at) => (
        <span key={`${fromSecond} ${text}`}>
          {at === 0 && fromSecond === 0 ? '' : `From ${formatClock(fromSecond * 1_000)}: `}
          {text}
        </span>
      ))}
      {gaps.slice(0, MOST_GAPS).map((gap) => (
        <Text key={gap.fromSecond} tone="acceptable" data-testid="gap">
          {gapLine(gap)}
        </Text>
      ))}
      {more <= 0 ? null : <Text tone="acceptable">and {more} more gaps</Text>}
      {remarks.map((remark) => (
        <Note as="span" key={remark}>
          {remark}
        </Note>
      ))}
    </>
  );
}

interface GapProps {
  readonly watches: readonly WatchSummary[];
  /** It goes on: a gap that comes moves nothing. */
  readonly isLive: boolean;
}

/** Pixels of a line. */
const LINE = 18;

/** Beneath charts: what is missing on them and why; nothing where nothing is. */
export function GapLines({ watches, isLive }: GapProps) {
  const lines = gapLines(watches);
  if (lines.length === 0 && !isLive) return null;
  return (
    <Stack
      as="ul"
      gap={2}
      pad="foot"
      above={8}
      tone="muted"
      size="small"
      style={isLive ? { minHeight: watches.length * LINE + 12 } : {}}
      aria-label="Gaps"
      data-testid="gap-lines"
    >
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </Stack>
  );
}
