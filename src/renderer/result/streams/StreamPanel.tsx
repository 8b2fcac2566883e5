import { useState } from 'react';
import type { ShownRun } from '../../charts/RunCharts.tsx';
import { Box, Grid, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import type { NamedCount } from '../../protocols/shown-protocol.ts';
import { EndingsTable } from './EndingsTable.tsx';
import { LanesPanel } from './LanesPanel.tsx';
import { Lifecycle } from './Lifecycle.tsx';
import { PhasesTable } from './PhasesTable.tsx';
import { StreamCharts } from './StreamCharts.tsx';
import { type StreamProps, streamsIn } from './stream-run.ts';
import { TimesRows } from './TimesRows.tsx';
import { TopicsTable } from './TopicsTable.tsx';

/** Connections, messages and their times, one protocol at a time; nothing where the run has no streams. */
export function StreamPanel(run: ShownRun) {
  const [wanted, setWanted] = useState<string>();
  const streams = streamsIn(run.summary);
  const shown = streams.find(({ key }) => key === wanted) ?? streams[0];
  return (
    <Stack as="section" gap={16} aria-label="Streams">
      <h2 className="visually-hidden">Streams</h2>
      {streams.length < 2 ? null : (
        <Segmented<string>
          label="Kind of stream"
          value={shown?.key ?? null}
          options={Object.fromEntries(streams.map(({ key, title }) => [key, title]))}
          onChange={setWanted}
        />
      )}
      {shown === undefined ? null : <Streams key={shown.key} {...run} stream={shown} />}
    </Stack>
  );
}

/** Streams of one protocol whole: where each is, how they went over time, what travelled on them, how they ended. */
export function Streams({ stream, ...run }: ShownRun & Pick<StreamProps, 'stream'>) {
  const { summary, seconds = summary.perSecond, plannedMs = summary.run.durationMs } = run;
  const props = { ...run, stream, seconds, plannedMs };
  const figures = summary[stream.key];
  if (figures === null) return null;
  const { one, many, traffic, times, timesOf } = stream;
  const phases = stream.phases?.(summary);
  return (
    <>
      <Panel title={stream.title} aside={`where every ${one} is now`} testId={stream.key.toLowerCase()} flush>
        <Lifecycle stream={stream} figures={figures} last={seconds.at(-1)} />
        {seconds.length === 0 ? null : <StreamCharts {...props} />}
      </Panel>
      {phases === undefined ? null : (
        <Panel title="Storm and steady state" aside={`what opening ${many} costs the open ones`} flush>
          <PhasesTable {...phases} summary={summary} />
        </Panel>
      )}
      <Panel title={stream.order === undefined ? 'Times' : 'Times and order'} aside={timesOf} flush>
        <TimesRows
          summary={summary}
          rows={times.flatMap(({ whole, ...named }) => {
            const time = whole(summary);
            return time === undefined ? [] : [{ ...named, time }];
          })}
        />
        <Order {...props} />
      </Panel>
      <Grid columns="repeat(auto-fit, minmax(min(100%, 440px), 1fr))" gap={16} align="start">
        <Panel title={`How ${many} ended`} aside="every one, by cause" flush>
          <EndingsTable stream={stream} closedBy={figures.closedBy} errors={summary.errors} />
          {'openAtEnd' in figures && summary.run.state !== 'running' ? (
            <CountList counts={[['open at the end', figures.openAtEnd]]} />
          ) : null}
        </Panel>
        <Panel title={traffic.title} flush>
          <CountList counts={stream.counts(summary)} />
          <TopicsTable topics={figures.topics} {...traffic} />
        </Panel>
      </Grid>
      <LanesPanel {...props} lanes={figures.lanes ?? []} />
    </>
  );
}

/** A zero that was never looked for says nothing: where the plan names no sequence field it is not shown. */
function Order({ stream, summary }: StreamProps) {
  const order = stream.order?.(summary);
  if (order === undefined) return null;
  return order === null ? (
    <Note style={{ padding: '10px 16px 12px' }}>
      <Definition term="sequence">Missed, duplicate and out-of-order messages</Definition> are not detected:
      the plan names no sequence field.
    </Note>
  ) : (
    <Box ruled data-testid="order">
      <CountList counts={order} />
    </Box>
  );
}

/** Small named counts in a row. */
function CountList({ counts }: { counts: readonly NamedCount[] }) {
  return (
    <Row as="dl" wrap gap={28} style={{ padding: '2px 16px 12px' }}>
      {counts.map(([name, value]) => (
        <div key={name}>
          <Note as="dt">{name}</Note>
          <Text as="dd" weight="semibold">
            <Figure kind="count" value={value} />
          </Text>
        </div>
      ))}
    </Row>
  );
}
