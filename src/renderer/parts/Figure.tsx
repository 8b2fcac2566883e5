import type { ShownPercentile } from '../../contract/evidence.ts';
import { classNames } from './class-names.ts';
import styles from './Figure.module.css';
import { type FigureKind, formatFigure, splitUnit } from './figure-kinds.ts';

interface Props {
  readonly kind: FigureKind;
  /** As it stands in the summary; also in `data-value`, so that tests can compare it with the JSON. */
  readonly value: number | null;
  /** Shown on hover where there is no value. */
  readonly why?: string | undefined;
  readonly testId?: string;
}

/** A number with its unit, written the one way this product writes it. */
export function Figure({ kind, value, why, testId }: Props) {
  const reason = value === null ? why : undefined;
  return written({ text: formatFigure(kind, value), value, reason, testId });
}

/** A percentile with what it rests on: plain where it is sure, dimmed where it is an estimate, with the reason on hover. */
export function PercentileFigure({ shown, testId }: { shown: ShownPercentile; testId?: string }) {
  return written({ ...shown, reason: shown.reason || undefined, testId });
}

interface Written {
  readonly text: string;
  readonly value: number | null;
  readonly reason: string | undefined;
  readonly evidence?: ShownPercentile['evidence'];
  readonly testId: string | undefined;
}

function written({ text, value, reason, evidence, testId }: Written) {
  const [number, unit] = splitUnit(text);
  return (
    <span
      className={classNames(
        value === null ? styles.none : styles.figure,
        (evidence ?? 'sure') !== 'sure' && styles.estimate,
      )}
      data-value={String(value)}
      data-evidence={evidence}
      data-testid={testId}
      title={reason}
    >
      {number}
      {unit === '' ? null : <span className={styles.unit}>{unit}</span>}
    </span>
  );
}
