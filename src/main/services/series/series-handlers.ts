import { type Result, succeed } from '../../../contract/failure.ts';
import type { AnswerOf, Handlers } from '../../../contract/wire.ts';
import type { StartedSeries } from '../app-port.ts';
import type { RunSeries } from './series.ts';

type SeriesCommand = Extract<keyof Handlers, `series.${string}`>;

/** Commands on series. @param onBuiltIn told where a preset is run on the user's own services */
export function seriesHandlers(series: RunSeries, onBuiltIn: () => void): Pick<Handlers, SeriesCommand> {
  return {
    'series.start': async (argument) => {
      const started = begun(await series.start(argument));
      const isBuiltIn = [argument.a, argument.b].some(
        (side) => side?.plan.kind === 'preset' && side.onSamples !== true,
      );
      if (started.ok && isBuiltIn) onBuiltIn();
      return started;
    },
    'series.list': async (argument) => succeed(series.list(argument)),
    'series.get': ({ seriesId }) => series.get(seriesId),
    'series.continue': async (argument) => begun(await series.goOn(argument)),
    'series.stop': (argument) => series.stop(argument),
    'series.delete': async ({ seriesId }) => series.delete(seriesId),
    'series.restore': async ({ seriesId }) => series.restore(seriesId),
    'series.export': (argument) => series.export(argument),
  };
}

function begun(started: Result<StartedSeries>): Result<AnswerOf<'series.start'>> {
  if (!started.ok) return started;
  const { seriesId, runId } = started.value;
  return succeed({ seriesId, runId });
}
