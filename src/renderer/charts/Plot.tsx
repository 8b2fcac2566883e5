import {
  type MouseEvent,
  memo,
  type PointerEvent,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { Paper } from '../parts/paper.ts';
import { useTheme } from './chart-colors.ts';
import { inSomeFrame } from './frame-queue.ts';
import styles from './Plot.module.css';
import type { PlotModel } from './plot-model.ts';
import { placeUnder, plotOptions } from './plot-options.ts';

interface Props {
  readonly model: PlotModel;
  readonly height: number;
  /** Charts with the same key share one cursor and one zoom. */
  readonly syncKey: string | null;
  readonly label: string;
  readonly onCursor: (index: number | null) => void;
  /** A place was clicked, neither dragged from nor clicked twice; null: clicks mean nothing. */
  readonly onPlace: ((index: number) => void) | null;
}

function aligned(model: PlotModel): uPlot.AlignedData {
  return [[...model.x], ...model.series.map((series) => [...series.values])];
}

/** Three charts of this height, in pixels, stand on the first sheet of a report; taller ones keep this part of theirs. */
const PAPER_HEIGHT = 104;
const PAPER_PART = 0.62;

/** A sheet has no room for a title along the axis: that of the chart and the units of its ticks say it. */
function onPaper({ yLabel: _, ...model }: PlotModel): PlotModel {
  return model;
}

/** The only door to uPlot: draws a model, redraws it as it grows, and follows the size of its place. */
export const Plot = memo(function Plot(props: Props) {
  const { height: tall, syncKey, label, onCursor, onPlace } = props;
  const paper = useContext(Paper);
  const model = useMemo(() => (paper ? onPaper(props.model) : props.model), [paper, props.model]);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(model);
  latest.current = model;
  const seen = useRef(true);
  const stale = useRef(false);
  const theme = useTheme();
  const isTitled = props.model.yLabel !== undefined;
  const height = paper ? Math.max(PAPER_HEIGHT, isTitled ? Math.round(tall * PAPER_PART) : 0) : tall;
  const structure = structureOf(model);
  const redraw = useCallback(() => {
    inSomeFrame(latest, () => {
      if (stale.current) plot.current?.setData(aligned(latest.current));
      stale.current = false;
    });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: built anew only when its structure or theme changes
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const size = { width: Math.max(80, element.clientWidth), height };
    const options = plotOptions({ model: () => latest.current, syncKey, onCursor, size });
    const made = new uPlot(options, aligned(latest.current), element);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    const sight = new IntersectionObserver((entries) => {
      seen.current = entries.at(-1)?.isIntersecting ?? true;
      if (seen.current && stale.current) redraw();
    });
    sight.observe(element);
    return () => {
      observer.disconnect();
      sight.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [structure, theme, paper, height, syncKey]);

  // A chart that is scrolled out of sight is drawn again when it comes back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: draws whenever there is a new model
  useEffect(() => {
    stale.current = true;
    if (seen.current) redraw();
  }, [model, redraw]);

  const click = useSingleClick(
    onPlace === null ? null : () => onPlaceUnder(plot.current, latest.current, onPlace),
  );
  return (
    <div
      ref={box}
      className={styles.plot}
      data-leads={onPlace !== null}
      style={{ height }}
      role="img"
      aria-label={label}
      {...click}
    />
  );
});

function structureOf(model: PlotModel): string {
  const series = model.series.map(
    (one) => `${one.key}/${one.look ?? 'line'}/${one.color}/${one.steps === undefined}`,
  );
  return `${series.join(' ')} ${model.log === true} ${model.whole === true} ${(model.bands ?? []).join(' ')}`;
}

function onPlaceUnder(plot: uPlot | null, model: PlotModel, onPlace: (index: number) => void): void {
  const index = plot === null ? null : placeUnder(plot, model);
  if (index !== null) onPlace(index);
}

/** Pixels that a hand moves without meaning to. */
const STILL = 4;
/** A second click within this time asks for the whole run again. */
const TWICE_MS = 250;

/** What is neither the end of a drag nor the first half of a double click. */
function useSingleClick(act: (() => void) | null) {
  const pressed = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (act === null) return {};
  return {
    onPointerDown: ({ clientX: x, clientY: y, button }: PointerEvent) => {
      pressed.current = button === 0 ? { x, y } : null;
    },
    onClick: ({ clientX, clientY, detail }: MouseEvent) => {
      clearTimeout(timer.current);
      const from = pressed.current;
      if (from === null || detail > 1 || Math.hypot(clientX - from.x, clientY - from.y) > STILL) return;
      timer.current = setTimeout(act, TWICE_MS);
    },
  };
}
