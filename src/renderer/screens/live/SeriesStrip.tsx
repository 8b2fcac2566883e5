import { Square } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import type { SeriesRow } from '../../../contract/run-series.ts';
import { Box, Note, Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ProgressBar } from '../../parts/ProgressBar.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';

interface Props {
  readonly series: SeriesRow;
  readonly runId: string;
  /** Of this run. */
  readonly elapsedMs: number;
}

/** How far the whole series of a run is, and the way to stop it. The page goes on with its next run by itself. */
export function SeriesStrip({ series, runId, elapsedMs }: Props) {
  const { host, notices } = useWorkbench();
  const [, navigate] = useLocation();
  const { seriesId, progress, state } = series;
  const next = progress?.runId ?? null;
  useEffect(() => {
    if (next !== null && next !== runId) navigate(paths.live(next), { replace: true });
    else if (state !== 'running') navigate(paths.series(seriesId), { replace: true });
  }, [next, runId, state, seriesId, navigate]);
  if (progress === undefined) return null;
  const elapsed = progress.doneMs + (progress.runId === runId ? elapsedMs : 0);
  return (
    <Row gap={20} data-testid="series-strip">
      <Note>
        {lineOf(series)} <Link href={paths.series(seriesId)}>The series</Link>
      </Note>
      <Box grow>
        <ProgressBar elapsedMs={elapsed} plannedMs={progress.plannedMs} warmupMs={0} done={false} />
      </Box>
      <Button
        look="danger"
        size="small"
        icon={<Square size={12} fill="currentColor" />}
        onClick={() => void notices.getState().attempt(host.call('series.stop', { seriesId }))}
      >
        Stop the series
      </Button>
    </Row>
  );
}

/** `Run 3 of 10, side B: staging.` */
function lineOf({ progress, labels }: SeriesRow): string {
  if (progress === undefined) return '';
  const { nth, of, side, isWarmUp, phase } = progress;
  const label = labels.length > 1 ? `, side ${side}: ${labels[side === 'A' ? 0 : 1]}` : '';
  const warmUp = isWarmUp ? ', warm-up, left out' : '';
  return `${phase === 'pause' ? 'Pause before run' : 'Run'} ${nth} of ${of}${label}${warmUp}.`;
}
