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
  const [number, unit] = splitUnit(formatFigure(kind, value));
  return (
    <span
      className={value === null ? styles.none : styles.figure}
      data-value={String(value)}
      data-testid={testId}
      title={value === null ? why : undefined}
    >
      {number}
      {unit === '' ? null : <span className={styles.unit}>{unit}</span>}
    </span>
  );
}
