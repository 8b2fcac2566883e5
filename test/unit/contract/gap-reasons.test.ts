import { expect, it } from 'vitest';
import {
  containerNotRunning,
  gapEvent,
  nobodyListens,
  noProcess,
  processEnded,
  restartedAt,
} from '../../../src/contract/gap-reasons.ts';

it('tells a target that is gone, and one that was restarted, from one that could not be read', () => {
  const away = [
    nobodyListens(8000),
    containerNotRunning('shop-db', 'exited, code 137'),
    processEnded(4711),
    noProcess(4711),
  ];
  expect(away).toEqual([
    'Nobody listens on port 8000.',
    'Container shop-db is not running (exited, code 137).',
    'Process 4711 has ended.',
    'There is no process 4711.',
  ]);
  expect(away.map(gapEvent)).toEqual(away.map(() => ({ kind: 'away' })));
  expect(gapEvent(restartedAt('1:00:42'))).toEqual({ kind: 'restarted', clock: '1:00:42' });
  const unread = [
    'Started at 0:12.',
    'Slower than a second.',
    'Answered 500.',
    'Nobody listens at the Docker socket.',
  ];
  expect(unread.map(gapEvent)).toEqual(unread.map(() => null));
});
