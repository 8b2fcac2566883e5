import type { SummarySecond } from '../../../contract/summary.ts';
import type { StreamKind } from '../../charts/stream-charts.ts';
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
    <div className={styles.lifecycle} data-testid={`lifecycle-${kind}`}>
      <p className={styles.whole}>
        <span className={styles.number}>
          <Figure kind="count" value={figures.attempted} />
        </span>
        <Definition term="lifecycle">{noun} attempted</Definition>
        <span className={styles.again}>
          <Figure kind="count" value={figures.opened} testId="opened" /> opened
        </span>
        {figures.reconnects > 0 ? (
          <span className={styles.again}>
            · <Figure kind="count" value={figures.reconnects} testId="reconnects" /> of them reconnects
          </span>
        ) : null}
        {(figures.unanswered ?? 0) > 0 ? (
          <span className={styles.again}>
            · <Figure kind="count" value={figures.unanswered ?? 0} testId="unanswered" /> never answered
          </span>
        ) : null}
      </p>
      <div className={styles.bar} aria-hidden="true">
        {states
          .filter(({ value }) => value > 0)
          .map(({ key, color, value }) => (
            <span key={key} style={{ flexGrow: value, background: `var(${color})` }} />
          ))}
      </div>
      <dl className={styles.states}>
        {states.map(({ key, label, color, value }) => (
          <div key={key} className={styles.state} data-state={key}>
            <dt>
              <span className={styles.swatch} style={{ background: `var(${color})` }} aria-hidden="true" />
              {label}
            </dt>
            <dd>
              <Figure kind="count" value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
