import type { SummarySecond } from '../../../contract/summary.ts';
import type { StreamKind } from '../../charts/stream-charts.ts';
import { Grid, Note, Row, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import styles from './Lifecycle.module.css';
import { type StreamFigures, statesOf } from './lifecycle-states.ts';

interface Props {
  readonly kind: StreamKind;
  readonly figures: StreamFigures;
  readonly last: SummarySecond | undefined;
}

/**
 * Where every connection ever attempted is now. The parts add up to the whole, always: a connection is in one state
 * at a time.
 */
export function Lifecycle({ kind, figures, last }: Props) {
  const states = statesOf(kind, figures, last);
  const noun = kind === 'sse' ? 'streams' : 'connections';
  return (
    <Grid
      columns="max-content minmax(0, 1fr)"
      gap={28}
      align="center"
      style={{ rowGap: 10 }}
      className={styles.lifecycle}
      data-testid={`lifecycle-${kind}`}
    >
      <Row as="p" align="baseline" gap={8} tone="soft" className={styles.whole}>
        <span className={styles.number}>
          <Figure kind="count" value={figures.attempted} />
        </span>
        <Definition term="lifecycle">{noun} attempted</Definition>
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
              <span className={styles.swatch} style={{ background: `var(${color})` }} aria-hidden="true" />
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
