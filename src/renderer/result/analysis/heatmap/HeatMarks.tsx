import { formatClock } from '../../../../contract/format.ts';
import type { Marker } from '../../../../contract/marker.ts';
import styles from './Heatmap.module.css';
import { xOfSecond } from './heat-frame.ts';
import { type HeatLayout, stripFrame } from './heat-layout.ts';

interface Props {
  readonly layout: HeatLayout;
  readonly markers: readonly Marker[];
  /** Seconds of the run. */
  readonly length: number;
}

/** What was marked, over the picture and over the whole run. */
export function HeatMarks({ layout, markers, length }: Props) {
  const { frame } = layout;
  const strip = stripFrame(layout, length);
  return markers.map(({ atMs, text }) => {
    const second = atMs / 1_000;
    const isSeen = second >= frame.zoom.from && second <= frame.zoom.to;
    const [left, above] = [xOfSecond(frame, second), xOfSecond(strip, second)];
    return (
      <span key={atMs} data-testid="heat-marker">
        {isSeen ? (
          <span
            className={styles.marker}
            data-flipped={left > frame.left + frame.width - 130}
            style={{ left, top: frame.top, height: frame.height }}
          >
            <span title={text}>{text}</span>
            <span className="visually-hidden">{`Marker at ${formatClock(atMs)}`}</span>
          </span>
        ) : null}
        <span
          className={styles.marker}
          style={{ left: above, top: strip.top, height: strip.height }}
          aria-hidden="true"
        />
      </span>
    );
  });
}
