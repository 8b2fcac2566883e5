import { formatClock, formatNumber } from '../../contract/format.ts';
import { Row, Text } from './Box.tsx';
import styles from './ProgressBar.module.css';

interface Props {
  readonly elapsedMs: number;
  readonly plannedMs: number;
  readonly warmupMs: number;
  readonly done: boolean;
  /** Of a run that a number of tasks ends: how many there were, and how many there will be. */
  readonly goal?: { readonly reached: number; readonly of: number } | undefined;
}

const TIME = { tone: 'soft', size: 'small', nowrap: true, style: { minWidth: 46 } } as const;

/** How far a run is: elapsed left, remaining right, warm-up hatched. */
export function ProgressBar({ elapsedMs, plannedMs, warmupMs, done, goal }: Props) {
  const percent = (ms: number) => (plannedMs > 0 ? Math.min(100, (ms / plannedMs) * 100) : 0);
  const remaining = Math.max(0, plannedMs - elapsedMs);
  const reached = goal === undefined ? percent(elapsedMs) : Math.min(100, (goal.reached / goal.of) * 100);
  const count = goal === undefined ? '' : `${formatNumber(goal.reached)} of ${formatNumber(goal.of)}`;
  return (
    <Row gap={10}>
      <Text {...TIME} data-testid="elapsed" data-value={elapsedMs}>
        {formatClock(elapsedMs)}
      </Text>
      <div
        className={styles.track}
        role="progressbar"
        aria-label="Run progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(reached)}
        aria-valuetext={count || `${formatClock(elapsedMs)} of ${formatClock(plannedMs)}`}
      >
        {goal === undefined ? (
          <span className={styles.warmup} style={{ width: `${percent(warmupMs)}%` }} />
        ) : null}
        <span className={styles.fill} style={{ transform: `translateX(${done ? 0 : reached - 100}%)` }} />
      </div>
      <Text {...TIME} textAlign="end" data-testid="remaining" data-value={remaining}>
        {done ? 'ended' : count || `−${formatClock(remaining)}`}
      </Text>
    </Row>
  );
}
