import type { ReactNode } from 'react';
import { formatBytes, formatClock, formatNumber } from '../../../contract/format.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Grid, Note, Stack, Text } from '../../parts/Box.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { momentOf } from '../../words/time-words.ts';
import { PURPOSE_WORDS, STATE_MEANINGS, STATE_WORDS } from '../../words/words.ts';

/** What was run, on what, against what: what has to be the same before two runs may be compared. */
export function ContextPanels({ summary }: { summary: Summary }) {
  const { environment, overrides = [] } = summary.run;
  return (
    <Grid columns="repeat(auto-fit, minmax(min(100%, 380px), 1fr))" align="start" gap={16}>
      <Panel title="Run">
        <Facts rows={runRows(summary)} />
      </Panel>
      <Panel title="Set for this run">
        {overrides.length === 0 ? <Note size="body">Nothing: run as written.</Note> : null}
        <Facts rows={overrides.map(({ name, text }) => [name, text])} />
      </Panel>
      <Panel title="Machine">
        <Facts rows={machineRows(environment)} />
      </Panel>
      <Panel title="Targets">
        <Facts
          rows={environment.targets.map(({ service, url, address }) => [
            service,
            <Text key={service} mono>
              {url}
              {address === null ? '' : ` → ${address}`}
            </Text>,
          ])}
        />
      </Panel>
    </Grid>
  );
}

type Fact = readonly [name: string, value: ReactNode];

function runRows({ run, overall: { gate } }: Summary): Fact[] {
  return [
    [
      'Run',
      <Text key="run" mono>
        {run.id}
      </Text>,
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
    <Stack as="dl" gap={4}>
      {rows.map(([name, value]) => (
        <Grid key={name} columns="minmax(110px, 1fr) minmax(0, 3fr)" gap={12}>
          <Text as="dt" tone="muted">
            {name}
          </Text>
          <Text as="dd" breaks>
            {value}
          </Text>
        </Grid>
      ))}
    </Stack>
  );
}
