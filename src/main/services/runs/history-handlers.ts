import { succeed } from '../../../contract/failure.ts';
import type { Handlers } from '../../../contract/wire.ts';
import type { History } from './history.ts';
import type { Runs } from './runs.ts';

const DEFAULT_LIST = 1_000;

/** The commands about many runs at once. */
export function historyHandlers(
  history: History,
  runs: Runs,
): Pick<Handlers, 'runs.list' | 'history.choices' | 'history.trend'> {
  return {
    'runs.list': async (argument) => {
      await history.isFindable(argument);
      const { limit = DEFAULT_LIST, skip = 0, ...filter } = argument;
      return succeed(await runs.list({ filter, from: skip, limit }));
    },
    'history.choices': (argument) => history.choices(argument),
    'history.trend': (argument) => history.trend(argument),
  };
}
