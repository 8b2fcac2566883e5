import { ArrowLeftRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import type { Comparison } from '../../../contract/comparison.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { Card, Grid } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Page } from '../../parts/Page.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { loading, settle, valueIn } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { CompareBody } from './CompareBody.tsx';
import { RunPicker } from './RunPicker.tsx';

/** Two runs side by side: what else differs first, then the curves, then the figures. */
export function CompareScreen({ a, b }: { a: string | undefined; b: string | undefined }) {
  const { runs } = useWorkbench();
  const [, navigate] = useLocation();
  const rows = valueIn(useStore(runs, (state) => state.rows)) ?? [];
  const ended = rows.filter((row) => row.state !== 'running');
  const go = (first: string | undefined, second: string | undefined) =>
    navigate(paths.compare(first ?? NONE, second), { replace: true });
  const first = a === NONE ? undefined : a;
  return (
    <Page title="Compare" wide>
      <Grid columns="minmax(0, 1fr) auto minmax(0, 1fr)" align="center" gap={10}>
        <RunPicker letter="A" rows={ended} value={first} onChange={(runId) => go(runId, b)} />
        <Button
          look="quiet"
          icon={<ArrowLeftRight size={15} aria-hidden="true" />}
          aria-label="Swap A and B"
          onClick={() => go(b, first)}
          disabled={first === undefined || b === undefined}
        />
        <RunPicker letter="B" rows={ended} value={b} onChange={(runId) => go(first, runId)} />
      </Grid>
      {first !== undefined && b !== undefined ? (
        <Loaded key={`${first} ${b}`} a={first} b={b} />
      ) : (
        <Missing ended={ended} onSuggest={go} />
      )}
    </Page>
  );
}

/** Stands for "not chosen" in the address, where an empty piece would be lost. */
const NONE = '-';

function Loaded({ a, b }: { a: string; b: string }) {
  const { host } = useWorkbench();
  const [comparison, setComparison] = useState(loading<Comparison>());
  useEffect(() => {
    let left = false;
    void host.call('runs.compare', { a, b }).then((result) => {
      if (!left) setComparison(settle(result));
    });
    return () => {
      left = true;
    };
  }, [host, a, b]);
  if (comparison.state === 'failed') return <ErrorNote failure={comparison.failure} />;
  if (comparison.state === 'loading') return <Skeleton lines={8} />;
  return <CompareBody comparison={comparison.value} />;
}

interface MissingProps {
  readonly ended: readonly RunRow[];
  readonly onSuggest: (a: string, b: string) => void;
}

function Missing({ ended, onSuggest }: MissingProps) {
  const pair = lastOfOneName(ended);
  return (
    <Card>
      <EmptyState
        title={ended.length < 2 ? 'Two runs are needed' : 'Choose two runs'}
        action={
          pair === null ? undefined : (
            <Button onClick={() => onSuggest(pair[0].runId, pair[1].runId)}>
              Compare the last two of “{pair[1].name}”
            </Button>
          )
        }
      >
        The older run is A, the newer B. Runs of the same plan on the same machine compare best; whatever else
        differs is listed before any figure.
      </EmptyState>
    </Card>
  );
}

/** The newest run that has an older one of the same name: [older, newer]. */
function lastOfOneName(rows: readonly RunRow[]): [RunRow, RunRow] | null {
  for (const [index, newer] of rows.entries()) {
    const older = rows.slice(index + 1).find((row) => row.name === newer.name);
    if (older !== undefined) return [older, newer];
  }
  return null;
}
