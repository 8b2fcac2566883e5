import type { CapacityDocument } from '../../../contract/capacity.ts';
import { levelText } from '../../../contract/capacity-text.ts';
import { formatNumber } from '../../../contract/format.ts';
import styles from './Hull.module.css';
import { hullPlace, hullScale, spreadLabels } from './hull-scale.ts';

const WIDTH = 286;
const TOP = 8;
const SIDE = { left: 52, width: 104 } as const;
const LABELS = SIDE.left + SIDE.width + 20;
const LINE = 17;
/** Of the disc of the mark. */
const RADIUS = 9;

interface Props {
  readonly capacity: CapacityDocument;
  /** The load that is applied now; null: the search is over, and it floats at its mark. */
  readonly now: number | null;
  readonly height?: number;
}

interface Label {
  readonly key: 'now' | 'carried' | 'missed';
  readonly place: number;
  readonly word: string;
  readonly figure: string;
}

/**
 * The side of a ship: how deep it may be loaded. The mark stands at the highest load that met the objectives, the dashed
 * line at the lowest that missed them, and the water at the load that is applied now.
 */
export function Hull({ capacity, now, height = 216 }: Props) {
  const { highest, progress, outcome, firstFailing } = capacity;
  const carried = highest?.value ?? progress.met;
  // A step near the answer may have missed by chance: of an answer the miss that is told is the one in its words.
  const missed = outcome === 'found' ? (firstFailing?.level ?? progress.missed) : progress.missed;
  const bottom = height - TOP;
  const scale = hullScale([carried ?? 0, missed ?? 0, now ?? 0, highest?.low ?? 0, highest?.high ?? 0]);
  const yOf = (load: number) => bottom - hullPlace(load, scale) * (bottom - TOP);
  const water = yOf(now ?? carried ?? 0);
  const labels = labelsOf({ capacity, carried, missed, now, yOf });
  const right = SIDE.left + SIDE.width;
  return (
    <svg
      className={styles.hull}
      width={WIDTH}
      height={height}
      role="img"
      aria-label={labels.map(({ word, figure }) => `${word} ${figure}`).join('; ') || 'Nothing is known yet'}
      data-testid="hull"
    >
      <rect className={styles.side} x={SIDE.left} y={TOP} width={SIDE.width} height={bottom - TOP} />
      <svg x={SIDE.left} y={TOP} width={SIDE.width} height={bottom - TOP} aria-hidden="true">
        <rect
          className={styles.water}
          width={SIDE.width}
          height={height}
          style={{ transform: `translateY(${water - TOP}px)` }}
        />
        <line
          className={styles.surface}
          x2={SIDE.width}
          style={{ transform: `translateY(${water - TOP}px)` }}
        />
      </svg>
      {missed === null ? null : (
        <>
          <rect
            className={styles.beyond}
            x={SIDE.left}
            y={TOP}
            width={SIDE.width}
            height={yOf(missed) - TOP}
          />
          <line className={styles.miss} x1={SIDE.left} x2={right} y1={yOf(missed)} y2={yOf(missed)} />
          <path className={styles.cross} d={`M${right - 14} ${yOf(missed) - 4}l8 8m0 -8l-8 8`} />
        </>
      )}
      {highest === null || highest.low === highest.high ? null : (
        <rect
          className={styles.interval}
          x={SIDE.left}
          y={yOf(highest.high)}
          width={SIDE.width}
          height={Math.max(1, yOf(highest.low) - yOf(highest.high))}
        />
      )}
      {carried === null ? null : (
        <>
          <rect
            className={styles.carried}
            x={SIDE.left}
            y={yOf(carried)}
            width={4}
            height={bottom - yOf(carried)}
          />
          <Plimsoll x={SIDE.left + SIDE.width / 2} y={yOf(carried)} />
        </>
      )}
      <line className={styles.edge} x1={SIDE.left} x2={SIDE.left} y1={TOP} y2={bottom} />
      {scale.ticks.map((tick) => (
        <text key={tick} className={styles.tick} x={SIDE.left - 8} y={yOf(tick) + 4}>
          {formatNumber(tick)}
        </text>
      ))}
      <Labels labels={labels} from={right} end={bottom} />
    </svg>
  );
}

/** The mark: a disc cut by the line to which the ship may lie in the water. */
function Plimsoll({ x, y }: { x: number; y: number }) {
  return (
    <g className={styles.mark}>
      <circle cx={x} cy={y} r={RADIUS} />
      <line x1={x - 2 * RADIUS} x2={x + 2 * RADIUS} y1={y} y2={y} strokeLinecap="round" />
    </g>
  );
}

interface Places {
  readonly capacity: CapacityDocument;
  readonly carried: number | null;
  readonly missed: number | null;
  readonly now: number | null;
  readonly yOf: (load: number) => number;
}

/** From the top down. */
function labelsOf({ capacity, carried, missed, now, yOf }: Places): Label[] {
  const { unit } = capacity;
  const label = (key: Label['key'], word: string, load: number | null, figure?: string): Label[] =>
    load === null ? [] : [{ key, place: yOf(load), word, figure: figure ?? levelText(load, unit) }];
  return [
    ...label('missed', 'missed', missed),
    ...label('carried', 'carries', carried),
    ...label('now', 'now', now, now === 0 ? 'no load' : undefined),
  ].toSorted((one, other) => one.place - other.place);
}

function Labels({ labels, from, end }: { labels: readonly Label[]; from: number; end: number }) {
  const spread = spreadLabels(
    labels.map(({ place }) => place),
    LINE,
    end,
  );
  return labels.map(({ key, place, word, figure }, at) => {
    const y = spread[at] ?? place;
    return (
      <g key={key}>
        <path
          className={styles.leader}
          d={`M${from + 2} ${place}L${from + 8} ${place}L${LABELS - 6} ${y}L${LABELS - 3} ${y}`}
        />
        <text x={LABELS} y={y + 4} className={styles.label}>
          {word}{' '}
          <tspan className={styles.figure} data-hull={key}>
            {figure}
          </tspan>
        </text>
      </g>
    );
  });
}
