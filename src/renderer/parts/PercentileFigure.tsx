import type { ShownPercentile } from '../../contract/evidence.ts';
import { classNames } from './class-names.ts';
import styles from './Figure.module.css';
import { splitUnit } from './figure-kinds.ts';

/** A percentile with what it rests on: plain where it is sure, dimmed where it is an estimate, with the reason on hover. */
export function PercentileFigure({ shown, testId }: { shown: ShownPercentile; testId?: string }) {
  const { text, evidence, reason, value } = shown;
  const [number, unit] = splitUnit(text);
  return (
    <span
      className={classNames(
        value === null ? styles.none : styles.figure,
        evidence !== 'sure' && styles.estimate,
      )}
      data-value={String(value)}
      data-evidence={evidence}
      data-testid={testId}
      title={reason === '' ? undefined : reason}
    >
      {number}
      {unit === '' ? null : <span className={styles.unit}>{unit}</span>}
    </span>
  );
}
