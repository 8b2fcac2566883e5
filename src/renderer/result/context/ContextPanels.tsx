import type { ReactNode } from 'react';
import { formatBytes, formatClock, formatNumber } from '../../../contract/format.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Panel } from '../../parts/Panel.tsx';
import { momentOf } from '../../time-words.ts';
import { PURPOSE_WORDS, STATE_MEANINGS, STATE_WORDS } from '../../words.ts';
import styles from './ContextPanels.module.css';

/** What was run, on what, against what: what has to be the same before two runs may be compared. */
export function ContextPanels({ summary }: { summary: Summary }) {
  const { environment, overrides = [] } = summary.run;
  return (
    <div className={styles.panels}>
      <Panel title="Run">
        <Facts rows={runRows(summary)} />
      </Panel>
      <Panel title="Set for this run">
        {overrides.length === 0 ? <p className="muted">Nothing: run as written.</p> : null}
        <Facts rows={overrides.map(({ name, text }) => [name, text])} />
      </Panel>
      <Panel title="Machine">
        <Facts rows={machineRows(environment)} />
      </Panel>
      <Panel title="Targets">
        <Facts
          rows={environment.targets.map(({ service, url, address }) => [
            service,
            <span key={service} className="mono">
              {url}
              {address === null ? '' : ` → ${address}`}
            </span>,
          ])}
        />
      </Panel>
    </div>
  );
}

type Fact = readonly [name: string, value: ReactNode];

function runRows({ run, overall: { gate } }: Summary): Fact[] {
  return [
    [
      'Run',
      <span key="run" className="mono">
        {run.id}
      </span>,
    ],
    ['Purpose', PURPOSE_WORDS[run.purpose]],
    ['State', `${STATE_WORDS[run.state]}. ${STATE_MEANINGS[run.state]}`],
    ['Started', momentOf(run.startedAt)],
    ['Planned', `${plannedText(run)}, of which warm-up ${formatClock(run.warmupMs)}`],
    ['Gate', gate === 'none' ? 'none: grades never fail the run' : `${gate} still passes`],
  ];
}

function plannedText({ iterations, plannedDurationMs }: Summary['run']): string {
  const time = formatClock(plannedDurationMs);
  return iterations === undefined ? time : `${formatNumber(iterations)} iterations, ${time} at most`;
}

function machineRows(environment: Summary['run']['environment']): Fact[] {
  const { deviations } = environment;
  return [
    ['Plimsoll', environment.plimsoll],
    ['Engine', environment.engine],
    ['Node', environment.node],
    ['System', environment.os],
    ['CPU', environment.cpu],
    ['Cores, load threads', `${environment.cores}, ${environment.threads}`],
    ['Memory', formatBytes(environment.memoryBytes)],
    ['Host', environment.hostname],
    ['Non-default settings', deviations.length === 0 ? 'nothing' : deviations.join('; ')],
  ];
}

function Facts({ rows }: { rows: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
