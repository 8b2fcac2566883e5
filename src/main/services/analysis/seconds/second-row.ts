import { sumCounts } from '../../../../contract/counts.ts';
import { type GaugeName, readGauge } from '../../../../contract/gauges.ts';
import type { Series } from '../../../../contract/series.ts';
import type { SummarySecond } from '../../../../contract/summary.ts';
import type { RunSecond, SeriesCounts, SeriesSecond } from '../../../../contract/tick.ts';
import { microsToMillis } from '../../../../contract/units.ts';
import { sumStreams } from '../streams/protocol-figures.ts';

type Counts = Omit<SeriesCounts, 'targetErrors' | 'newConnections' | 'reusedConnections'>;

/** Counts of a second of all that is in the totals. */
export function totalsOf(second: readonly SeriesSecond[], series: readonly Series[]): Counts {
  const own = second.filter((entry) => series[entry.series]?.inTotals === true);
  const { targetErrors, newConnections, reusedConnections, ...counts } = sumCounts(
    own.map((entry) => entry.counts),
  );
  return counts;
}

/** Failures of a second by code, of every series. */
export function errorsByCode({ failures }: RunSecond): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { failure, count } of failures)
    counts.set(failure.code, (counts.get(failure.code) ?? 0) + count);
  return Object.fromEntries(counts);
}

/** State gauges of all streams together, and the messages of the second. */
export function streamFigures({
  streams,
}: RunSecond): Pick<SummarySecond, 'connections' | 'messagesIn' | 'messagesOut'> {
  const { connections, messagesIn, messagesOut } = sumStreams(streams);
  return { connections, messagesIn, messagesOut };
}

/** The load generator in a second: of several threads, the one that fared worst. */
export function generatorFigures(second: RunSecond): SummarySecond['generator'] {
  const gauge = (name: GaugeName) => readGauge(second, name) ?? 0;
  return {
    loopDelayMaxMs: microsToMillis(gauge('loop.delay_max')),
    loopUtilisation: gauge('loop.utilisation'),
    latenessP99Ms: microsToMillis(gauge('lateness.p99')),
    gcPauseMs: microsToMillis(gauge('loop.gc_pause')),
    processCpu: gauge('process.cpu'),
    machineCpu: gauge('machine.cpu'),
    othersCpu: readGauge(second, 'machine.others_cpu'),
    stolen: readGauge(second, 'machine.stolen'),
    rssBytes: gauge('process.rss'),
  };
}
