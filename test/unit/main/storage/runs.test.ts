import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CapacityHeadline } from '../../../../src/contract/capacity-text.ts';
import { rowSeal } from '../../../../src/main/storage/crc.ts';
import { connect, queriesOf } from '../../../../src/main/storage/database.ts';
import type { RunStore } from '../../../../src/main/storage/run-record.ts';
import { PLAN_COLUMNS } from '../../../../src/main/storage/run-rows.ts';
import { openStorage, type Storage } from '../../../../src/main/storage/storage.ts';
import { DamagedRunError } from '../../../../src/main/storage/storage-failure.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';
import { ENVIRONMENT, HEADLINE, madePlan, madeRun, madeSecond, STARTED_AT } from './made-run.ts';

const open: Storage[] = [];
const dirs: TempDir[] = [];

function openNew(): Storage {
  const dir = createTempDir();
  dirs.push(dir);
  const opened = openStorage(dir.path);
  if (!opened.ok) throw new Error(opened.failure.message);
  open.push(opened.value);
  return opened.value;
}

function runsOf(): RunStore {
  return openNew().runs;
}

afterEach(() => {
  for (const storage of open.splice(0)) storage.close();
  for (const dir of dirs.splice(0)) dir.remove();
});

const END = {
  state: 'completed',
  endedAt: STARTED_AT + 2_000,
  durationMs: 2_000,
  reason: '',
  headline: HEADLINE,
  environment: { ...ENVIRONMENT, threads: 3 },
} as const;

describe('a run', () => {
  it('is read back as it was created, running and without figures', () => {
    const runs = runsOf();
    runs.create(madeRun('a'));
    expect(runs.get('a')).toEqual({
      runId: 'a',
      name: 'run a',
      state: 'running',
      purpose: 'validation',
      startedAt: STARTED_AT,
      endedAt: null,
      durationMs: 0,
      plan: madePlan(),
      planText: 'plimsoll: 1\nname: made\n',
      overrides: { users: 5 },
      environment: ENVIRONMENT,
      notes: '',
      tags: [],
      markers: [],
      endReason: '',
      headline: {
        requests: 0,
        errors: 0,
        errorRatePercent: null,
        failed: 0,
        leftOut: 0,
        p95Ms: null,
        p95Evidence: null,
        overallGrade: 'no-data',
        outcome: 'not gradable',
        passed: false,
        trust: 'not judged',
      },
      deleted: false,
    });
  });

  it('grows by a second: headline and covered time follow', () => {
    const runs = runsOf();
    runs.create(madeRun('a'));
    runs.appendSecond('a', madeSecond(0), HEADLINE);
    runs.appendSecond('a', { ...madeSecond(1), lengthUs: 250_000 }, { ...HEADLINE, requests: 1_200 });
    const record = runs.get('a');
    expect([record?.durationMs, record?.headline.requests, record?.state]).toEqual([1_250, 1_200, 'running']);
    expect(runs.seconds('a')).toEqual({
      seconds: [madeSecond(0), { ...madeSecond(1), lengthUs: 250_000 }],
      damaged: [],
    });
  });

  it('ends with its state, reason, headline and the environment as it turned out', () => {
    const runs = runsOf();
    runs.create(madeRun('a'));
    runs.finish('a', { ...END, state: 'stopped', reason: 'stopped by hand' });
    const record = runs.get('a');
    expect([record?.state, record?.endReason, record?.endedAt, record?.environment.threads]).toEqual([
      'stopped',
      'stopped by hand',
      STARTED_AT + 2_000,
      3,
    ]);
    expect(record?.headline).toEqual(HEADLINE);
  });

  it('takes a second once: the same second again is refused and changes nothing', () => {
    const runs = runsOf();
    runs.create(madeRun('a'));
    runs.appendSecond('a', madeSecond(0), HEADLINE);
    expect(() => runs.appendSecond('a', madeSecond(0), { ...HEADLINE, requests: 9 })).toThrow(/UNIQUE/);
    expect([runs.get('a')?.headline.requests, runs.seconds('a').seconds.length]).toEqual([1_000, 1]);
  });

  it('is not found under another id', () => {
    expect(runsOf().get('nobody')).toBe(null);
  });

  it('keeps texts with quotes, NUL and unpaired surrogates readable', () => {
    const runs = runsOf();
    const planText = "name: 'x'\0; DROP TABLE runs; -- \u{1F6A2}";
    runs.create({ ...madeRun('a'), planText, name: 'half \ud83d pair' });
    expect([runs.get('a')?.planText, runs.get('a')?.name, runs.get('a')?.damage]).toEqual([
      planText,
      'half � pair',
      undefined,
    ]);
  });
});

describe('a run whose record another version wrote', () => {
  /** A run whose stored texts are these, sealed as they are or not. */
  function stored(
    columns: { readonly [Column in 'plan' | 'overrides' | 'environment']?: unknown },
    isSealed: boolean,
  ) {
    const { runs } = openNew();
    runs.create(madeRun('a'));
    const database = connect(join(dirs.at(-1)?.path ?? '', 'plimsoll.db'));
    for (const [column, value] of Object.entries(columns))
      database.prepare(`UPDATE run_plans SET ${column} = ?`).run(JSON.stringify(value));
    const row = queriesOf(database)('SELECT * FROM run_plans').get() ?? {};
    if (isSealed) database.prepare('UPDATE run_plans SET seal = ?').run(rowSeal(row, PLAN_COLUMNS));
    database.close();
    return runs;
  }

  it('opens with levels of half a user, which were taken once', () => {
    const runs = stored({ overrides: { users: 2.5, connections: 0.5, rate: 3 } }, true);
    expect([runs.get('a')?.overrides, runs.get('a')?.damage]).toEqual([
      { users: 2.5, connections: 0.5, rate: 3 },
      undefined,
    ]);
  });

  it('opens without the overrides that mean nothing today, and with the others', () => {
    const reply = { pointer: '/id', value: 1, within: 5 };
    const runs = stored({ overrides: { users: 5, threads: 0, reply, colour: 'red' } }, true);
    expect([runs.get('a')?.overrides, runs.get('a')?.damage]).toEqual([{ users: 5 }, undefined]);
  });

  it('opens with the environment as far as it can be read', () => {
    const targets = ENVIRONMENT.targets.map((target) => ({ ...target, port: 8_000 }));
    const { cpu: _, ...environment } = { ...ENVIRONMENT, targets, cores: 'two', gpu: 'none' };
    const runs = stored({ environment }, true);
    expect([runs.get('a')?.environment, runs.get('a')?.damage]).toEqual([
      { ...ENVIRONMENT, cpu: 'unknown', cores: 0 },
      undefined,
    ]);
  });

  it('says that it was changed where its seal does not hold, and opens', () => {
    const runs = stored({ overrides: 'none', environment: null }, false);
    expect([runs.get('a')?.overrides, runs.get('a')?.environment.threads, runs.get('a')?.damage]).toEqual([
      {},
      0,
      'The record of this run was changed on disk; what is shown of it may be wrong.',
    ]);
  });

  it.each([
    ['of no version known here', { version: 3 }],
    ['with scenarios of no kind', { scenarios: [{ kind: 'ftp' }] }],
    ['without limits', { limits: null }],
    ['without its load', { load: {} }],
    ['whose series are none', { series: [1] }],
  ])('does not open with a plan %s', (_, change) => {
    const runs = stored({ plan: { ...madePlan(), ...change } }, false);
    expect(() => runs.get('a')).toThrow(DamagedRunError);
  });
});

describe('the list', () => {
  it('is newest first, without the bin, and as long as asked', () => {
    const runs = runsOf();
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) runs.create(madeRun(id, STARTED_AT + index));
    runs.setDeleted('c', true);
    expect(runs.list(2).map((run) => run.runId)).toEqual(['d', 'b']);
    runs.setDeleted('c', false);
    expect(runs.list(10).map((run) => run.runId)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('reads no plan and no histogram', () => {
    const runs = runsOf();
    runs.create(madeRun('a'));
    runs.appendSecond('a', madeSecond(0), HEADLINE);
    const [listing] = runs.list(1);
    expect(listing).not.toHaveProperty('plan');
    expect([listing?.plannedDurationMs, listing?.durationMs, listing?.headline]).toEqual([
      60_000,
      1_000,
      HEADLINE,
    ]);
  });
});

describe('annotations', () => {
  it('change what is named and leave the rest', () => {
    const runs = runsOf();
    runs.create(madeRun('a'));
    runs.annotate('a', { notes: 'after the index was added', tags: ['db', 'index'] });
    runs.annotate('a', { name: 'with index', purpose: 'benchmark' });
    const { name, notes, tags, purpose, damage } = runs.get('a') ?? {};
    expect({ name, notes, tags, purpose, damage }).toEqual({
      name: 'with index',
      notes: 'after the index was added',
      tags: ['db', 'index'],
      purpose: 'benchmark',
      damage: undefined,
    });
  });
});

describe('markers', () => {
  const MARKED = [
    { atMs: 4_200, text: 'cache off' },
    { atMs: 9_000, text: '' },
  ];

  it('are kept beside the run, also while it goes on, and its number changes with them', () => {
    const runs = runsOf();
    runs.create(madeRun('a'));
    const before = runs.seals().get('a');
    runs.annotate('a', { markers: MARKED });
    expect([runs.get('a')?.markers, runs.list(1)[0]?.markers]).toEqual([MARKED, MARKED]);
    expect(runs.get('a')?.damage).toBeUndefined();
    expect(runs.seals().get('a')).not.toBe(before);
    runs.annotate('a', { markers: [] });
    expect(runs.get('a')?.markers).toEqual([]);
  });

  it('that were changed on disk are not shown', () => {
    const { runs } = openNew();
    runs.create(madeRun('a'));
    runs.annotate('a', { markers: MARKED });
    const database = connect(join(dirs.at(-1)?.path ?? '', 'plimsoll.db'), { mustExist: true });
    database.exec(`UPDATE run_markers SET markers = replace(markers, 'off', 'on')`);
    database.close();
    expect(runs.get('a')?.markers).toEqual([]);
  });
});

describe('what a search of capacity came out with', () => {
  const FOUND = {
    outcome: 'found',
    unit: 'req/s',
    requestsPerArrival: 1,
    objectives: ['p95<20ms', 'errors<1%'],
    value: 588,
    low: 567.5,
    high: 610,
  } satisfies CapacityHeadline;

  it('is kept beside the run, as of its last second', () => {
    const runs = runsOf();
    runs.create(madeRun('a'));
    const unknown: CapacityHeadline = {
      ...FOUND,
      outcome: 'unmeasured',
      value: null,
      low: null,
      high: null,
    };
    runs.appendSecond('a', madeSecond(0), { ...HEADLINE, capacity: unknown });
    expect(runs.listing('a')?.headline.capacity).toEqual(unknown);
    runs.appendSecond('a', madeSecond(1), { ...HEADLINE, capacity: FOUND });
    expect([runs.list(1)[0]?.headline, runs.get('a')?.damage]).toEqual([
      { ...HEADLINE, capacity: FOUND },
      undefined,
    ]);
  });

  it('is not there of a run that searched for nothing, and not shown where it was changed on disk', () => {
    const { runs } = openNew();
    for (const runId of ['a', 'b']) runs.create(madeRun(runId));
    runs.appendSecond('a', madeSecond(0), HEADLINE);
    runs.appendSecond('b', madeSecond(0), { ...HEADLINE, capacity: FOUND });
    const database = connect(join(dirs.at(-1)?.path ?? '', 'plimsoll.db'), { mustExist: true });
    database.exec('UPDATE run_capacity SET value = 900');
    database.close();
    expect(['a', 'b'].map((runId) => runs.listing(runId)?.headline)).toEqual([HEADLINE, HEADLINE]);
  });
});

describe('settings', () => {
  it('keep the last text under each name', () => {
    const { settings } = openNew();
    expect(settings.get('theme')).toBe(null);
    settings.set('theme', 'dark');
    settings.set('theme', 'light');
    expect(settings.get('theme')).toBe('light');
  });
});
