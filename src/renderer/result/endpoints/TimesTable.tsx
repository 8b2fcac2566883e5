import { type ShownPercentile, showPercentile, showPlacePercentile } from '../../../contract/evidence.ts';
import { formatMs, NO_VALUE } from '../../../contract/format.ts';
import type { Term } from '../../../contract/glossary.ts';
import { isPercentile, PERCENTILES, type Percentile, statisticWord } from '../../../contract/percentiles.ts';
import type { Distribution, EndpointSummary, Summary } from '../../../contract/summary.ts';
import { Note } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { Figure, PercentileFigure } from '../../parts/Figure.tsx';
import { type Lead, LeadsTo } from '../../parts/leads.tsx';

const TIMES = ['min', 'mean', ...PERCENTILES, 'max'] as const;
export type TimeName = (typeof TIMES)[number];

interface Props {
  readonly time: Distribution;
  readonly name: TimeName;
  /** Of a percentile: how it is shown. */
  readonly show: (name: Percentile) => ShownPercentile;
  /** Whose it is, so that it leads to the requests beyond it; absent: it leads nowhere. */
  readonly of?: Pick<Lead, 'service' | 'endpoint'> | undefined;
  /** From when it counts. */
  readonly clock?: 'intended' | 'actual';
}

/** One figure of a latency; a percentile with what it rests on. */
export function Time({ time, name, show, of, clock = 'intended' }: Props) {
  const shown = isPercentile(name) ? show(name) : null;
  const ms = shown === null ? (name === 'max' ? time.max : null) : shown.value;
  const figure =
    shown === null ? <Figure kind="ms" value={time[name]} /> : <PercentileFigure shown={shown} />;
  if (of === undefined || ms === null) return figure;
  const whose = [of.service, of.endpoint].filter((part) => part !== null).join(' ');
  return (
    <LeadsTo
      to={{ kind: 'beyond', service: of.service, endpoint: of.endpoint, ms, clock }}
      title={`Requests${whose === '' ? '' : ` of ${whose}`} at ${statisticWord(name)} and beyond`}
    >
      {figure}
    </LeadsTo>
  );
}

/** Statistics down, clocks across: response and service time side by side, failures apart from successes. */
export function TimesTable({ summary, endpoint }: { summary: Summary; endpoint: EndpointSummary }) {
  const { responseTimeMs: response, serviceTimeMs: service, failedTimeMs: failed } = endpoint;
  const isOpen = response.clock === 'intended';
  const shown = (name: Percentile) => showPlacePercentile(summary, endpoint, name);
  const clock = (header: string, time: Distribution, term: Term, show = plain(time)): Column<TimeName> => ({
    key: header,
    header,
    term,
    align: 'end',
    cell: (name) => (
      <Time
        {...{ time, name, show }}
        of={time === failed ? undefined : endpoint}
        clock={time === service && isOpen ? 'actual' : 'intended'}
      />
    ),
  });
  return (
    <>
      <DataTable
        label="Times of the endpoint"
        rows={TIMES}
        rowKey={(name) => name}
        columns={[
          { key: 'times', header: 'Times', width: '16%', cell: statisticWord },
          clock('Response', response, 'responseTime', shown),
          {
            key: 'interval',
            header: '95% interval',
            term: 'interval95',
            align: 'end',
            width: '30%',
            cell: (name) => <Note as="span">{intervalText(response, name)}</Note>,
          },
          ...(isOpen ? [clock('Service', service, 'serviceTime')] : []),
          ...(failed.count > 0 ? [clock('Of failures', failed, 'failedTime')] : []),
        ]}
      />
      <EvidenceLegend shown={PERCENTILES.map(shown)} />
      {isOpen ? null : (
        <Note pad="foot">
          Closed plan: users wait for responses, so a time from the intended start is not applicable; this is
          service time.
        </Note>
      )}
    </>
  );
}

const plain = (time: Distribution) => (name: Percentile) => showPercentile(time, name);

/** Both ends, or the one bound that exists: `≥ 35 ms`. */
export function intervalText(time: Distribution, statistic: TimeName): string {
  const [low, high] = (isPercentile(statistic) ? time.interval95[statistic] : null) ?? [null, null];
  if (low !== null && high !== null) return `${formatMs(low)} – ${formatMs(high)}`;
  if (low !== null) return `≥ ${formatMs(low)}`;
  return high === null ? NO_VALUE : `≤ ${formatMs(high)}`;
}
