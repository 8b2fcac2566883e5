import { formatMs, NO_VALUE } from '../../../contract/format.ts';
import type { Distribution, EndpointSummary } from '../../../contract/summary.ts';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import styles from './TimesTable.module.css';

const STATISTICS = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
type Statistic = (typeof STATISTICS)[number];
const WHY = 'Fewer than ten samples beyond it: hidden for want of evidence';

/** Statistics down, clocks across: response and service time side by side, failures apart from successes. */
export function TimesTable({ endpoint }: { endpoint: EndpointSummary }) {
  const { responseTimeMs: response, serviceTimeMs: service, failedTimeMs: failed } = endpoint;
  const isOpen = response.clock === 'intended';
  const hasFailed = failed.count > 0;
  return (
    <div className={styles.place}>
      <table className={styles.times}>
        <thead>
          <tr>
            <th scope="col">Times</th>
            <th scope="col">
              <Definition term="responseTime">Response</Definition>
            </th>
            <th scope="col">
              <Definition term="interval">95 % interval</Definition>
            </th>
            {isOpen ? (
              <th scope="col">
                <Definition term="serviceTime">Service</Definition>
              </th>
            ) : null}
            {hasFailed ? <th scope="col">Of failures</th> : null}
          </tr>
        </thead>
        <tbody>
          {STATISTICS.map((key) => (
            <tr key={key}>
              <th scope="row">{key === 'p999' ? 'p99.9' : key}</th>
              <td>
                <Figure kind="ms" value={response[key]} why={WHY} />
              </td>
              <td className={styles.interval}>{intervalText(response, key)}</td>
              {isOpen ? (
                <td>
                  <Figure kind="ms" value={service[key]} why={WHY} />
                </td>
              ) : null}
              {hasFailed ? (
                <td>
                  <Figure kind="ms" value={failed[key]} why={WHY} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {isOpen ? null : (
        <p className={styles.note}>
          Closed plan: users wait for their answers, so a time from the intended start is not applicable; this
          is service time.
        </p>
      )}
    </div>
  );
}

function intervalText(time: Distribution, key: Statistic): string {
  const interval = key === 'p50' || key === 'p95' || key === 'p99' ? time.interval95[key] : null;
  return interval === null ? NO_VALUE : `${formatMs(interval[0])} – ${formatMs(interval[1])}`;
}
