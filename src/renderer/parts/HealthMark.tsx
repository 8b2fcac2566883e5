import type { ServiceHealth } from '../../contract/services.ts';
import { HEALTH_WORDS } from '../words/words.ts';
import { Row } from './Box.tsx';

const TONES = {
  up: 'excellent',
  down: 'poor',
  unhealthy: 'acceptable',
  blocked: 'acceptable',
  unknown: 'muted',
} as const satisfies Readonly<Record<ServiceHealth, string>>;

interface Props {
  readonly health: ServiceHealth;
  /** Another word for it, without the colour of a fault. */
  readonly quietly?: string | undefined;
}

/** How a service is: a filled, broken, crossed or empty circle and the word. */
export function HealthMark({ health, quietly }: Props) {
  const shown = quietly === undefined ? health : 'unknown';
  return (
    <Row as="span" inline gap={6} weight="medium" nowrap tone={TONES[shown]} data-health={shown}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="none" stroke="currentColor">
        {shown === 'up' ? <circle cx="6" cy="6" r="4" fill="currentColor" stroke="none" /> : null}
        {shown === 'unhealthy' ? <path d="M6 2v4.6M6 8.6v1.4" strokeWidth="2" strokeLinecap="round" /> : null}
        {shown === 'down' ? <path d="M3 3l6 6M9 3l-6 6" strokeWidth="1.8" strokeLinecap="round" /> : null}
        {shown === 'blocked' ? <path d="M2.5 6h7" strokeWidth="1.8" strokeLinecap="round" /> : null}
        {shown === 'unknown' ? (
          <circle cx="6" cy="6" r="3.5" strokeWidth="1.3" strokeDasharray="2 1.6" />
        ) : null}
      </svg>
      {quietly ?? HEALTH_WORDS[health]}
    </Row>
  );
}
