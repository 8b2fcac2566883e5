import type { Area } from '../../../../contract/area.ts';
import type { Place } from '../selecting/analysis-state.ts';
import type { Brush } from '../selecting/brush-history.ts';
import styles from './Heatmap.module.css';
import { type Preview, rectOf, type Which } from './heat-drag.ts';
import { xOfSecond } from './heat-frame.ts';
import type { HeatLayout } from './heat-layout.ts';
import { stripFrame } from './heat-layout.ts';
import { CORNERS } from './use-heat-pointer.ts';

interface Props {
  readonly layout: HeatLayout;
  readonly brush: Brush;
  readonly preview: Preview | null;
  /** Seconds of the run. */
  readonly length: number;
}

/** The selected areas over the picture, with their handles, and as marks over the whole run. */
export function HeatAreas({ layout, brush, preview, length }: Props) {
  const shown = preview === null ? brush : { ...brush, [preview.which]: preview.area };
  return (['b', 'a'] as const).map((which) => {
    const area = shown[which];
    return area === null ? null : (
      <HeatArea key={which} {...{ which, area, layout, length }} isSettled={preview === null} />
    );
  });
}

/** Pixels; handles of 24 would meet in the middle. */
const SMALL = 44;

/** Pixels across that a name within an area takes. */
const NAME_ROOM = 28;

/** Its name stands above it; where there is no room, within it, or beside it where it would cover what was selected. */
function lownessOf({ top, left, width, height }: ReturnType<typeof rectOf>): 'no' | 'within' | 'beside' {
  if (top >= 26) return 'no';
  return (height < SMALL || width < NAME_ROOM) && left > 110 ? 'beside' : 'within';
}

interface AreaProps {
  readonly which: Which;
  readonly area: Area;
  readonly layout: HeatLayout;
  readonly length: number;
  readonly isSettled: boolean;
}

function HeatArea({ which, area, layout, length, isSettled }: AreaProps) {
  const rect = rectOf(layout, area);
  const isSeen = rect.width > 0 && rect.height > 0;
  const strip = stripFrame(layout, length);
  const [from, to] = [area.fromSecond, area.toSecond + 1].map((second) => xOfSecond(strip, second));
  const name = which.toUpperCase();
  return (
    <>
      <span
        className={styles.mark}
        data-which={which}
        style={{ left: from, top: strip.top - 3, width: Math.max(3, (to ?? 0) - (from ?? 0)) }}
        aria-hidden="true"
      />
      {isSeen ? (
        <div
          className={styles.area}
          data-which={which}
          data-small={Math.min(rect.width, rect.height) < SMALL}
          data-testid={`area-${which}`}
          style={rect}
        >
          <span className={styles.name} data-low={lownessOf(rect)} aria-hidden="true">
            {name}
          </span>
          {isSettled
            ? CORNERS.map((corner) => (
                <button
                  key={corner}
                  type="button"
                  tabIndex={-1}
                  className={styles.handle}
                  data-which={which}
                  data-corner={corner}
                  aria-label={`Resize ${name}: ${corner.replace('-', ' ')} corner`}
                />
              ))
            : null}
        </div>
      ) : null}
    </>
  );
}

/** A cell framed: the one under the pointer, or the one that the keys are on. */
export function HeatCell({
  layout,
  place,
  column,
  kind,
}: {
  layout: HeatLayout;
  place: Place;
  column: number;
  kind: 'hover' | 'cursor';
}) {
  const first = Math.floor(place.second / column) * column;
  const rect = rectOf(layout, {
    fromSecond: first,
    toSecond: first + column - 1,
    fromBand: place.band,
    toBand: place.band,
  });
  return <span className={styles.cell} data-kind={kind} style={rect} aria-hidden="true" />;
}
