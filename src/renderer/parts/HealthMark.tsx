import type { ServiceRow } from '../../contract/wire.ts';
import { HEALTH_WORDS } from '../words.ts';
import { classNames } from './class-names.ts';
import styles from './HealthMark.module.css';

/** Up, down or not checked: a filled, crossed or empty circle and the word. */
export function HealthMark({ health }: { health: ServiceRow['health'] }) {
  return (
    <span className={classNames(styles.health, styles[health])} data-health={health}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="none" stroke="currentColor">
        {health === 'up' ? <circle cx="6" cy="6" r="4" fill="currentColor" stroke="none" /> : null}
        {health === 'down' ? <path d="M3 3l6 6M9 3l-6 6" strokeWidth="1.8" strokeLinecap="round" /> : null}
        {health === 'unknown' ? (
          <circle cx="6" cy="6" r="3.5" strokeWidth="1.3" strokeDasharray="2 1.6" />
        ) : null}
      </svg>
      {HEALTH_WORDS[health]}
    </span>
  );
}
