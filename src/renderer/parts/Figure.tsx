import {
  formatBytes,
  formatClock,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  NO_VALUE,
} from '../../contract/format.ts';
import styles from './Figure.module.css';

const FORMATS = {
  ms: formatMs,
  rate: formatRate,
  percent: formatPercent,
  number: formatNumber,
  /** Whole things: requests, errors, connections. */
  count: (value: number) => Math.round(value).toLocaleString('en-US'),
  bytes: formatBytes,
  clock: formatClock,
} as const;
export type FigureKind = keyof typeof FORMATS;

export function formatFigure(kind: FigureKind, value: number | null): string {
  return value === null ? NO_VALUE : FORMATS[kind](value);
}

const UNIT = /^(.*?)(\s?(?:ms|s|%|\/s|kB|MB|GB|B))$/;

interface Props {
  readonly kind: FigureKind;
  /** As it stands in the summary; also in `data-value`, so that tests can compare it with the JSON. */
  readonly value: number | null;
  /** Shown on hover and read out where there is no value. */
  readonly why?: string | undefined;
  readonly testId?: string;
}

/** A number with its unit, written the one way this product writes it. */
export function Figure({ kind, value, why, testId }: Props) {
  const text = formatFigure(kind, value);
  const parts = UNIT.exec(text);
  return (
    <span
      className={value === null ? styles.none : styles.figure}
      data-value={value === null ? 'null' : String(value)}
      data-testid={testId}
      title={value === null ? why : undefined}
    >
      {parts === null ? text : parts[1]}
      {parts === null ? null : <span className={styles.unit}>{parts[2]}</span>}
    </span>
  );
}
