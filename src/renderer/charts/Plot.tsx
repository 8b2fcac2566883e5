import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from './chart-colors.ts';
import styles from './Plot.module.css';
import { type PlotModel, plotOptions } from './plot-options.ts';

interface Props {
  readonly model: PlotModel;
  readonly height: number;
  /** Charts with the same key share one cursor and one zoom. */
  readonly syncKey: string | null;
  readonly label: string;
  readonly onCursor: (index: number | null) => void;
}

function aligned(model: PlotModel): uPlot.AlignedData {
  return [[...model.x], ...model.series.map((series) => [...series.values])];
}

/** The only door to uPlot: draws a model, redraws it as it grows, and follows the size of its place. */
export const Plot = memo(function Plot({ model, height, syncKey, label, onCursor }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(model);
  latest.current = model;
  const theme = useTheme();
  const structure = structureOf(model);

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
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [structure, theme, height, syncKey]);

  useEffect(() => {
    plot.current?.setData(aligned(model));
  }, [model]);

  return <div ref={box} className={styles.plot} style={{ height }} role="img" aria-label={label} />;
});

function structureOf(model: PlotModel): string {
  const series = model.series.map(
    (one) => `${one.key}/${one.look ?? 'line'}/${one.color}/${one.steps === undefined}`,
  );
  return `${series.join(' ')} ${model.log === true} ${model.whole === true} ${(model.bands ?? []).join(' ')}`;
}
