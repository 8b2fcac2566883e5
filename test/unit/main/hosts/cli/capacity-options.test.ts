import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { capacityOf } from '../../../../../src/main/hosts/cli/capacity-options.ts';
import { overridesOf } from '../../../../../src/main/hosts/cli/run-options.ts';
import { createTempDir, type TempDir } from '../../../../support/temp-dir.ts';
import { commandLine } from './command-line.ts';

describe('the options of a search', () => {
  it('become an override, each with its unit', () => {
    const all = { objective: ['p95<200ms'], by: 'Users', from: '2', to: '1e3', maxTime: '8m' };
    expect(capacityOf({ ...all, precise: true, ladder: true, recovery: false })).toEqual({
      ok: true,
      value: {
        objectives: ['p95<200ms'],
        by: 'users',
        from: 2,
        to: 1_000,
        maxMs: 480_000,
        thoroughness: 'precise',
        ladder: true,
        recovery: 'none',
      },
    });
    expect(capacityOf({ recovery: true, thorough: true })).toEqual({
      ok: true,
      value: { recovery: 'alone', thoroughness: 'thorough' },
    });
    expect(capacityOf({})).toEqual({ ok: true, value: {} });
  });

  it('are held to what a search can be asked', () => {
    expect(overridesOf({}, { from: 0 })).toMatchObject({
      failure: {
        message: '--from does not fit: it must be more than 0.',
        hint: 'See plimsoll capacity --help.',
      },
    });
    expect(overridesOf({}, { to: 2_000_000 })).toMatchObject({
      failure: { message: '--to does not fit: it must be at most 1000000.' },
    });
  });
});

/** Each is said in one sentence before anything is sent. */
describe('what makes no sense', () => {
  let dir: TempDir;
  beforeEach(() => {
    dir = createTempDir();
  });
  afterEach(() => dir.remove());
  const URL = 'http://127.0.0.1:1/';
  const OBJECTIVE = ['--objective', 'p95<200ms'];

  it.each<[string[], number, string]>([
    [['--by', 'speed'], 2, '--by speed is not what a load counts. Choose one of rate, users, connections.'],
    ...['few', '-5', '0', 'NaN', 'Infinity', '1e12'].map((from): [string[], number, string] => [
      ['--from', from],
      2,
      `--from ${from} is not a load: a number of more than 0, up to 1,000,000. For example: --from 10.`,
    ]),
    [['--to', '0'], 2, '--to 0 is not a load: a number of more than 0, up to 1,000,000.'],
    [
      [...OBJECTIVE, '--by', 'users', '--from', '1.5'],
      2,
      'a search by users has whole levels, and 1.5 is none. Write 2, say.',
    ],
    [
      [...OBJECTIVE, '--to', '0.001'],
      2,
      '0.001 per second is too little for a search: no step would see enough requests. Write 0.1 or more.',
    ],
    [
      ['--max-time', '0'],
      2,
      '--max-time 0 leaves no time to search. Give it a minute or more: --max-time 10m.',
    ],
    [['--max-time', '-5m'], 2, '--max-time -5m is not a duration. Write 250ms, 30s, 5m or 1h30m.'],
    [
      [...OBJECTIVE, '--max-time', '5'],
      2,
      '5s is too short for a search. Give it a minute or more: --max-time 1m.',
    ],
    [
      [...OBJECTIVE, '--max-time', '1000h'],
      2,
      '1000h is more than a search can last: a week. Most are over in ten minutes',
    ],
    [[...OBJECTIVE, '--objective', 'p95<200ms'], 2, 'p95<200ms is set twice. Leave one of them out.'],
    [['--objective', 'errors<100%'], 2, 'errors<100% can never be missed. Write errors<1%, say.'],
    [['--objective', 'p95<0ms'], 2, 'p95<0ms can never hold: every response takes some time.'],
    [['--objective', 'p95<200'], 2, '"p95<200" has no unit. Write p95<200ms or p95<200s.'],
    [[...OBJECTIVE, '--to', '500', '--max-rate', '100'], 2, 'allows no more than 100'],
    [['--max-time', 'soon'], 2, '--max-time soon is not a duration.'],
    [['--precise', '--thorough'], 2, '--precise and --thorough exclude each other.'],
    [['--objective', 'p95'], 2, '"p95" is not an objective. Write one such as "p95<200ms" or "errors<1%".'],
    [[...OBJECTIVE, '--objective', 'p95<1s'], 2, 'p95<200ms and p95<1s set two limits of one metric.'],
    [
      [...OBJECTIVE, '--from', '9', '--to', '3'],
      2,
      'the search would begin at 9, beyond its highest load of 3.',
    ],
    [[...OBJECTIVE, '--recovery'], 2, 'a recovery alone searches for nothing'],
    [['--objective', 'p95<20s'], 2, 'p95<20s can never be missed by a slow response'],
    [
      [...OBJECTIVE, '--rate', '5'],
      2,
      '--rate cannot be used here: the search sets the load. Bound it with --from',
    ],
    [[...OBJECTIVE, '--users', '5'], 2, '--users cannot be used here: the search sets the load.'],
    [
      [...OBJECTIVE, '--duration', '9s'],
      2,
      '--duration cannot be used here: the search ends when it has its answer.',
    ],
    [[...OBJECTIVE, '-n', '9'], 2, '--requests cannot be used here: the search ends when it has its answer.'],
    [
      [...OBJECTIVE, '--warmup', '2s'],
      2,
      '--warmup cannot be used here: the search leaves out the first two seconds',
    ],
    [[...OBJECTIVE, '--connections', '2'], 2, '--connections cannot be used here: the search sets the load.'],
    // Nothing listens there.
    [OBJECTIVE, 3, 'Nothing responds at http://127.0.0.1:1'],
  ])('%j ends with %d', async (words, code, sentence) => {
    const said = await commandLine('capacity', URL, ...words, '--data-dir', dir.path);
    expect(said.code).toBe(code);
    expect(said.err).toContain(sentence);
    expect(said.out).toBe('');
  });

  it('and before it begins it says how long it takes at most', async () => {
    const said = await commandLine('capacity', URL, ...OBJECTIVE, '--data-dir', dir.path);
    expect(said.err).toContain('It takes at most 10m, usually 3 to 6 minutes.');
  });

  it('the help names every option with what is usual', async () => {
    const { out } = await commandLine('capacity', '--help');
    for (const option of [
      '--objective',
      '--by',
      '--from',
      '--to',
      '--precise',
      '--thorough',
      '--max-time',
      '--ladder',
      '--recovery',
      '--no-recovery',
      '--timeout',
    ])
      expect(out).toContain(option);
    for (const option of ['--users ', '--rate ', '--duration ', '--requests '])
      expect(out).not.toContain(option);
  });
});
