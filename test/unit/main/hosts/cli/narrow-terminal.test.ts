import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { printSummary } from '../../../../../src/main/hosts/cli/print-summary.ts';
import { startProgress } from '../../../../../src/main/hosts/cli/progress.ts';
import { WIPE_LINE } from '../../../../../src/main/hosts/cli/terminal.ts';
import { estimatedRun, streamRun, ungradableRun } from '../../../../support/made-outcomes.ts';

/** Twenty columns are what a phone, or a corner of a split screen, has. */
const COLUMNS = [1, 20, 40];
const colors = pc.createColors(false);

describe.each(COLUMNS)('a terminal of %d columns', (columns) => {
  it.each([
    ['estimates', estimatedRun],
    ['streams', streamRun],
    ['no grade', ungradableRun],
  ])('gets the whole result of a run: %s', (_, made) => {
    const wide = printSummary(made(), { colors, outColumns: null });
    const narrow = printSummary(made(), { colors, outColumns: columns });
    const words = (text: string) => new Set(text.split(/\s+/).filter((word) => word.length < 10));
    // Tables wrap: no word is lost.
    expect([...words(wide)].filter((word) => !words(narrow).has(word))).toEqual([]);
  });

  it('gets a progress line that stays on one line', () => {
    const written: string[] = [];
    const keep = (text: string) => void written.push(text);
    const progress = startProgress(
      {
        ...{ out: keep, err: keep, document: keep, colors, errColors: colors },
        ...{ isInteractive: true, columns, outColumns: columns },
      },
      false,
    );
    const summary = estimatedRun();
    const second = summary.perSecond.at(-1);
    if (second === undefined) throw new Error('a run without seconds');
    progress.update({ runId: 'r', elapsedMs: 1_000, plannedDurationMs: 2_000, second, summary });
    const [line = ''] = written;
    expect(line.replace(WIPE_LINE, '').length).toBeLessThanOrEqual(Math.max(0, columns - 1));
    expect(line).not.toContain('\n');
  });
});
