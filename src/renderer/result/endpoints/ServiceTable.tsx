import { showPlacePercentile } from '../../../contract/evidence.ts';
import { MAIN_PERCENTILES } from '../../../contract/percentiles.ts';
import type { ServiceSummary, Summary } from '../../../contract/summary.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { PercentileFigure } from '../../parts/PercentileFigure.tsx';
import { FailedFigure, LeftOutFigure } from './RateCells.tsx';

/** Each service as a whole, where there are more than one. */
export function ServiceTable({ summary }: { summary: Summary }) {
  if (summary.services.length < 2) return null;
  return (
    <DataTable
      label="Services"
      columns={columnsOf(summary)}
      rows={summary.services}
      rowKey={(row) => row.service}
      minWidth={880}
      testId="services"
    />
  );
}

function columnsOf(summary: Summary): Column<ServiceSummary>[] {
  const place = (row: ServiceSummary) => ({ ...row, endpoint: null });
  const isLeftOut = summary.services.some(({ rates }) => rates.leftOut > 0);
  return [
    { key: 'service', header: 'Service as a whole', cell: (row) => row.service },
    {
      key: 'ok',
      header: 'OK',
      width: '7.5%',
      align: 'end',
      cell: (row) => <Figure kind="count" value={row.rates.ok} />,
    },
    {
      key: 'throughput',
      header: 'Throughput',
      term: 'throughput',
      width: '9%',
      align: 'end',
      cell: (row) => <Figure kind="rate" value={row.rates.throughputPerSecond} />,
    },
    ...MAIN_PERCENTILES.map(
      (key): Column<ServiceSummary> => ({
        key,
        header: key,
        term: key,
        width: '8.2%',
        align: 'end',
        cell: (row) => <PercentileFigure shown={showPlacePercentile(summary, place(row), key)} />,
      }),
    ),
    {
      key: 'max',
      header: 'max',
      term: 'max',
      width: '8.2%',
      align: 'end',
      cell: (row) => <Figure kind="ms" value={row.responseTimeMs.max} />,
    },
    {
      key: 'failed',
      header: 'Failed',
      term: 'errorRate',
      width: '10%',
      align: 'end',
      cell: (row) => <FailedFigure rates={row.rates} />,
    },
    ...(isLeftOut
      ? [
          {
            key: 'left-out',
            header: 'Left out',
            term: 'leftOut' as const,
            width: '10%',
            align: 'end' as const,
            cell: (row: ServiceSummary) => <LeftOutFigure rates={row.rates} />,
          },
        ]
      : []),
  ];
}
