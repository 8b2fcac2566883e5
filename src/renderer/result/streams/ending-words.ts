import type { ErrorRow } from '../../../contract/summary.ts';
import type { EndingWords, ShownStream } from '../../protocols/shown-protocol.ts';

/** How it looks that a connection ended like this: as planned, cut off by us, or a fault. */
type EndingTone = 'planned' | 'ours' | 'fault';

export interface Ending {
  readonly cause: string;
  readonly count: number;
  readonly tone: EndingTone;
  /** In a few words. */
  readonly title: string;
  /** What it means and where to look; empty where the title says it all. */
  readonly meaning: string;
}

/** Causes every protocol can have. */
const CAUSES: Readonly<Record<string, EndingWords>> = {
  cut: ['Cut off by the stop', 'It was still open when the run ended.'],
  unanswered: ['Never answered', 'The run was stopped during its handshake.'],
  ended: ['Ended by the service, in order', 'Its last event came before the end of the stream: no failure.'],
  'connect.refused': ['Connection refused', 'Nothing listens there, or its queue is full.'],
  'connect.timeout': [
    'Connection not accepted in time',
    'The accept queue of the service is full, or a firewall drops it.',
  ],
  'setup.failed': ['The setup failed, so nothing was opened', 'See the errors of the setup requests.'],
  'setup.target_failed': [
    'The service failed the setup',
    'Nothing was opened: see the errors of the setup requests.',
  ],
  'guard.connection_cap': ['Held back by the connection limit', 'Raise maxConnections.'],
  '(others)': ['Other causes', 'There were more causes than are listed separately.'],
};

const TONES: Readonly<Record<string, EndingTone>> = {
  clean: 'planned',
  ended: 'planned',
  cut: 'ours',
  unanswered: 'ours',
};

/** Whether an end of this cause was planned, ours or a fault. */
export function toneOfEnding(cause: string): EndingTone {
  return (Object.hasOwn(TONES, cause) ? TONES[cause] : undefined) ?? 'fault';
}

/** How connections ended, the most frequent causes first. @param errors of the run: their sentences serve for rare causes */
export function endingsOf(
  closedBy: Readonly<Record<string, number>>,
  stream: ShownStream,
  errors: readonly ErrorRow[],
): Ending[] {
  return Object.entries(closedBy)
    .map(([cause, count]): Ending => {
      const [title, meaning] = endingWords(cause, stream, errors);
      return { cause, count, tone: toneOfEnding(cause), title, meaning };
    })
    .toSorted((a, b) => b.count - a.count);
}

/** What a cause of `closedBy` says to a reader. @param errors of the run: their sentences serve for rare causes */
export function endingWords(
  cause: string,
  { ending }: ShownStream,
  errors: readonly ErrorRow[],
): EndingWords {
  const known = ending(cause) ?? (Object.hasOwn(CAUSES, cause) ? CAUSES[cause] : undefined);
  if (known !== undefined) return known;
  const row = errors.find((error) => error.code === cause);
  return row === undefined ? [cause, ''] : [row.message.replace(/\.$/, ''), row.hint];
}
