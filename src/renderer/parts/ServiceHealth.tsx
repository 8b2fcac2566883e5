import { RotateCw } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ServiceHealth as Health, ServiceRow } from '../../contract/services.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import { ageOf } from '../words/time-words.ts';
import { HEALTH_WORDS } from '../words/words.ts';
import { Note, Row, Stack } from './Box.tsx';
import { Button } from './Button.tsx';
import { Figure } from './Figure.tsx';

const EVERY_MS = 5_000;
/** An answer this old says what was, not what is. */
const STALE_MS = 120_000;

/** How a service was when it was last asked, and how long ago that is. */
export function ServiceHealth({ row }: { row: ServiceRow }) {
  const now = useNow();
  const { checkedAt, health, latencyMs, message } = row;
  const isStale = checkedAt !== null && now - Date.parse(checkedAt) > STALE_MS;
  const words = [checkedAt === null ? '' : ageOf(checkedAt, now), message].filter((part) => part !== '');
  return (
    <Stack>
      <Row as="span" gap={10}>
        <HealthMark health={health} quietly={quietWordOf(row, isStale)} />
        {latencyMs === null ? null : <Figure kind="ms" value={latencyMs} />}
      </Row>
      <Note as="span" clamp breaks title={words.join(' · ')}>
        {words.join(' · ')}
      </Note>
    </Stack>
  );
}

/** What is said without colour: of a service nobody uses that it is not here, of an old answer that it is old. */
function quietWordOf({ used, health }: ServiceRow, isStale: boolean): string | undefined {
  if (!used && health !== 'up') return health === 'unknown' ? undefined : 'Not running here';
  return isStale ? `Was ${HEALTH_WORDS[health].toLowerCase()}` : undefined;
}

const TONES = {
  up: 'excellent',
  down: 'poor',
  unhealthy: 'acceptable',
  blocked: 'acceptable',
  unknown: 'muted',
} as const satisfies Readonly<Record<Health, string>>;

const SHAPES: Readonly<Record<Health, ReactNode>> = {
  up: <circle cx="6" cy="6" r="4" fill="currentColor" stroke="none" />,
  unhealthy: <path d="M6 2v4.6M6 8.6v1.4" strokeWidth="2" strokeLinecap="round" />,
  down: <path d="M3 3l6 6M9 3l-6 6" strokeWidth="1.8" strokeLinecap="round" />,
  blocked: <path d="M2.5 6h7" strokeWidth="1.8" strokeLinecap="round" />,
  unknown: <circle cx="6" cy="6" r="3.5" strokeWidth="1.3" strokeDasharray="2 1.6" />,
};

/** How a service is: a filled, broken, crossed or empty circle and the word; `quietly` another, without the colour of a fault. */
function HealthMark({ health, quietly }: { health: Health; quietly: string | undefined }) {
  const shown = quietly === undefined ? health : 'unknown';
  return (
    <Row as="span" inline gap={6} weight="medium" nowrap tone={TONES[shown]} data-health={shown}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="none" stroke="currentColor">
        {SHAPES[shown]}
      </svg>
      {quietly ?? HEALTH_WORDS[health]}
    </Row>
  );
}

/** The time (ms since the epoch), anew every so often: for ages on the screen. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Asks services now how they are. */
export function CheckServices({ rows, children }: { rows: readonly ServiceRow[]; children: string }) {
  const { services } = useWorkbench();
  const checking = useStore(services, (state) => state.checking);
  const check = () => services.getState().check(rows.map(({ id }) => id));
  return (
    <Button size="small" look="quiet" icon={<RotateCw />} onClick={check} disabled={checking}>
      {checking ? 'Checking…' : children}
    </Button>
  );
}
