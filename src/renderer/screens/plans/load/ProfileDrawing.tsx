import { formatNumber } from '../../../../contract/format.ts';
import { cornersOf, type LoadView, type Point } from './load-shape.ts';
import styles from './ProfileChart.module.css';
import { EDGE, type ProfileAxes, type Scale, timeWords } from './profile-axes.ts';

interface Props {
  readonly load: LoadView;
  readonly axes: ProfileAxes;
  readonly scale: Scale;
  readonly unit: string;
}

/** The load as a line over a scale. The corners that can be moved lie above it and speak for it. */
export function ProfileDrawing({ load, axes, scale, unit }: Props) {
  const { warmupMs } = load;
  return (
    <svg width={scale.width} height={scale.height} className={styles.svg} aria-hidden="true">
      <Grid axes={axes} scale={scale} unit={unit} />
      {warmupMs > 0 ? (
        <rect
          x={scale.x(0)}
          y={EDGE.top}
          width={scale.x(Math.min(warmupMs, axes.maxMs)) - scale.x(0)}
          height={scale.height - EDGE.top - EDGE.bottom}
          style={{ fill: 'var(--chart-warmup)' }}
        />
      ) : null}
      <Area corners={cornersOf(load)} scale={scale} />
    </svg>
  );
}

function Grid({ axes, scale, unit }: { axes: ProfileAxes; scale: Scale; unit: string }) {
  const bottom = scale.height - EDGE.bottom;
  return (
    <g>
      {axes.levels.map((level) => (
        <g key={level}>
          <line
            x1={EDGE.left}
            x2={scale.width - EDGE.right}
            y1={scale.y(level)}
            y2={scale.y(level)}
            style={{ stroke: 'var(--chart-grid)' }}
          />
          <text x={EDGE.left - 8} y={scale.y(level) + 4} textAnchor="end" className={styles.tick}>
            {formatNumber(level)}
          </text>
        </g>
      ))}
      <text x={EDGE.left - 8} y={11} textAnchor="end" className={styles.tick}>
        {unit}
      </text>
      {axes.times.map((ms) => (
        <text key={ms} x={scale.x(ms)} y={bottom + 17} textAnchor="middle" className={styles.tick}>
          {timeWords(ms)}
        </text>
      ))}
    </g>
  );
}

function Area({ corners, scale }: { corners: readonly Point[]; scale: Scale }) {
  const line = corners.map(({ atMs, level }) => `${scale.x(atMs).toFixed(1)},${scale.y(level).toFixed(1)}`);
  const [first, last] = [corners[0], corners.at(-1)];
  const floor = scale.y(0).toFixed(1);
  const area =
    first === undefined || last === undefined
      ? ''
      : `${scale.x(first.atMs)},${floor} ${line.join(' ')} ${scale.x(last.atMs)},${floor}`;
  return (
    <g>
      <polygon points={area} style={{ fill: 'var(--chart-band)' }} />
      <polyline points={line.join(' ')} className={styles.line} />
    </g>
  );
}
