import { command } from './command.ts';
import { type HistoryChoices, historyFilterSchema } from './history-filter.ts';
import { type Trend, trendArgumentSchema } from './trend.ts';

/** The commands about the history of all runs: lines of the wire. */
export const HISTORY_COMMANDS = {
  /** How many runs a filter leaves, and by what they can be filtered further. */
  'history.choices': command<HistoryChoices>()(historyFilterSchema),
  /** A figure over the runs of a filter: points with intervals, changes of its level, thresholds, what to look at next. */
  'history.trend': command<Trend>()(trendArgumentSchema),
};
