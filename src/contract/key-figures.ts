import { showOverallPercentile } from './evidence.ts';
import { type KeyFigure, percentileFigure } from './key-figure.ts';
import { MAIN_PERCENTILES } from './percentiles.ts';
import { partsOf } from './protocols/parts.ts';
import { isRequests } from './protocols/protocols.ts';
import { leftOutNote } from './rate-words.ts';
import type { Summary } from './summary.ts';

/**
 * The figures people ask for first: of requests where the run has them; else of connections, messages and events, for
 * a run of streams alone has no request to tell of. Window and report show the same ones.
 */
export function keyFigures(summary: Summary): KeyFigure[] {
  return [
    ...(isOfStreamsAlone(summary)
      ? partsOf(summary).flatMap(({ said, part }) => said.figures(part, summary))
      : requestFigures(summary)),
    {
      key: 'error-rate',
      label: 'Error rate',
      definition: 'errorRate',
      path: 'rates.errorRatePercent',
      kind: 'percent',
      value: summary.rates.errorRatePercent,
      note: leftOutNote(summary.rates),
    },
  ];
}

/** True of a run that opens streams and asks for nothing else, the tokens of these streams aside. */
export function isOfStreamsAlone(summary: Summary): boolean {
  if (partsOf(summary).length === 0) return false;
  return !summary.endpoints.some(({ protocol, part }) => isRequests(protocol) && !part);
}

function requestFigures(summary: Summary): KeyFigure[] {
  const { totals, rates } = summary;
  return [
    {
      key: 'sent',
      label: 'Requests',
      definition: 'sent',
      path: 'totals.sent',
      kind: 'count',
      value: totals.sent,
      note: summary.run.warmupMs > 0 ? 'warm-up included' : '',
    },
    {
      key: 'throughput',
      label: 'Throughput',
      definition: 'throughput',
      path: 'rates.throughputPerSecond',
      kind: 'rate',
      value: rates.throughputPerSecond,
      note: '',
    },
    ...MAIN_PERCENTILES.map((name) =>
      percentileFigure(name, {
        label: name,
        definition: 'overallTime',
        path: `overallTimeMs.${name}`,
        shown: showOverallPercentile(summary, name),
      }),
    ),
  ];
}
