import { formatClock } from '../../contract/format.ts';
import styles from './ProgressBar.module.css';

interface Props {
  readonly elapsedMs: number;
  readonly plannedMs: number;
  readonly warmupMs: number;
  readonly done: boolean;
}

/** How far a run is: elapsed left, remaining right, warm-up hatched. */
export function ProgressBar({ elapsedMs, plannedMs, warmupMs, done }: Props) {
  const percent = (ms: number) => (plannedMs > 0 ? Math.min(100, (ms / plannedMs) * 100) : 0);
  const remaining = Math.max(0, plannedMs - elapsedMs);
  return (
    <div className={styles.progress}>
      <span className={styles.time} data-testid="elapsed" data-value={elapsedMs}>
        {formatClock(elapsedMs)}
      </span>
      <div
        className={styles.track}
        role="progressbar"
        aria-label="Run progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent(elapsedMs))}
        aria-valuetext={`${formatClock(elapsedMs)} of ${formatClock(plannedMs)}`}
      >
        <span className={styles.warmup} style={{ width: `${percent(warmupMs)}%` }} />
        <span
          className={styles.fill}
          style={{ transform: `translateX(${done ? 0 : percent(elapsedMs) - 100}%)` }}
        />
      </div>
      <span className={styles.time} data-testid="remaining" data-value={remaining}>
        {done ? 'ended' : `−${formatClock(remaining)}`}
      </span>
    </div>
  );
}
