import { formatClock } from '../../../../contract/format.ts';
import type { Millis } from '../../../../contract/units.ts';
import type { Mark } from '../../../charts/plot-model.ts';
import styles from './Heatmap.module.css';
import { bandPlace, xOfSecond, yOfBand } from './heat-frame.ts';
import { type HeatLayout, stripFrame } from './heat-layout.ts';

interface Props {
  readonly layout: HeatLayout;
  readonly marks: readonly Mark[];
  /** Seconds of the run. */
  readonly length: number;
}

/** What was marked and where the load was changed, over the picture and over the whole run. */
export function HeatMarks({ layout, marks, length }: Props) {
  const { frame } = layout;
  const strip = stripFrame(layout, length);
  return marks.map(({ at: second, text, kind }) => {
    const isNote = kind === 'note';
    const isSeen = second >= frame.zoom.from && second <= frame.zoom.to;
    const [left, above] = [xOfSecond(frame, second), xOfSecond(strip, second)];
    return (
      <span key={`${kind} ${second}`} data-testid={isNote ? 'heat-marker' : 'heat-load-mark'}>
        {isSeen ? (
          <span
            className={styles.marker}
            data-kind={kind}
            data-flipped={left > frame.left + frame.width - 130}
            style={{ left, top: frame.top, height: frame.height }}
          >
            <span title={text}>{text}</span>
            <span className="visually-hidden">{`${isNote ? 'Marker' : 'Load changed'} at ${formatClock(second * 1_000)}`}</span>
          </span>
        ) : null}
        <span
          className={styles.marker}
          data-kind={kind}
          style={{ left: above, top: strip.top, height: strip.height }}
          aria-hidden="true"
        />
      </span>
    );
  });
}

/** Where the request stands that is opened: when it ended, and how long it took by the clock of the picture. */
export interface OpenedPlace {
  readonly second: number;
  readonly ms: Millis;
}

/** A ring around the cell of the request that is opened, and a line down to its time. */
export function HeatRequest({ layout: { frame }, opened }: { layout: HeatLayout; opened: OpenedPlace }) {
  const left = xOfSecond(frame, opened.second + 0.5);
  if (left < frame.left || left > frame.left + frame.width) return null;
  const y = yOfBand(frame, bandPlace(opened.ms));
  const top = Math.max(frame.top, Math.min(frame.top + frame.height, y));
  return (
    <>
      <span
        className={styles.thread}
        style={{ left, top, height: frame.top + frame.height - top }}
        aria-hidden="true"
      />
      <span className={styles.opened} style={{ left, top }} data-testid="opened-request" aria-hidden="true" />
    </>
  );
}
