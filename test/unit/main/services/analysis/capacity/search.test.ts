import { describe, expect, test } from 'vitest';
import { CapacitySearch } from '../../../../../../src/main/services/analysis/capacity/search.ts';
import type { SearchSettings } from '../../../../../../src/main/services/analysis/capacity/search-settings.ts';
import {
  SCRIPTED_SETTINGS,
  searchScripted,
} from '../../../../../support/capacity-servers/scripted-search.ts';
import type { ScriptedTarget } from '../../../../../support/capacity-servers/scripted-world.ts';

/** All is late beyond a level. */
const cliff =
  (at: number): ScriptedTarget =>
  (level) => ({ late: level > at ? 1 : 0 });

describe('a search', () => {
  test('begins with one closed user, and then half of what that one could send', () => {
    const { world } = searchScripted(() => ({ latencyMs: 8 }), { from: null }, 9);
    expect(world.orders[0]).toBe(1);
    // Latencies are known to 2.9%.
    expect((world.orders[1] ?? 0) / 62.5).toBeCloseTo(1, 1);
    expect(new CapacitySearch(SCRIPTED_SETTINGS).wanted()).toEqual({ kind: 'level', level: 1, probe: true });
  });

  test('climbs, brackets and refines, and rests after each miss', () => {
    const { world, result } = searchScripted(cliff(1_000));
    const R = 0;
    expect(world.orders).toEqual([
      ...[1, 100, 400, 1_600, R, 800, 1_131, R, 951.2, 1_037, R, 993.2],
      ...[1_015, R, 1_004, R, 998.6],
    ]);
    expect(result.steps.map(({ verdict }) => verdict).slice(0, 4)).toEqual([
      'met',
      'probably met',
      'met',
      'missed',
    ]);
    expect(result).toMatchObject({
      outcome: 'found',
      stage: 'done',
      highest: { value: 998.6, low: 998.6, high: 1_004 },
      minutesForFive: null,
      firstFailing: {
        objective: 'p95<20ms',
        level: 1_004,
        sentence: 'p95<20ms fails first: at 1,004 req/s 100% took over 20 ms, 5% allowed.',
      },
      met: 998.6,
      missed: 1_004,
    });
    expect(result.sentence).toBe('999 req/s (999–1,004) meets p95<20ms and errors<1%.');
    expect(result.remarks).toEqual([
      'No gradual rise near the limit: the interval is from the last load that met to the first that missed.',
    ]);
    expect(result.curve.map(({ level }) => level)).toEqual(
      [...new Set(world.orders.slice(1).filter((level) => level > 0))].sort((a, b) => a - b),
    );
  });

  test('fits what rises gradually, and stops where the estimate stays', () => {
    const rising: ScriptedTarget = (level) => ({ late: 1 / (1 + 19 * (level / 1_000) ** -15) });
    const { result } = searchScripted(rising);
    expect(result.outcome).toBe('found');
    expect((result.highest?.value ?? 0) / 1_000).toBeCloseTo(1, 2);
    expect((result.highest?.high ?? 0) - (result.highest?.value ?? 0)).toBeGreaterThanOrEqual(19.5);
    expect(result.steps.filter(({ stage }) => stage === 'refine')).toHaveLength(1);
    expect(result.remarks).toEqual([]);
  });

  test('looks four seconds of known starts after two of settling, and holds a refine for 40', () => {
    const { result } = searchScripted(cliff(1_000));
    expect(
      result.steps.filter(({ stage }) => stage === 'climb').map(({ fromMs, toMs }) => toMs - fromMs),
    ).toEqual([6_000, 6_000, 6_000]);
    expect(result.steps.find(({ stage }) => stage === 'climb')?.starts).toBe(400);
    expect(result.steps.find(({ stage }) => stage === 'bracket')?.starts).toBe(6 * 800);
    expect(
      result.steps.filter(({ stage }) => stage === 'refine').map(({ fromMs, toMs }) => toMs - fromMs),
    ).toEqual([40_000, 40_000, 40_000]);
  });

  test('is thorough by itself where the first miss is below 300 a second, unless told otherwise', () => {
    const held = (settings: Partial<SearchSettings>) =>
      searchScripted(cliff(100), { from: 50, ...settings })
        .result.steps.filter(({ stage }) => stage === 'bracket' || stage === 'refine')
        .map(({ fromMs, toMs }) => toMs - fromMs);
    expect(Math.max(...held({ thoroughness: 'quick' }))).toBe(120_000);
    expect(Math.max(...held({ thoroughness: 'precise' }))).toBe(40_000);
    expect(Math.min(...held({ thoroughness: 'quick' }))).toBe(12_000);
    expect(
      Math.max(
        ...searchScripted(cliff(1_000), { thoroughness: 'quick' }).result.steps.map(
          ({ fromMs, toMs }) => toMs - fromMs,
        ),
      ),
    ).toBe(25_000);
  });
});

describe('a rest', () => {
  /** One user is looked at for 8 s, and the fourth level, after 6 s each, misses. */
  const resting = (inFlight: (rested: number) => number, seconds: number) => {
    let rested = 0;
    searchScripted(
      (level) => {
        if (level === 0) rested += 1;
        return { late: level > 500 ? 1 : 0, inFlight: level === 0 ? inFlight(rested) : 0 };
      },
      {},
      8 + 3 * 6 + seconds,
    );
    return rested;
  };

  test('ends a second after nothing was in flight any more', () => {
    expect(resting((rested) => (rested <= 3 ? 5 : 0), 12)).toBe(3 + 2);
  });

  test('ends after 30 seconds, whatever is in flight', () => {
    expect(resting(() => 5, 35)).toBe(30);
  });
});

describe('a search ends', () => {
  test('with none where one user misses for 30 s', () => {
    const { result, world } = searchScripted(() => ({ late: 1 }));
    expect(result.outcome).toBe('none');
    expect(result.sentence).toMatch(/^Missed even with one user: p95 \d+ ms after 30 s\.$/);
    expect(world.seconds).toHaveLength(30);
    expect(result.highest).toBeNull();
  });

  test('not with none where a target warms up within them', () => {
    const { result, world } = searchScripted((level, second) => ({
      late: second < 20 || level > 1_000 ? 1 : 0,
    }));
    expect(result.outcome).toBe('found');
    expect(world.orders[1]).toBe(100);
  });

  test('with none where no rate meets, after four quarters', () => {
    const { result } = searchScripted((level) => ({ late: level > 1 ? 1 : 0 }), { from: 512 });
    expect(result.outcome).toBe('none');
    expect(result.sentence).toBe('Missed even at 2 req/s, the lowest load tried.');
  });

  test('with the errors of one user, where those are too many', () => {
    const { result } = searchScripted(() => ({ failed: 0.25 }));
    expect(result.sentence).toBe('Missed even with one user: 25% errors after 30 s.');
  });

  test('capped where the highest load allowed meets', () => {
    const { result, world } = searchScripted(() => ({}), { to: 1_000 });
    expect(world.orders).toEqual([1, 100, 400, 1_000]);
    expect(result).toMatchObject({ outcome: 'capped', highest: { value: 1_000, low: 1_000, high: 1_000 } });
    expect(result.sentence).toBe('Meets up to 1,000 req/s, the given limit; capacity not reached.');
  });

  test('never above the highest load allowed', () => {
    const { world } = searchScripted(cliff(990), { to: 1_000.5 });
    expect(Math.max(...world.orders)).toBe(1_000.5);
  });

  test('limited where a load is disturbed twice', () => {
    const { result, world } = searchScripted((level) => ({ trusted: level <= 2_000 }));
    expect(world.orders).toEqual([1, 100, 400, 1_600, 6_400, 0, 6_400]);
    expect(result.outcome).toBe('limited');
    expect(result.sentence).toBe(
      'Limit of this machine, not of the target: met up to 1,600 req/s, more could not be generated.',
    );
    expect(result.steps.at(-1)?.verdict).toBe('void');
  });

  test('as always where one second was disturbed', () => {
    const { result } = searchScripted((level, second) => ({
      ...cliff(1_000)(level, second),
      trusted: second !== 19,
    }));
    expect(result.highest?.value).toBe(998.6);
  });

  test('contradicted where what met before an overload never meets again', () => {
    let isBroken = false;
    const { result } = searchScripted((level) => {
      isBroken ||= level > 1_000;
      return { late: isBroken ? 1 : 0 };
    });
    expect(result.outcome).toBe('contradicted');
    expect(result.sentence).toBe('Met at 400 req/s before overload, missed after.');
    expect(result.highest).toBeNull();
  });

  test('partial where its time is over', () => {
    const { result, world } = searchScripted(cliff(1_000), { maxMs: 30_000 });
    expect(world.seconds).toHaveLength(30);
    expect(result).toMatchObject({ outcome: 'partial', stage: 'done', highest: { value: 400, high: 1_600 } });
    expect(result.sentence).toBe('Met at 400 req/s, missed at 1,600 req/s; time ran out.');
  });

  test('with what it found where no time is left for a long step', () => {
    // Rests and steps up to the first refine take 72 s, and that would take 40 more.
    const { result, world } = searchScripted(cliff(1_000), { maxMs: 100_000 });
    expect(result).toMatchObject({ outcome: 'found', highest: { value: 993.2, high: 1_037 } });
    expect(result.steps.some(({ stage }) => stage === 'refine')).toBe(false);
    expect(world.seconds.length).toBe(72);
  });

  test('partial where nothing missed in all its steps', () => {
    const { result } = searchScripted(() => ({}), { from: 0.5 });
    expect(result).toMatchObject({ outcome: 'partial', stage: 'done', missed: null });
    expect(result.steps.filter(({ stage }) => stage !== 'probe')).toHaveLength(12);
    expect(result.sentence).toMatch(/^Met up to [\d,]+ req\/s, nothing missed yet; the steps ran out\.$/);
  });

  test('partial where it is interrupted, with the level that was held', () => {
    const { result } = searchScripted(cliff(1_000), {}, 17);
    expect(result).toMatchObject({ outcome: 'partial', stage: 'climb', met: 100, missed: null });
    expect(result.sentence).toBe('Met up to 100 req/s, nothing missed yet; the search was not over.');
    expect(result.steps.at(-1)).toMatchObject({ level: 400, verdict: 'unfinished', starts: 400 });
  });

  test('unmeasured before anything is known', () => {
    expect(new CapacitySearch(SCRIPTED_SETTINGS).result()).toMatchObject({
      outcome: 'unmeasured',
      steps: [],
      highest: null,
      sentence: 'Nothing is known yet; the search was not over.',
    });
  });
});

describe('what may no longer hold is tried again', () => {
  test('lo, after three misses: a target that degrades has the capacity it has after', () => {
    const { result } = searchScripted((level, second) => ({
      late: level > (second < 40 ? 1_000 : 700) ? 1 : 0,
    }));
    expect(result.outcome).toBe('found');
    expect(result.highest?.value).toBeLessThanOrEqual(700);
    expect(result.highest?.value).toBeGreaterThan(665);
    expect(result.remarks).toContain('Met at 800 req/s before overload, missed after.');
    expect(
      result.steps.filter(({ why }) => why.endsWith('It no longer holds.')).map(({ level }) => level),
    ).toEqual([800]);
  });

  test('hi, as the first miss of all: a target that warms up has the capacity it has after', () => {
    const { result, world } = searchScripted((level, second) => ({
      late: level > (second < 30 ? 1_000 : 3_000) ? 1 : 0,
    }));
    expect(world.orders.filter((level) => level === 1_600)).toHaveLength(2);
    expect(result.highest?.value).toBeLessThanOrEqual(3_000);
    expect(result.highest?.value).toBeGreaterThan(2_850);
    expect(result.remarks).toContain('The target got faster: a load that had missed at first met later.');
  });

  test('hi, where a long step met at its level, and no higher level missed: the miss no longer holds', () => {
    // 1,050 misses at first and meets from the refine on.
    const { result, world } = searchScripted(
      (level, second) => ({ late: level < 1_050 ? 0.03 : second < 60 ? 0.06 : 0.02 }),
      { from: 1_000, to: 1_050 },
    );
    expect(world.orders).toEqual([1, 1_000, 1_050, 0, 1_036, 1_050]);
    // The last two steps are at one level: the refine, and hi again.
    expect(result.steps.map(({ level, stage }) => [level, stage]).slice(-2)).toEqual([
      [1_050, 'refine'],
      [1_050, 'bracket'],
    ]);
    expect(result).toMatchObject({ outcome: 'capped', met: 1_050, missed: null });
    expect(
      result.steps.filter(({ why }) => why.endsWith('It no longer holds.')).map(({ number }) => number),
    ).toEqual([3]);
    expect(result.remarks).toEqual(['The target got faster: a load that had missed at first met later.']);
  });

  test('and where hi misses again, lo stays below it, and the long step that met is in the fit alone', () => {
    const { result, world } = searchScripted(
      (level, second) => ({ late: level < 1_050 ? 0.03 : second >= 60 && second < 100 ? 0.02 : 0.06 }),
      { from: 1_000, to: 1_050 },
    );
    expect(world.orders).toEqual([1, 1_000, 1_050, 0, 1_036, 1_050, 0, 1_050]);
    expect(result).toMatchObject({ outcome: 'found', met: 1_036, missed: 1_050 });
    // Beyond the highest load that was allowed there is no answer.
    expect(result.highest?.value).toBe(1_050);
    expect(result.remarks).toEqual([]);
  });

  test('lo, where the last step at a cliff missed', () => {
    const { result, world } = searchScripted(cliff(994));
    expect(world.orders.slice(-3)).toEqual([998.6, 0, 993.2]);
    expect(result.highest).toEqual({ value: 993.2, low: 993.2, high: 998.6 });
    expect(result.remarks).not.toContain('Not confirmed: the last load tried there missed.');
  });

  test('and where it misses then, the answer is not confirmed', () => {
    let isTired = false;
    const { result } = searchScripted((level) => {
      isTired ||= level > 998 && level < 999;
      return { late: level > 994 || (isTired && level > 960) ? 1 : 0 };
    });
    expect(result).toMatchObject({ outcome: 'found', highest: { value: 951.2 } });
    expect(result.remarks).toContain('Not confirmed: the last load tried there missed.');
  });
});

test('the same seconds give the same answer', () => {
  const { world, result } = searchScripted(cliff(1_000));
  const again = new CapacitySearch(SCRIPTED_SETTINGS);
  for (const second of world.seconds) again.see(second);
  expect(again.result()).toEqual(result);
});
