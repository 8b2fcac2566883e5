import { useState } from 'react';
import { formatClock } from '../../../contract/format.ts';
import { momentText } from '../../../contract/moment-text.ts';
import type { ContainerLog, ContainerStats } from '../../../contract/target-checks.ts';
import { gaugeTitle } from '../../../contract/target-gauges.ts';
import { MICROS_PER_MILLI, type Millis, type SecondIndex } from '../../../contract/units.ts';
import { formatWatched } from '../../../contract/watched-format.ts';
import type { WatchSummary } from '../../../contract/watched-schema.ts';
import { Box, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useTask } from '../../parts/use-task.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

/** Seconds before and after the chosen one whose log lines are read. */
const AROUND = 10;

interface WatchedContainer extends Pick<WatchSummary, 'gaps'> {
  readonly name: string;
  /** It was there in some second of the run. */
  readonly wasRead: boolean;
}

interface Props {
  readonly runId: string;
  /** As they were watched. */
  readonly containers: readonly WatchedContainer[];
  /** Around which log lines are wanted. */
  readonly second: SecondIndex;
}

/** As the cursor of a chart says it, where a second stands at its end. */
const placeText = (second: SecondIndex) => formatClock((second + 1) * 1_000);

/** Containers that were watched: what they use now, and what they wrote around a second of the run; asked for by hand. */
export function ContainersPanel({ runId, containers, second }: Props) {
  if (containers.length === 0) return null;
  return (
    <Panel
      flush
      title="Containers"
      aside="log lines are of the second you click in a chart, and the seconds around it"
      testId="containers"
    >
      <Box as="ul" divided>
        {containers.map(({ name, wasRead, gaps }) =>
          wasRead ? (
            <Container key={name} {...{ runId, second }} container={name} />
          ) : (
            <Row key={name} as="li" gap={12} pad="normal" data-container={name}>
              <Text weight="semibold">{name}</Text>
              <Text tone="acceptable">Never read in this run. {gaps[0]?.reason}</Text>
            </Row>
          ),
        )}
      </Box>
    </Panel>
  );
}

function Container({ runId, container, second }: Omit<Props, 'containers'> & { container: string }) {
  const { host } = useWorkbench();
  const [stats, setStats] = useState<ContainerStats | null>(null);
  const [log, setLog] = useState<ContainerLog | null>(null);
  const { busy, failure, attempt } = useTask();
  const readStats = async () => {
    const answer = await attempt(host.call('target.containerStats', { container }));
    if (answer.ok) setStats(answer.value);
  };
  const readLog = async () => {
    const asked = { container, runId, second, before: AROUND, after: AROUND };
    const answer = await attempt(host.call('target.containerLogs', asked));
    if (answer.ok) setLog(answer.value);
  };
  return (
    <Stack as="li" gap={8} style={{ padding: '6px 12px 6px 16px' }} data-container={container}>
      <Row gap={6}>
        <Text grow clip weight="semibold" title={container}>
          {container}
        </Text>
        <Button size="small" look="quiet" disabled={busy} onClick={() => void readStats()}>
          Statistics now
        </Button>
        <Button size="small" disabled={busy} onClick={() => void readLog()}>
          Log lines around {placeText(second)}
        </Button>
      </Row>
      {failure === null ? null : <ErrorNote failure={failure} />}
      {stats === null ? null : <Stats stats={stats} />}
      {log === null ? null : <Log log={log} />}
    </Stack>
  );
}

function Stats({ stats: { gauges, gap } }: { stats: ContainerStats }) {
  return (
    <Row as="dl" wrap gap={28} data-testid="container-stats">
      {gauges.map((gauge) => (
        <div key={gauge.name}>
          <Note as="dt">{gaugeTitle(gauge)}</Note>
          <Text as="dd" weight="semibold">
            {formatWatched(gauge.value, gauge.unit)}
          </Text>
        </div>
      ))}
      {gap === undefined ? null : <Text tone="acceptable">{gap}</Text>}
    </Row>
  );
}

const SCROLLS = { maxHeight: 320, overflow: 'auto', whiteSpace: 'pre-wrap' } as const;

function Log({ log: { lines, fromMs, toMs, cut } }: { log: ContainerLog }) {
  const stretch = `${formatClock(fromMs)} to ${formatClock(toMs)}`;
  if (lines.length === 0) return <p>It wrote nothing from {stretch}.</p>;
  return (
    <Stack gap={4}>
      <Text
        as="pre"
        tint="ground"
        pad="small"
        mono
        breaks
        tabIndex={0}
        style={SCROLLS}
        aria-label={`Log lines of ${stretch}`}
        data-testid="container-log"
      >
        {lines.map(({ atMs, stream, text }) => `${writtenAt(atMs)} ${stream} ${text}`).join('\n')}
      </Text>
      {cut ? <Note>There were more lines, or longer ones, than are shown.</Note> : null}
    </Stack>
  );
}

/** `0:30.125`; before the run with a minus. */
function writtenAt(atMs: Millis): string {
  const moment = momentText(Math.abs(atMs) * MICROS_PER_MILLI);
  return atMs < 0 ? `−${moment}` : moment;
}
