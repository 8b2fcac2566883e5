import type { SegmentSummary } from '../../src/contract/segments.ts';
import type { Summary } from '../../src/contract/summary.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { distributionOf } from '../../src/workers/engine/verdicts/evidence.ts';

/** The first ten seconds of ten users, each answered in 20 ms; to be changed where a test needs them otherwise. */
export function makeSegment(change: Partial<SegmentSummary> = {}): SegmentSummary {
  const times = new Histogram();
  for (let nth = 0; nth < 300; nth += 1) times.record(20_000);
  return {
    index: 0,
    fromMs: 0,
    toMs: 10_000,
    cause: 'plan',
    by: null,
    sentence: '',
    levels: [{ class: 'user', unit: 'users', from: 10, to: 10, messagesPerSecond: null }],
    wholeSeconds: 10,
    measuredSeconds: 10,
    sharedSeconds: 0,
    disturbedSeconds: 0,
    counts: { planned: 300, sent: 300, ok: 300, errors: 0, dropped: 0, cancelled: 0 },
    rates: {
      ok: 300,
      failed: 0,
      brokenOff: 0,
      leftOut: 0,
      open: 0,
      errorRatePercent: 0,
      leftOutPercent: 0,
      throughputPerSecond: 30,
      plannedPerSecond: 30,
      sentPerSecond: 30,
      offeredPerSecond: null,
    },
    responseTimeMs: distributionOf(times),
    grades: [],
    ...change,
  };
}

/** A run that was steered from 10 to 25 users after ten seconds. */
export const STEERED = {
  segments: {
    rows: [
      makeSegment(),
      makeSegment({
        index: 1,
        fromMs: 10_400,
        toMs: 20_000,
        cause: 'steered',
        by: 'hand',
        sentence: 'Users set to 25.',
        levels: [{ class: 'user', unit: 'users', from: 25, to: 25, messagesPerSecond: null }],
        wholeSeconds: 9,
        measuredSeconds: 9,
        sharedSeconds: 1,
        counts: { planned: 675, sent: 675, ok: 670, errors: 5, dropped: 0, cancelled: 0 },
      }),
    ],
    between: { seconds: 1, counts: { planned: 40, sent: 40, ok: 40, errors: 0, dropped: 0, cancelled: 0 } },
  },
  steering: [
    {
      atMs: 10_400,
      act: { kind: 'set', unit: 'users', level: 25 },
      by: 'hand',
      sentence: 'Users set to 25.',
    },
  ],
} as const satisfies Pick<Summary, 'segments' | 'steering'>;
