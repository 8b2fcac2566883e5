import { expect, it } from 'vitest';
import {
  containerNotRunning,
  endedAtOnce,
  gapEvent,
  nobodyListens,
  noContainer,
  noProcess,
  processEnded,
  restartedAt,
} from '../../../src/contract/gap-reasons.ts';

it('tells a target that is gone, and one that was restarted, from one that could not be read', () => {
  const away = [
    [nobodyListens(8000), 'Nobody listens on port 8000.', 'was not listening'],
    [
      containerNotRunning('shop-db', 'exited, code 137'),
      'Container shop-db is not running (exited, code 137).',
      'was not running',
    ],
    [noContainer('shop-db'), 'No container named shop-db.', 'was gone'],
    [processEnded(4711), 'Process 4711 has ended.', 'had ended'],
    [noProcess(4711), 'There is no process 4711.', 'had ended'],
    [endedAtOnce('0:42'), 'It ended at 0:42, when it had just begun.', 'was not running'],
  ];
  expect(away.map(([reason]) => reason)).toEqual(away.map(([, sentence]) => sentence));
  expect(away.map(([reason = '']) => gapEvent(reason))).toEqual(
    away.map(([, , gone]) => ({ kind: 'away', gone })),
  );
  expect(gapEvent(restartedAt('1:00:42'))).toEqual({ kind: 'restarted', clock: '1:00:42' });
  expect(gapEvent('Its counters began anew. It has no metric x.')).toEqual({ kind: 'anew' });
  const unread = [
    'Started at 0:12.',
    'Slower than a second.',
    'Answered 500.',
    'Metric x began anew.',
    'Nobody listens at the Docker socket.',
  ];
  expect(unread.map(gapEvent)).toEqual(unread.map(() => null));
});
