import styles from './ChartTable.module.css';
import type { PlotModel } from './plot-model.ts';
import { readingOf } from './reading.ts';

interface Props {
  readonly model: PlotModel;
  readonly label: string;
  readonly height: number;
  readonly xTitle: string;
}

/** The figures of a chart, newest first, in the place of the chart. */
export function ChartTable({ model, label, height, xTitle }: Props) {
  const order = model.x.map((_, index) => model.x.length - 1 - index);
  return (
    <section
      className={styles.scroll}
      style={{ height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={`${label}, figures`}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{xTitle}</th>
            {model.series.map((series) => (
              <th key={series.key} scope="col">
                {series.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((index) => (
            <tr key={index}>
              <th scope="row">{model.xFormat(model.x[index] ?? 0)}</th>
              {model.series.map((series) => {
                const value = (series.shown ?? series.values)[index] ?? null;
                return (
                  <td key={series.key} data-value={String(value)}>
                    {readingOf(series, index, model.yFormat)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
