import { Play } from 'lucide-react';
import { Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useTask } from '../../parts/use-task.ts';
import { useStartRun } from '../../shell/use-start-run.ts';
import { StartCard } from './StartCard.tsx';

/** Short and full enough that every endpoint is asked many times in twenty seconds. */
const TRIAL = { users: 200, spawnRate: 100, durationMs: 20_000 } as const;

/** The first minute: one click from nothing to a graded run. */
export function TrySamples() {
  const startRun = useStartRun();
  const { busy, failure, attempt } = useTask();
  const start = () =>
    attempt(startRun({ plan: { kind: 'preset', name: 'smoke' }, onSamples: true, overrides: TRIAL }));
  return (
    <StartCard
      title="Try it on the sample services"
      what="Starts five small services on this machine and calls every endpoint: 200 users, 20 seconds, one graded result."
    >
      <Row gap={10} above={8}>
        <Button
          look="strong"
          size="large"
          icon={<Play />}
          onClick={start}
          disabled={busy}
          data-testid="try-samples"
        >
          {busy ? 'Starting…' : 'Start'}
        </Button>
        <Text tone="muted">Nothing leaves this machine.</Text>
      </Row>
      {failure === null ? null : <ErrorNote failure={failure} />}
    </StartCard>
  );
}
