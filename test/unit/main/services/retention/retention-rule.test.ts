import { describe, expect, it } from 'vitest';
import type { KeptBecause } from '../../../../../src/contract/retention.ts';
import { movedBy } from '../../../../../src/main/services/retention/retention-rule.ts';
import type { RunListing } from '../../../../../src/main/storage/run-record.ts';
import { NO_HEADLINE } from '../../../../../src/main/storage/run-rows.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;

/** A run of so many days ago. */
function ago(days: number, change: Partial<RunListing> = {}): RunListing {
  return {
    runId: `d${days}`,
    name: 'made',
    state: 'completed',
    purpose: 'validation',
    startedAt: NOW - days * DAY,
    endedAt: NOW - days * DAY,
    durationMs: 1_000,
    plannedDurationMs: 1_000,
    notes: '',
    tags: [],
    markers: [],
    endReason: '',
    headline: NO_HEADLINE,
    deleted: false,
    ...change,
  };
}

const RUNS = [ago(0), ago(1), ago(5), ago(30), ago(31), ago(90)];
const none = new Map<string, KeptBecause>();
const moved = (lastRuns: number | null, lastDays: number | null, runs = RUNS, held = none) =>
  movedBy({ lastRuns, lastDays }, runs, { held, now: NOW }).map(({ runId }) => runId);

describe('a rule for what is kept', () => {
  it('moves nothing where there is none', () => {
    expect(moved(null, null)).toEqual([]);
  });

  it('keeps the last so many runs', () => {
    expect(moved(2, null)).toEqual(['d5', 'd30', 'd31', 'd90']);
    expect(moved(6, null)).toEqual([]);
  });

  it('keeps the runs of the last so many days, the last moment included', () => {
    expect(moved(null, 30)).toEqual(['d31', 'd90']);
  });

  it('keeps what either of both keeps', () => {
    expect(moved(5, 1)).toEqual(['d90']);
    expect(moved(1, 30)).toEqual(['d31', 'd90']);
  });

  it('never takes a run that is held or in progress, and does not count it among the last', () => {
    const runs = [ago(0, { state: 'running' }), ...RUNS.slice(1)];
    const held = new Map<string, KeptBecause>([
      ['d1', 'pinned'],
      ['d5', 'baseline'],
      ['d90', 'series'],
    ]);
    expect(moved(1, null, runs, held)).toEqual(['d31']);
  });
});
