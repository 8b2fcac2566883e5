import { formatMs } from '../../contract/format.ts';
import { Text } from './Box.tsx';

const WIDTH = 84;
const HEIGHT = 20;
const QUIET = { display: 'block', color: 'var(--chart-quiet)' };

/** Points of a line through the values, in a box of `WIDTH` × `HEIGHT`, the scale starting at zero. */
export function sparkPoints(values: readonly number[]): string {
  const top = Math.max(...values, 1e-9);
  const step = values.length > 1 ? (WIDTH - 6) / (values.length - 1) : 0;
  return values
    .map(
      (value, index) =>
        `${(3 + index * step).toFixed(1)},${(HEIGHT - 3 - (value / top) * (HEIGHT - 6)).toFixed(1)}`,
    )
    .join(' ');
}

interface Props {
  readonly values: readonly number[];
  /** What they are; absent: p95. */
  readonly what?: string;
  readonly format?: (value: number) => string;
}

/** The last figures of runs with this name; the newest is the dot. */
export function Sparkline({ values, what = 'p95', format = formatMs }: Props) {
  const last = values.at(-1);
  if (last === undefined || values.length < 2) return <Text tone="muted">–</Text>;
  const points = sparkPoints(values);
  const [x, y] = (points.split(' ').at(-1) ?? '0,0').split(',');
  const label = `${what} of the last ${values.length} runs, oldest first: ${values.map(format).join(', ')}`;
  return (
    <svg style={QUIET} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={points} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" />
      <circle cx={x} cy={y} r="2.25" style={{ fill: 'var(--chart-1)' }} />
    </svg>
  );
}
