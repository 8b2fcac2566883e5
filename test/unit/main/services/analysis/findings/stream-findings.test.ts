import { expect, test } from 'vitest';
import type { StreamFact } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import { NO_FACTS } from '../../../../../support/made-facts.ts';

const STREAM: StreamFact = {
  service: 'feed',
  opened: 20,
  reconnects: 10,
  openPercent: 18,
  messagesIn: 200,
  missed: 0,
  duplicates: 0,
  outOfOrder: 0,
  closedBy: [
    ['ended', 18],
    ['clean', 2],
  ],
};

const found = (change: Partial<StreamFact>) =>
  findingsOf({ ...NO_FACTS, streams: [{ ...STREAM, ...change }] }).filter(
    ({ code }) => code === 'streams.short',
  );

test('streams that the service ends early are told with how long they were open', () => {
  expect(found({})).toMatchObject([
    {
      kind: 'hint',
      title: 'Streams were open for only 18% of the time',
      evidence:
        'feed ended 18 streams in order, 10 were opened again, and they were open for 18% of the time. In between no event could arrive, and no gap was measured.',
    },
  ]);
});

test('nothing is said of streams that were open nearly always, that the plan closes, or that broke', () => {
  expect(found({ openPercent: 95 })).toEqual([]);
  expect(found({ openPercent: null })).toEqual([]);
  expect(found({ closedBy: [['sse.closed', 18]] })).toEqual([]);
});
