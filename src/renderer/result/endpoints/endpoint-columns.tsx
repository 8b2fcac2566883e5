import type { ReactNode } from 'react';
import {
  type ShownPercentile,
  showOverallPercentile,
  showPercentile,
  showPlacePercentile,
} from '../../../contract/evidence.ts';
import {
  isPercentile,
  MAIN_PERCENTILES,
  PERCENTILES,
  type Percentile,
  statisticWord,
} from '../../../contract/percentiles.ts';
import type { Rates } from '../../../contract/rates.ts';
import type { Distribution, EndpointSummary, Summary } from '../../../contract/summary.ts';
import { Note } from '../../parts/Box.tsx';
import type { Column } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import { type Lead, LeadsTo } from '../../parts/leads.tsx';
import { Time, type TimeName } from './TimesTable.tsx';

/** Rates and times of an endpoint, a service, or the run. */
export interface Line {
  readonly key: string;
  readonly name: string;
  /** Below the name: what is timed, where it is not what one expects of a request. */
  readonly note: string;
  readonly rates: Rates;
  readonly time: Distribution;
  readonly show: (name: Percentile) => ShownPercentile;
  /** The same requests from their actual start; null where that is the time itself. */
  readonly service: Distribution | null;
  /** Whose they are. */
  readonly of: Pick<Lead, 'service' | 'endpoint'>;
}

/** What is watched during a run, and all there is. */
export const STATISTICS_OF = {
  few: [...MAIN_PERCENTILES, 'max'],
  all: ['mean', ...PERCENTILES, 'max'],
} as const satisfies Record<string, readonly TimeName[]>;
export type Detail = keyof typeof STATISTICS_OF;

export function endpointLine(summary: Summary, endpoint: EndpointSummary, key: string): Line {
  const { responseTimeMs, serviceTimeMs, protocol, definition } = endpoint;
  const isOpen = responseTimeMs.clock === 'intended';
  return {
    key,
    name: endpoint.endpoint,
    note: protocol !== 'http' ? definition : isOpen ? 'response time; below it, service time' : '',
    rates: endpoint.rates,
    time: responseTimeMs,
    show: (name) => showPlacePercentile(summary, endpoint, name),
    service: isOpen ? serviceTimeMs : null,
    of: { service: endpoint.service, endpoint: endpoint.endpoint },
  };
}

/** Key of the line of the whole run. */
export const OVERALL = '(overall)';

/** Each service as a whole, where there are more than one; and, of all there is, the run. */
export function totalLines(summary: Summary, detail: Detail): Line[] {
  const services = summary.services.map(
    (row): Line => ({
      key: row.service,
      name: `All of ${row.service}`,
      note: '',
      rates: row.rates,
      time: row.responseTimeMs,
      show: (name) => showPlacePercentile(summary, { ...row, endpoint: null }, name),
      service: null,
      of: { service: row.service, endpoint: null },
    }),
  );
  const overall: Line = {
    key: OVERALL,
    name: 'Overall',
    note: summary.definitions.overallTime ?? '',
    rates: summary.rates,
    time: summary.overallTimeMs,
    show: (name) => showOverallPercentile(summary, name),
    service: null,
    of: { service: null, endpoint: null },
  };
  return [...(services.length < 2 ? [] : services), ...(detail === 'all' ? [overall] : [])];
}

/** Rates and times of a line; sortable where lines are rivals. */
export function figureColumns(summary: Summary, detail: Detail, sortable: boolean): Column<Line>[] {
  const figure = (
    column: Omit<Column<Line>, 'align' | 'sortValue'>,
    value: (line: Line) => number | null,
  ) => ({
    ...column,
    align: 'end' as const,
    ...(sortable ? { sortValue: value } : {}),
  });
  return [
    figureColumn(
      'count',
      { key: 'ok', header: 'OK', term: 'ok', width: detail === 'all' ? '7%' : '6%' },
      ({ rates }) => rates.ok,
      sortable,
    ),
    figureColumn(
      'rate',
      { key: 'throughput', header: 'Throughput', term: 'throughput', width: '7.5%' },
      ({ rates }) => rates.throughputPerSecond,
      sortable,
    ),
    figure(
      {
        key: 'failed',
        header: 'Failed',
        term: 'errorRate',
        width: detail === 'all' ? '10.5%' : '12%',
        cell: ({ rates, of, name }) => (
          <LeadsTo
            to={rates.failed === 0 ? null : { kind: 'failed', ...of }}
            title={`Requests that failed: ${name}`}
          >
            <Share count={rates.failed} percent={rates.errorRatePercent} />
          </LeadsTo>
        ),
      },
      ({ rates }) => rates.errorRatePercent,
    ),
    // Only where something is left out: a column of zeros says nothing.
    ...(isLeftOut(summary)
      ? [
          figure(
            {
              key: 'left-out',
              header: 'Left out',
              term: 'leftOut',
              width: '9%',
              cell: ({ rates }) => <Share count={rates.leftOut} percent={rates.leftOutPercent} />,
            },
            ({ rates }) => rates.leftOut,
          ),
        ]
      : []),
    ...STATISTICS_OF[detail].map((name) =>
      figure(
        {
          key: name,
          header: statisticWord(name),
          term: name,
          width: detail === 'all' ? '7.4%' : '8.2%',
          cell: (line) => <TimeCell line={line} statistic={name} />,
        },
        ({ time, show }) => (isPercentile(name) ? show(name).value : time[name]),
      ),
    ),
  ];
}

const LEAST_WIDTHS: Readonly<Record<Detail, number>> = { few: 880, all: 1_120 };

/** Pixels that figures of five digits and a name need beside each other. */
export function leastWidth(summary: Summary, detail: Detail): number {
  return LEAST_WIDTHS[detail] + (isLeftOut(summary) ? 150 : 0);
}

function isLeftOut({ rates, endpoints }: Summary): boolean {
  return rates.leftOut > 0 || endpoints.some((endpoint) => endpoint.rates.leftOut > 0);
}

/** Of an open plan both clocks, one below the other. */
function TimeCell({ line, statistic }: { line: Line; statistic: TimeName }): ReactNode {
  const { time, show, service, of } = line;
  const response = <Time time={time} name={statistic} show={show} of={of} />;
  if (service === null) return response;
  return (
    <>
      {response}
      <Note as="span" style={{ display: 'block' }}>
        <Time
          time={service}
          name={statistic}
          show={(name) => showPercentile(service, name)}
          of={of}
          clock="actual"
        />
      </Note>
    </>
  );
}

/** A number of failures and the share they come to: `12 (3%)`. */
function Share({ count, percent }: { count: number; percent: number | null }) {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <Figure kind="count" value={count} />
      {count === 0 ? null : (
        <>
          {' ('}
          <Figure kind="percent" value={percent} />)
        </>
      )}
    </span>
  );
}
