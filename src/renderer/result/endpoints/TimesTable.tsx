import { showPercentile, showPlacePercentile } from '../../../contract/evidence.ts';
import { formatMs, NO_VALUE } from '../../../contract/format.ts';
import { isPercentile, PERCENTILES, type Percentile, statisticWord } from '../../../contract/percentiles.ts';
import type { Distribution, EndpointSummary, Summary } from '../../../contract/summary.ts';
import { Box, Note } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { TIMES, Time, type TimeName } from './Time.tsx';
import styles from './TimesTable.module.css';

/** Statistics down, clocks across: response and service time side by side, failures apart from successes. */
export function TimesTable({ summary, endpoint }: { summary: Summary; endpoint: EndpointSummary }) {
  const { responseTimeMs: response, serviceTimeMs: service, failedTimeMs: failed } = endpoint;
  const isOpen = response.clock === 'intended';
  const hasFailed = failed.count > 0;
  const shown = (name: Percentile) => showPlacePercentile(summary, endpoint, name);
  const plain = (time: Distribution) => (name: Percentile) => showPercentile(time, name);
  return (
    <Box pad="sides">
      <table className={styles.times}>
        <thead>
          <tr>
            <th scope="col">Times</th>
            <th scope="col">
              <Definition term="responseTime">Response</Definition>
            </th>
            <th scope="col">
              <Definition term="interval95">95% interval</Definition>
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
          {TIMES.map((key) => (
            <tr key={key}>
              <th scope="row">{statisticWord(key)}</th>
              <td>
                <Time time={response} name={key} show={shown} />
              </td>
              <td className={styles.interval}>{intervalText(response, key)}</td>
              {isOpen ? (
                <td>
                  <Time time={service} name={key} show={plain(service)} />
                </td>
              ) : null}
              {hasFailed ? (
                <td>
                  <Time time={failed} name={key} show={plain(failed)} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      <EvidenceLegend shown={PERCENTILES.map(shown)} />
      {isOpen ? null : (
        <Note above={8}>
          Closed plan: users wait for responses, so a time from the intended start is not applicable; this is
          service time.
        </Note>
      )}
    </Box>
  );
}

/** Both ends, or the one bound that exists: `≥ 35 ms`. */
export function intervalText(time: Distribution, statistic: TimeName): string {
  const [low, high] = (isPercentile(statistic) ? time.interval95[statistic] : null) ?? [null, null];
  if (low !== null && high !== null) return `${formatMs(low)} – ${formatMs(high)}`;
  if (low !== null) return `≥ ${formatMs(low)}`;
  return high === null ? NO_VALUE : `≤ ${formatMs(high)}`;
}
