import { Table2 } from 'lucide-react';
import {
  type KeyboardEvent,
  type RefObject,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Heatmap as HeatmapData } from '../../../../contract/heatmap.ts';
import type { Percentile } from '../../../../contract/percentiles.ts';
import type { SelectedTimes } from '../../../../contract/selection.ts';
import type { Mark } from '../../../charts/plot-model.ts';
import { Note, Row, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Hint } from '../../../parts/Hint.tsx';
import { Paper } from '../../../parts/paper.ts';
import { type AnalysisState, type Place, pressed, selectArea } from '../selecting/analysis-state.ts';
import { beyondArea, type MeasuredRun } from '../selecting/area-edit.ts';
import { spokenArea, spokenCell } from '../selecting/area-words.ts';
import { heatKeyOf } from '../selecting/heat-keys.ts';
import type { CountSums } from './count-sums.ts';
import { HeatAreas, HeatCell } from './HeatAreas.tsx';
import { HeatCanvas } from './HeatCanvas.tsx';
import { HeatLegend } from './HeatLegend.tsx';
import { HeatMarks, HeatRequest, type OpenedPlace } from './HeatMarks.tsx';
import styles from './Heatmap.module.css';
import { HeatTable } from './HeatTable.tsx';
import type { Point, Preview } from './heat-drag.ts';
import { bandAtY, secondAtX } from './heat-frame.ts';
import { cellAt, columnSeconds, foldHeatmap, type HeatGrid, shownBands } from './heat-grid.ts';
import { type HeatLayout, heatLayout } from './heat-layout.ts';
import { heatLines } from './heat-lines.ts';
import { useHeatPointer } from './use-heat-pointer.ts';
import { useLineChoice } from './use-line-choice.ts';
import { wholeZoom } from './zoom.ts';

interface Props {
  readonly heatmap: HeatmapData;
  readonly sums: CountSums;
  readonly state: AnalysisState;
  readonly act: (change: (state: AnalysisState) => AnalysisState) => void;
  readonly onPreview: (preview: Preview | null) => void;
  /** Percentiles of all that the picture shows. */
  readonly whole: SelectedTimes | null;
  readonly marks: readonly Mark[];
  /** Where the request stands that is opened. */
  readonly opened: OpenedPlace | null;
  readonly asTable: boolean;
  readonly onAsTable: (asTable: boolean) => void;
}

/** Pixels; the higher where the screen is as large as most that stand on a desk. */
const HEIGHTS = { low: 274, high: 332 } as const;
const WIDE = 1_400;

/** Requests over time and latency, as many as are drawn dark; an area of it is dragged to ask about it. */
export function Heatmap(props: Props) {
  const { heatmap, state, act, whole, asTable, onAsTable } = props;
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const { from, to } = state.zoom ?? wholeZoom(heatmap.seconds);
  const bands = useMemo(() => shownBands(heatmap), [heatmap]);
  const height = width > WIDE ? HEIGHTS.high : HEIGHTS.low;
  const layout = useMemo(
    () => heatLayout({ width, height }, { zoom: { from, to }, bands }),
    [width, height, from, to, bands],
  );
  const seconds = columnSeconds(layout.frame.zoom, layout.frame.width);
  const grid = useMemo(() => foldHeatmap(heatmap, seconds), [heatmap, seconds]);
  const [hover, setHover] = useState<Place | null>(null);
  const [chosen, choose] = useLineChoice();
  const paper = useContext(Paper);
  return (
    <figure className={styles.figure} data-testid="heatmap">
      <Row as="figcaption" gap={10} wrap className={styles.caption}>
        <Text as="h2" nowrap rigid>
          Latency over time
        </Text>
        <Note as="span" clip className={styles.reading} data-testid="heat-reading">
          {hover === null
            ? idleWords(state, seconds, paper)
            : `${spokenCell(
                { ...hover, second: firstOf(hover.second, seconds) },
                seconds,
                cellAt(grid, hover.second, hover.band),
              )}${groundWords(heatmap, firstOf(hover.second, seconds), seconds)}`}
        </Note>
        <Row gap={10} className={styles.legend}>
          <HeatLegend
            max={grid.max}
            times={whole}
            chosen={chosen}
            onChosen={choose}
            onBeyond={(ms) => act((now) => selectArea(now, beyondArea(ms, runOf(heatmap)), false))}
          />
          <Hint text={asTable ? 'Show as chart' : 'Show as table'}>
            <Button
              look="quiet"
              size="small"
              icon={<Table2 />}
              aria-label={`Latency over time: ${asTable ? 'show as chart' : 'show as table'}`}
              aria-pressed={asTable}
              onClick={() => onAsTable(!asTable)}
            />
          </Hint>
        </Row>
      </Row>
      <div ref={place} style={{ minHeight: height }}>
        {asTable ? (
          <HeatTable heatmap={heatmap} grid={grid} zoom={layout.frame.zoom} height={height} />
        ) : width === 0 ? null : (
          <HeatStage {...props} grid={grid} layout={layout} chosen={chosen} onHover={setHover} />
        )}
      </div>
    </figure>
  );
}

/** What a cell is, or what is to be done next: on paper nothing is. */
function idleWords({ selectsB, history }: AnalysisState, seconds: number, paper: boolean): string {
  const { a, b } = history.now;
  if (paper) return `a cell is ${seconds} s by 19%`;
  if (selectsB) return 'Drag to draw B, flat for time alone';
  if (a !== null && b === null) return 'Shift-drag a second area to compare';
  return `a cell is ${seconds} s by 19%`;
}

/** What the ground behind a column says. */
function groundWords({ warmupSeconds, disturbed }: HeatmapData, from: number, seconds: number): string {
  const isDisturbed = disturbed.some((second) => second >= from && second < from + seconds);
  return `${from < warmupSeconds ? ' · warm-up' : ''}${isDisturbed ? ' · disturbed' : ''}`;
}

function runOf({ seconds, warmupSeconds }: HeatmapData): MeasuredRun {
  return { length: seconds, warmup: warmupSeconds };
}

function firstOf(second: number, column: number): number {
  return Math.floor(second / column) * column;
}

interface StageProps extends Props {
  readonly grid: HeatGrid;
  readonly layout: HeatLayout;
  readonly chosen: readonly Percentile[];
  readonly onHover: (place: Place | null) => void;
}

function HeatStage(props: StageProps) {
  const { heatmap, sums, state, act, onPreview, marks, opened, grid, layout, chosen, onHover } = props;
  const stage = useRef<HTMLDivElement>(null);
  const keysId = useId();
  const cells = useMemo(() => ({ ...runOf(heatmap), column: grid.seconds }), [heatmap, grid]);
  const lines = useMemo(() => heatLines(heatmap, grid, chosen), [heatmap, grid, chosen]);
  const pointer = useHeatPointer({ stage, layout, cells, state, act, onPreview });
  const hovered =
    pointer.preview === null && pointer.hover !== null ? placeAt(layout, cells.length, pointer.hover) : null;
  const hoverKey = hovered === null ? '' : `${hovered.second} ${hovered.band}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a place is what its second and band are
  useEffect(() => {
    onHover(hovered);
    return () => onHover(null);
  }, [hoverKey, onHover]);
  const onKeyDown = (event: KeyboardEvent) => {
    const key = heatKeyOf(event);
    if (key === null) return;
    if (key.does === 'cancel') {
      const isStopped = pointer.cancel();
      if (!isStopped && !canCancel(state)) return;
      // One key, one thing: what else it would close stays open.
      event.stopPropagation();
      if (isStopped) return;
    }
    event.preventDefault();
    act((now) => pressed(now, key, { ...cells, bands: grid.bands }));
  };
  const { cursor, history } = state;
  const { a } = history.now;
  return (
    <div
      ref={stage}
      className={styles.stage}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys it is given
      tabIndex={0}
      aria-label="Heatmap of latency over time"
      aria-describedby={keysId}
      onKeyDown={onKeyDown}
      {...pointer.on}
    >
      <HeatCanvas {...{ heatmap, grid, lines, layout }} />
      <HeatMarks layout={layout} marks={marks} length={heatmap.seconds} />
      {opened === null ? null : <HeatRequest layout={layout} opened={opened} />}
      <div className={styles.strip} style={{ height: layout.height - layout.strip.top }} />
      {hovered === null ? null : (
        <HeatCell kind="hover" layout={layout} place={hovered} column={grid.seconds} />
      )}
      {cursor === null ? null : (
        <HeatCell kind="cursor" layout={layout} place={cursor} column={grid.seconds} />
      )}
      <HeatAreas layout={layout} brush={history.now} preview={pointer.preview} length={heatmap.seconds} />
      <span id={keysId} className="visually-hidden">
        Arrow keys move the cursor, Shift extends a selection, Enter selects the cell and Space its column.
        Press T for a table.
      </span>
      <span role="status" className="visually-hidden">
        {cursor === null
          ? ''
          : spokenCell(
              { ...cursor, second: firstOf(cursor.second, grid.seconds) },
              grid.seconds,
              cellAt(grid, cursor.second, cursor.band),
            )}
      </span>
      <span role="status" className="visually-hidden" data-testid="spoken-area">
        {a === null ? 'Nothing is selected.' : `Selected: ${spokenArea(a, sums.countIn(a))}.`}
      </span>
    </div>
  );
}

function canCancel({ history, selectsB }: AnalysisState): boolean {
  return selectsB || history.now.a !== null;
}

/** The cell under the pointer; null: it is elsewhere, or behind the end of the run. */
function placeAt({ frame }: HeatLayout, length: number, { x, y }: Point): Place | null {
  const [second, band] = [Math.floor(secondAtX(frame, x)), Math.floor(bandAtY(frame, y))];
  const isIn =
    second >= frame.zoom.from &&
    second < Math.min(frame.zoom.to, length) &&
    band >= frame.bands.from &&
    band <= frame.bands.to;
  return isIn ? { second, band } : null;
}

function useWidth(place: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  const paper = useContext(Paper);
  // A sheet is printed before an observer is told of its width.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew where it is laid out anew
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [place, paper]);
  return width;
}
