import type { Summary, SummarySecond } from '../../../../contract/summary.ts';
import { gaugeTitle } from '../../../../contract/target-gauges.ts';
import { printWatchSource } from '../../../../contract/watch.ts';
import type { SecondsInView, WatchedColumns } from './watched-columns.ts';

interface DocumentView {
  /** Null: all of the run is in view. */
  readonly inView: SecondsInView['inView'] | null;
  readonly ended: boolean;
  /** The rows beside it; empty: seconds were not asked for. */
  readonly perSecond: readonly Pick<SummarySecond, 'second'>[];
}

/** What the document tells of the watches of a run, and of their figures. @returns nothing where nothing was watched */
export function targetDocument(
  columns: WatchedColumns,
  { ended, perSecond, inView }: DocumentView,
): Pick<Summary, 'watches' | 'gauges'> {
  if (columns.watches.length === 0) return {};
  return {
    watches: columns.watches.map(({ label, service, source }, nth) => {
      const { found, gaps, remarks } = columns.story(nth, ended);
      return {
        watch: label,
        service,
        source: printWatchSource(source),
        found: found.map((one) => ({ ...one })),
        gaps: gaps.flatMap((gap) => (inView === null ? { ...gap } : withinView(gap, inView))),
        remarks,
      };
    }),
    gauges: columns.columns().map((column) => ({
      watch: column.watch.label,
      service: column.watch.service,
      name: column.name,
      unit: column.unit,
      title: gaugeTitle(column),
      perSecond: perSecond.map(({ second }) => finiteOrNull(column.at(second))),
      statistics: column.statistics.told(),
    })),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

interface Stretch {
  readonly fromSecond: number;
  readonly toSecond: number;
}

/** The stretches of it that are in view: of what is left outside of a choice there may be two. */
function withinView<Gap extends Stretch>(gap: Gap, inView: SecondsInView['inView']): Gap[] {
  const parts: { from: number; to: number }[] = [];
  for (let second = gap.fromSecond; second <= gap.toSecond; second += 1) {
    if (!inView(second)) continue;
    const last = parts.at(-1);
    if (last?.to === second - 1) last.to = second;
    else parts.push({ from: second, to: second });
  }
  return parts.map(({ from, to }) => ({ ...gap, fromSecond: from, toSecond: to }));
}
