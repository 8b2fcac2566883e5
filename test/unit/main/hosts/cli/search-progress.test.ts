import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { CapacityDocument } from '../../../../../src/contract/capacity.ts';
import type { LiveUpdate } from '../../../../../src/contract/wire.ts';
import { startSearchProgress } from '../../../../../src/main/hosts/cli/search-progress.ts';
import { WIPE_LINE } from '../../../../../src/main/hosts/cli/terminal.ts';
import { madeCapacity } from '../../../../support/made-capacity.ts';
import { estimatedRun } from '../../../../support/made-outcomes.ts';

function liveOf(capacity: CapacityDocument, elapsedMs: number): LiveUpdate {
  const summary = { ...estimatedRun(), capacity };
  const [second] = summary.perSecond;
  if (second === undefined) throw new Error('a run without seconds');
  return { runId: 'r', elapsedMs, plannedDurationMs: 600_000, second, summary };
}

/** What progress writes while a search gets this far, each time a second later. */
function written(isInteractive: boolean, documents: readonly CapacityDocument[], quiet = false): string[] {
  const lines: string[] = [];
  const keep = (text: string) => void lines.push(text);
  const colors = pc.createColors(false);
  const terminal = {
    out: keep,
    err: keep,
    document: keep,
    colors,
    errColors: colors,
    isInteractive,
    columns: 200,
    outColumns: null,
  };
  const progress = startSearchProgress(terminal, quiet);
  for (const [index, document] of documents.entries())
    progress.update(liveOf(document, 46_000 + index * 1_000));
  progress.end();
  return lines;
}

const partial = madeCapacity('partial');

describe('the progress of a search', () => {
  it('is one line that is redrawn: load, what is known, and how long it may take', () => {
    expect(written(true, [partial])).toEqual([
      `${WIPE_LINE}bracket 624 req/s · met at 566, missed at 800 · p95 ~900 ms · failed 15 (4.13%) · 0:46, at most 9:14 left`,
      WIPE_LINE,
    ]);
  });

  it('is a line per step elsewhere, each once, and none for a pause', () => {
    const upTo = (count: number) => madeCapacity('partial', { steps: partial.steps.slice(0, count) });
    const lines = written(false, [upTo(2), upTo(2), upTo(6)]);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(
      '0:08 probe 1 user: met · 196 requests/s ok · p95 15 ms · failed 0% · every upper bound is below its limit\n',
    );
    expect(lines[3]).toBe(
      '0:29 climb 800 req/s: missed · 741 requests/s ok · p95 91 ms · failed 6.4% · the queue grows by 22 requests per second\n',
    );
  });

  it('tells of what follows the search as it begins', () => {
    const at = (stage: CapacityDocument['stage'], level: number) =>
      madeCapacity('found', {
        stage,
        steps: [],
        progress: { level, met: 588, missed: 594, atMostMs: 600_000 },
      });
    expect(
      written(false, [at('ladder', 1), at('ladder', 2), at('reference', 294), at('reference', 294)]),
    ).toEqual(['0:46 ladder 1 user\n', '0:47 ladder 2 users\n', '0:48 reference 294 req/s\n']);
  });

  it('is nothing where it is not wanted', () => {
    expect(written(true, [partial], true)).toEqual([]);
    expect(written(false, [partial], true)).toEqual([]);
  });
});
