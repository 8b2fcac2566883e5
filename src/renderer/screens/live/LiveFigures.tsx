import { formatMs, formatPercent, formatRate } from '../../../contract/format.ts';
import { latestRate } from '../../../contract/second-rates.ts';
import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Stat, StatRow } from '../../parts/Stat.tsx';
import { TrustMark } from '../../parts/TrustMark.tsx';

interface Props {
  readonly summary: Summary;
  readonly seconds: readonly SummarySecond[];
}

/** The big numbers. The rate and the users are of the last second; the rest is of the run so far. */
export function LiveFigures({ summary, seconds }: Props) {
  const last = seconds.at(-1);
  const { overallTimeMs: time, totals } = summary;
  const errorRate = totals.sent === 0 ? null : (totals.errors / totals.sent) * 100;
  const sentRate = latestRate(seconds, (second) => second.sent);
  return (
    <StatRow>
      <Stat
        label={<Definition term="users">Users</Definition>}
        sub={last === undefined ? '' : `${last.inFlight} open requests`}
        testId="stat-users"
      >
        <Figure kind="count" value={last?.users ?? null} />
      </Stat>
      <Stat
        label={<Definition term="requestRate">Requests per second</Definition>}
        sub={
          last?.drain ? 'Draining: nothing more is sent' : `${formatRate(summary.ratePerSecond)} on average`
        }
        testId="stat-rate"
      >
        <Figure kind="rate" value={sentRate} />
      </Stat>
      <Stat
        label={<Definition term="p95">p95 so far</Definition>}
        sub={`p50 ${formatMs(time.p50)} · p99 ${formatMs(time.p99)}`}
        testId="stat-p95"
      >
        <Figure kind="ms" value={time.p95} why="Too few answers so far" />
      </Stat>
      <Stat
        label={<Definition term="errors">Errors</Definition>}
        sub={`${formatPercent(errorRate)} of ${totals.sent.toLocaleString('en-US')}`}
        testId="stat-errors"
      >
        <Figure kind="count" value={totals.errors} />
      </Stat>
      <Stat
        label={<Definition term="generator">Generator</Definition>}
        sub={generatorLine(summary, last)}
        testId="stat-generator"
      >
        <TrustMark verdict={summary.trust.verdict} size="large" />
      </Stat>
    </StatRow>
  );
}

function generatorLine(summary: Summary, last: SummarySecond | undefined): string {
  if (last !== undefined && !last.trusted) return last.disturbance;
  const bad = summary.trust.badSeconds.length;
  if (bad > 0) return `${bad} disturbed ${bad === 1 ? 'second' : 'seconds'}`;
  return last === undefined ? '' : `CPU ${formatPercent(last.generator.machineCpu * 100)}`;
}
