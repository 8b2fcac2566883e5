import type { ReactNode } from 'react';
import { showOverallPercentile } from '../../../contract/evidence.ts';
import { formatNumber, formatPercent, formatRate } from '../../../contract/format.ts';
import type { Term } from '../../../contract/glossary.ts';
import { inFlightText, oldestText } from '../../../contract/in-flight-text.ts';
import { isOfStreamsAlone, keyFigures } from '../../../contract/key-figures.ts';
import type { Percentile } from '../../../contract/percentiles.ts';
import { latestRate } from '../../../contract/second-rates.ts';
import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import { Card, Note, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Figure, PercentileFigure } from '../../parts/Figure.tsx';
import { VerdictMark } from '../../parts/VerdictMark.tsx';
import styles from './LiveFigures.module.css';

interface Props {
  readonly summary: Summary;
  readonly seconds: readonly SummarySecond[];
}

/** The big numbers. The rate and the users are of the last second; the rest is of the run so far. */
export function LiveFigures({ summary, seconds }: Props) {
  const last = seconds.at(-1);
  const { rates } = summary;
  return (
    <Card as="dl" className={styles.row}>
      {isOfStreamsAlone(summary) ? (
        <StreamTiles summary={summary} seconds={seconds} />
      ) : (
        <RequestTiles summary={summary} seconds={seconds} />
      )}
      <Stat label="Failed" term="errorRate" sub={errorLine(summary)} testId="stat-errors">
        <Text tone={isBroken(summary) ? 'poor' : undefined}>
          <Figure kind="count" value={rates.failed} />
        </Text>
      </Stat>
      <Stat label="Generator" term="generator" sub={generatorLine(summary, last)} testId="stat-generator">
        <VerdictMark of={summary.trust.verdict} size="lead" />
      </Stat>
    </Card>
  );
}

function RequestTiles({ summary, seconds }: Props) {
  const last = seconds.at(-1);
  const p95 = showOverallPercentile(summary, 'p95');
  const text = (name: Percentile) => showOverallPercentile(summary, name).text;
  const sentRate = latestRate(seconds, (second) => second.sent);
  return (
    <>
      {isOpen({ summary, seconds }) ? (
        <Stat label="In flight" term="inFlight" sub={openLine(last)} testId="stat-users">
          <Figure kind="count" value={last?.inFlight ?? null} />
        </Stat>
      ) : (
        <Stat
          label="Users"
          term="users"
          sub={last === undefined ? '' : inFlightText(last)}
          testId="stat-users"
        >
          <Figure kind="count" value={last?.users ?? null} />
        </Stat>
      )}
      <Stat label="Requests per second" term="requestRate" sub={rateLine(summary, last)} testId="stat-rate">
        <Figure kind="rate" value={sentRate} />
      </Stat>
      <Stat label="p95 so far" term="p95" sub={`p50 ${text('p50')} · p99 ${text('p99')}`} testId="stat-p95">
        <PercentileFigure shown={p95} />
      </Stat>
    </>
  );
}

/** A plan of rates has no users to tell of. */
function isOpen({ summary, seconds }: Props): boolean {
  return summary.overallTimeMs.clock === 'intended' && seconds.every(({ users }) => users === 0);
}

function openLine(last: SummarySecond | undefined): string {
  if (last === undefined) return '';
  return oldestText(last) || 'open model: no users';
}

function rateLine({ rates }: Summary, last: SummarySecond | undefined): string {
  if (last === undefined) return '';
  return last.drain ? 'Draining: nothing more is sent' : `${formatRate(rates.sentPerSecond)} on average`;
}

/** A run of streams alone has no requests to tell of: what is open, what travels, and how long it takes. */
function StreamTiles({ summary, seconds }: Props) {
  const last = seconds.at(-1);
  const { webSocket } = summary;
  const open = last === undefined ? null : last.connections.open + last.connections.subscribed;
  const [time, ...others] = keyFigures(summary).filter(({ shown }) => shown !== undefined);
  const received = latestRate(seconds, (second) => second.messagesIn);
  return (
    <>
      <Stat
        label="Open connections"
        term="connections"
        sub={last === undefined ? '' : `${last.connections.handshaking} opening`}
        testId="stat-users"
      >
        <Figure kind="count" value={open} />
      </Stat>
      <Stat
        label={webSocket === null ? 'Events per second' : 'Messages received per second'}
        sub={last?.drain ? 'Draining: nothing more is sent' : receivedSoFar(summary)}
        testId="stat-rate"
      >
        <Figure kind="rate" value={received} />
      </Stat>
      <Stat
        label={`${time?.label ?? 'p95'} so far`}
        sub={others.map(({ label, shown }) => `${label} ${shown?.text ?? ''}`).join(' · ')}
        testId="stat-p95"
      >
        {time?.shown === undefined ? null : <PercentileFigure shown={time.shown} />}
      </Stat>
    </>
  );
}

function receivedSoFar({ webSocket, sse }: Summary): string {
  return `${formatNumber((webSocket?.messagesIn ?? 0) + (sse?.events ?? 0))} so far`;
}

/** From this share of failures on, in percent, a service is broken. */
const BROKEN_PERCENT = 5;

function isBroken({ rates: { errorRatePercent } }: Summary): boolean {
  return (errorRatePercent ?? 0) > BROKEN_PERCENT;
}

/** The rate that is graded, and what is left out of it beside it. */
function errorLine({ rates: { ok, failed, leftOut, errorRatePercent } }: Summary): string {
  if (ok + failed === 0) return leftOut === 0 ? 'Nothing finished yet' : `${formatNumber(leftOut)} left out`;
  const share = `${formatPercent(errorRatePercent)} of ${formatNumber(ok + failed)}`;
  return leftOut === 0 ? share : `${share} · ${formatNumber(leftOut)} left out`;
}

function generatorLine(summary: Summary, last: SummarySecond | undefined): string {
  if (summary.trust.verdict === 'not judged')
    return last === undefined ? 'No second measured yet' : 'The warm-up is not judged';
  if (last !== undefined && !last.trusted) return last.disturbance;
  const bad = summary.trust.badSeconds.length;
  if (bad > 0) return `${bad} disturbed ${bad === 1 ? 'second' : 'seconds'}`;
  return last === undefined ? '' : `CPU ${formatPercent(last.generator.machineCpu * 100)}`;
}

interface StatProps {
  readonly label: string;
  readonly term?: Term;
  readonly children: ReactNode;
  readonly sub?: ReactNode;
  readonly testId?: string;
}

/** One big number with its name above and its company below. Its place never changes size. */
function Stat({ label, term, children, sub, testId }: StatProps) {
  return (
    <div className={styles.stat} data-testid={testId}>
      <Note as="dt">
        <Definition term={term}>{label}</Definition>
      </Note>
      <dd className={styles.value}>{children}</dd>
      <Note as="dd" clip style={{ height: 18, lineHeight: '18px' }}>
        {sub}
      </Note>
    </div>
  );
}
