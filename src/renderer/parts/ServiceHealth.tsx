import type { ServiceRow } from '../../contract/services.ts';
import { ageOf } from '../words/time-words.ts';
import { HEALTH_WORDS } from '../words/words.ts';
import { Note, Row, Stack } from './Box.tsx';
import { Figure } from './Figure.tsx';
import { HealthMark } from './HealthMark.tsx';
import { useNow } from './use-now.ts';

const EVERY_MS = 5_000;
/** An answer this old says what was, not what is. */
const STALE_MS = 120_000;

/** How a service was when it was last asked, and how long ago that is. */
export function ServiceHealth({ row }: { row: ServiceRow }) {
  const now = useNow(EVERY_MS);
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
