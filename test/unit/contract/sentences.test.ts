import { describe, expect, test } from 'vitest';
import { threeSentences } from '../../../src/contract/sentences.ts';
import { analyseStored } from '../../../src/main/services/analysis/analysis.ts';
import { streamRun, ungradableRun } from '../../support/made-outcomes.ts';
import { makePlan } from '../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../support/made-seconds.ts';

const run = makeRun(makePlan());
const times = Array.from({ length: 400 }, () => 20);

function loadSentence(
  seconds: Parameters<typeof analyseStored>[1],
  view: Partial<Parameters<typeof analyseStored>[2]> = {},
): string {
  return threeSentences(analyseStored(run, seconds, { ...COMPLETED, ...view }))[1];
}

describe('the sentence about the load', () => {
  test('of a short run names seconds, of a longer one minutes', () => {
    const second = makeSecond(0, [
      makeSeriesSecond(0, times, { counts: { errors: 100, targetErrors: 100 } }),
    ]);
    expect(loadSentence([second])).toBe(
      'In 1 s, 500 requests went to one service; 20% failed; 95% of the responses took at most 20 ms.',
    );
    expect(loadSentence([{ ...second, second: 89 }])).toMatch(/^In 1:30 min, 500 requests/);
  });

  test('says how a run ended that did not come to its end', () => {
    const second = makeSecond(0, [makeSeriesSecond(0, [20])]);
    expect(loadSentence([second], { state: 'stopped' })).toBe(
      'Until it was stopped: in 1 s, 1 request went to one service.',
    );
    expect(loadSentence([second], { state: 'interrupted' })).toMatch(
      /^Until Plimsoll exited unexpectedly: in 1 s/,
    );
  });

  test('of nothing that came to an end', () => {
    const open = makeSecond(0, [makeSeriesSecond(0, [], { counts: { planned: 3, sent: 3, inFlight: 3 } })]);
    expect(loadSentence([open], { state: 'running' })).toBe(
      'So far: in 1 s, 3 requests went to one service; none finished.',
    );
  });
});

describe('what is said of failures', () => {
  const failing = (errors: number, targetErrors: number) =>
    makeSecond(0, [makeSeriesSecond(0, times, { counts: { errors, targetErrors } })]);

  test('is the rate of the document, and what it leaves out by its own name', () => {
    expect(loadSentence([failing(100, 20)])).toBe(
      "In 1 s, 500 requests went to one service; 4.76% failed; 16% ended in failures that are not the service's own; 95% of the responses took at most 20 ms.",
    );
  });

  test('names those of the warm-up apart: nobody would say that none failed', () => {
    const plan = makePlan({ warmupMs: 1_000, durationMs: 2_000 });
    const seconds = [failing(100, 100), makeSecond(1, [makeSeriesSecond(0, times)])];
    expect(threeSentences(analyseStored(makeRun(plan), seconds, COMPLETED))[1]).toBe(
      'In 2 s, 900 requests went to one service; 100 outside the measured seconds failed; 95% of the responses took at most 20 ms.',
    );
  });

  test('is not praise of a run that does not pass', () => {
    const slow = { service: 'gateway', metric: 'latency', acceptable: 10 } as const;
    const plan = makePlan({ thresholds: [slow], gate: 'acceptable' });
    const summary = analyseStored(makeRun(plan), [makeSecond(0, [makeSeriesSecond(0, times)])], COMPLETED);
    expect(summary.overall.outcome).toBe('failed');
    expect(threeSentences(summary)[1]).toBe(
      'In 1 s, 400 requests went to one service; 95% of the responses took at most 20 ms.',
    );
  });
});

describe('what is said of requests', () => {
  test('is that none succeeded, only where there were requests and none did', () => {
    const second = makeSecond(0, [makeSeriesSecond(0, [], { counts: { errors: 5, targetErrors: 5 } })]);
    expect(loadSentence([second])).toBe(
      'In 1 s, 5 requests went to one service; 100% failed. No request succeeded.',
    );
    expect(threeSentences(streamRun({ failed: 4 }))[1]).not.toContain('No request');
    expect(threeSentences(ungradableRun())[1]).not.toContain('No request');
  });

  test('is nothing where nothing was sent', () => {
    expect(loadSentence([makeSecond(0, [])])).toBe('In 1 s nothing was sent.');
  });

  test('marks an estimate, and leaves out what nothing is known of', () => {
    const of = (count: number) => loadSentence([makeSecond(0, [makeSeriesSecond(0, times.slice(0, count))])]);
    expect(of(60)).toContain('; 95% of the responses took at most ~20 ms.');
    expect(of(18)).toBe('In 1 s, 18 requests went to one service; none failed.');
  });
});

describe('what is said of streams', () => {
  const empty = analyseStored(run, [], COMPLETED);
  const summary = (parts: object) => ({ ...empty, totals: { ...empty.totals, sent: 10, ok: 10 }, ...parts });

  test('is what they carried: connections and messages', () => {
    const webSocket = {
      attempted: 10,
      opened: 9,
      messagesOut: 160,
      messagesIn: 318,
      missed: 1,
      duplicates: 159,
      outOfOrder: 0,
      pingMs: empty.overallTimeMs,
    };
    expect(
      threeSentences(summary({ webSocket, overall: { ...empty.overall, passed: true } }) as never)[1],
    ).toBe(
      'In 0 ms, one service was tested: 9 of 10 WebSocket connections opened, 160 messages sent and 318 received; none failed; 1 message never arrived; 159 messages arrived twice.',
    );
  });

  test('is what they carried: pings, where the plan sends nothing else', () => {
    const quiet = {
      attempted: 10,
      opened: 10,
      messagesOut: 0,
      messagesIn: 0,
      missed: 0,
      duplicates: 0,
      outOfOrder: 0,
    };
    const webSocket = { ...quiet, pingMs: { ...empty.overallTimeMs, count: 80 } };
    expect(
      threeSentences(summary({ webSocket, overall: { ...empty.overall, passed: true } }) as never)[1],
    ).toBe(
      'In 0 ms, one service was tested: 10 of 10 WebSocket connections opened, 80 pings answered; none failed.',
    );
  });

  test('is what they carried: event streams and events', () => {
    const sse = { attempted: 10, opened: 10, events: 1_060 };
    expect(threeSentences(summary({ sse, overall: { ...empty.overall, passed: true } }) as never)[1]).toBe(
      'In 0 ms, one service was tested: 10 of 10 event streams opened, 1,060 events received; none failed.',
    );
  });
});

test('stands between the grade and the trust', () => {
  const summary = analyseStored(run, [], COMPLETED);
  const [grade, , trust] = threeSentences(summary);
  expect([grade, trust]).toEqual([summary.overall.sentence, summary.trust.sentence]);
});
