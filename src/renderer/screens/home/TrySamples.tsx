import { Play } from 'lucide-react';
import { useState } from 'react';
import type { Failure } from '../../../contract/failure.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useStartRun } from '../../shell/use-start-run.ts';
import styles from './FirstSteps.module.css';

/** Short and full enough that every endpoint is asked many times in twenty seconds. */
const TRIAL = { users: 200, spawnRate: 100, durationMs: 20_000 } as const;

/** The first minute: one click from nothing to a graded run. */
export function TrySamples() {
  const startRun = useStartRun();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const start = async () => {
    setBusy(true);
    setFailure(
      await startRun({ plan: { kind: 'preset', name: 'smoke' }, onSamples: true, overrides: TRIAL }),
    );
    setBusy(false);
  };
  return (
    <section className={styles.step} aria-labelledby="try-samples">
      <h2 id="try-samples">Try it on the sample services</h2>
      <p className={styles.text}>
        Starts five small services on this machine and calls every endpoint: 200 users, 20 seconds, one graded
        result.
      </p>
      <div className={styles.line}>
        <Button
          look="strong"
          size="large"
          icon={<Play size={15} aria-hidden="true" />}
          onClick={start}
          disabled={busy}
          data-testid="try-samples"
        >
          {busy ? 'Starting…' : 'Start'}
        </Button>
        <span className="muted">Nothing leaves this machine.</span>
      </div>
      {failure === null ? null : <ErrorNote failure={failure} />}
    </section>
  );
}
