import { useMemo } from 'react';
import { formatClock } from '../../../contract/format.ts';
import type { ErrorRow } from '../../../contract/summary.ts';
import type { Lane } from '../../../contract/summary-streams.ts';
import { STATE_COLORS } from '../../charts/stream-charts.ts';
import { Box, Grid, Note, Row, Text } from '../../parts/Box.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import type { ShownStream } from '../../protocols/shown-protocol.ts';
import styles from './LanesPanel.module.css';
import { bandOf, type DrawnLane, LANE_VIEW_BOX, lanesModel, laneWords, marksPath } from './lanes-model.ts';
import type { StreamProps } from './stream-run.ts';

/** A sample of connections, each on a line of its own: its states, its slowest replies, its ends. */
export function LanesPanel({ lanes, stream, ...run }: StreamProps & { readonly lanes: readonly Lane[] }) {
  const { seconds, plannedMs } = run;
  const model = useMemo(
    () => lanesModel(lanes, { seconds, plannedMs }, stream.key),
    [lanes, seconds, plannedMs, stream],
  );
  if (model.lanes.length === 0) return null;
  return (
    <Panel
      title={`A few ${stream.many}, one by one`}
      aside={`${model.lanes.length}, spread over all of them`}
      testId={`lanes-${stream.key}`}
      flush
    >
      <Row as="ul" wrap gap={16} tone="soft" size="small" style={{ padding: '0 16px 8px' }}>
        {stream.states.map(([state, label]) => (
          <Row as="li" key={state} gap={6}>
            <span
              style={{ width: 12, height: 4, background: `var(${STATE_COLORS[state]})` }}
              aria-hidden="true"
            />
            {label}
          </Row>
        ))}
        <Row as="li" gap={6}>
          <span className={styles.fault} aria-hidden="true" />
          ended by a fault
        </Row>
        {model.slowestMs === null ? null : (
          <Row as="li" gap={6} tone="muted" style={{ marginLeft: 'auto' }}>
            Bars: {stream.slowest} of a second, logarithmic, up to{' '}
            <Figure kind="ms" value={model.slowestMs} />
          </Row>
        )}
      </Row>
      <Box as="ol" pad="sides">
        {model.lanes.map((lane) => (
          <LaneLine key={lane.key} lane={lane} stream={stream} errors={run.summary.errors} />
        ))}
      </Box>
      <div className={styles.axis} aria-hidden="true">
        {model.ticksS.map((tick) => (
          <span key={tick} style={{ left: `${(tick / model.spanS) * 100}%` }}>
            {formatClock(tick * 1_000)}
          </span>
        ))}
      </div>
    </Panel>
  );
}

interface LineProps {
  readonly lane: DrawnLane;
  readonly stream: ShownStream;
  readonly errors: readonly ErrorRow[];
}

function LaneLine({ lane, stream, errors }: LineProps) {
  const { now, ends, told } = laneWords(lane, stream, errors);
  return (
    <Grid as="li" columns="44px minmax(0, 1fr) 190px" gap={12} align="end" className={styles.lane}>
      <Note as="span" textAlign="end" style={{ lineHeight: '24px' }} title={lane.scenario}>
        {lane.connection + 1}
      </Note>
      <span className={styles.track}>
        <svg viewBox={LANE_VIEW_BOX} preserveAspectRatio="none" role="img" aria-label={told}>
          <path d={marksPath(lane)} style={{ fill: 'var(--chart-1)', opacity: 0.42 }} />
          {lane.stretches.map((stretch) => (
            <rect
              key={`${stretch.state} ${stretch.from}`}
              {...bandOf(stretch)}
              style={{ fill: `var(${STATE_COLORS[stretch.state]})` }}
            />
          ))}
        </svg>
        {lane.ends.map((end, index) => (
          <span
            key={end.atMs}
            className={styles.end}
            data-fault={end.isFault}
            style={{ left: `${end.at * 100}%` }}
            title={ends[index]}
            aria-hidden="true"
          />
        ))}
      </span>
      <Text clip tone="soft" size="small" className={styles.state} title={now}>
        {now}
      </Text>
    </Grid>
  );
}
