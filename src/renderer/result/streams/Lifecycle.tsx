import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import { STATE_COLORS, type StreamKey } from '../../charts/stream-charts.ts';
import { Grid, Note, Row, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import type { ShownStream } from '../../protocols/shown-protocol.ts';
import styles from './Lifecycle.module.css';

const NUMBER = { fontSize: 'var(--size-figure)', letterSpacing: '-0.02em', lineHeight: 1.2 };
const SWATCH = { width: 8, height: 8, borderRadius: 2 };

interface Props {
  readonly stream: ShownStream;
  readonly figures: NonNullable<Summary[StreamKey]>;
  readonly last: SummarySecond | undefined;
}

/**
 * Where every connection ever attempted is now. The parts add up to the whole, always: a connection is in one state
 * at a time.
 */
export function Lifecycle({ stream, figures, last }: Props) {
  const states = statesOf(stream, figures, last);
  return (
    <Grid
      columns="max-content minmax(0, 1fr)"
      gap={28}
      align="center"
      style={{ rowGap: 10 }}
      className={styles.lifecycle}
      data-testid={`lifecycle-${stream.key}`}
    >
      <Row as="p" align="baseline" gap={8} tone="soft" className={styles.whole}>
        <Text tone="ink" weight="semibold" style={NUMBER}>
          <Figure kind="count" value={figures.attempted} />
        </Text>
        <Definition term="lifecycle">{stream.many} attempted</Definition>
        <Note as="span">
          <Figure kind="count" value={figures.opened} testId="opened" /> opened
        </Note>
        {figures.reconnects > 0 ? (
          <Note as="span">
            · <Figure kind="count" value={figures.reconnects} testId="reconnects" /> of them reconnects
          </Note>
        ) : null}
        {(figures.unanswered ?? 0) > 0 ? (
          <Note as="span">
            · <Figure kind="count" value={figures.unanswered ?? 0} testId="unanswered" /> never answered
          </Note>
        ) : null}
      </Row>
      <div className={styles.bar} aria-hidden="true">
        {states
          .filter(({ value }) => value > 0)
          .map(({ key, color, value }) => (
            <span key={key} style={{ flexGrow: value, background: `var(${color})` }} />
          ))}
      </div>
      <Row as="dl" wrap gap={28} style={{ gridColumn: '1 / -1' }}>
        {states.map(({ key, label, color, value }) => (
          <Row key={key} gap={8} data-state={key}>
            <Row as="dt" gap={6} tone="soft">
              <span style={{ ...SWATCH, background: `var(${color})` }} aria-hidden="true" />
              {label}
            </Row>
            <Text as="dd" weight="semibold">
              <Figure kind="count" value={value} />
            </Text>
          </Row>
        ))}
      </Row>
    </Grid>
  );
}

/** Where all that were attempted are after the second `last`. */
export function statesOf(
  { key, states }: ShownStream,
  { closed, failed }: Props['figures'],
  last: Props['last'],
) {
  const now = last?.streams?.[key]?.connections;
  return [
    ...states.map(([state, label]) => ({
      key: state,
      label,
      color: STATE_COLORS[state],
      value: now?.[state] ?? 0,
    })),
    { key: 'closed', label: 'closed', color: '--chart-quiet', value: closed },
    { key: 'failed', label: 'failed to open', color: '--poor', value: failed },
  ];
}
