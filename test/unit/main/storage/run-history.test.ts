import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryFilter } from '../../../../src/contract/history-filter.ts';
import { FIGURES_VERSION } from '../../../../src/contract/run-figures.ts';
import type { RunHeadline } from '../../../../src/contract/run-headline.ts';
import { connect } from '../../../../src/main/storage/database.ts';
import { migrate } from '../../../../src/main/storage/migrations/migrate.ts';
import { createHistoryStore } from '../../../../src/main/storage/run-history.ts';
import { salvageFile } from '../../../../src/main/storage/salvage.ts';
import type { Storage } from '../../../../src/main/storage/storage.ts';
import { madeFigures, madePlace } from '../../../support/made-figures.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';
import { finishRun, HEADLINE, madeRun, openFolder, STARTED_AT } from './made-run.ts';

const WHOLE = { service: null, endpoint: null };
const LIST = { service: 'gateway', endpoint: 'list' };
const HOUR = 3_600_000;
let dir: TempDir;
let storage: Storage;

beforeEach(() => {
  dir = createTempDir();
  storage = openFolder(dir.path);
});
afterEach(() => {
  storage.close();
  dir.remove();
});

interface Made {
  readonly plan?: string;
  readonly machine?: string;
  readonly planText?: string;
  readonly headline?: Partial<RunHeadline>;
  readonly p95Ms?: number;
}

/** A run that is over, an hour after the one before; with figures where it has a p95. */
function add(runId: string, nth: number, made: Made = {}): void {
  const run = madeRun(runId, STARTED_AT + nth * HOUR);
  const plan = { ...run.plan, name: made.plan ?? 'orders' };
  const environment = { ...run.environment, hostname: made.machine ?? 'bench' };
  storage.runs.create({ ...run, plan, environment, planText: made.planText ?? run.planText });
  storage.runs.finish(runId, {
    state: 'completed',
    endedAt: run.startedAt + 1_000,
    durationMs: 1_000,
    reason: '',
    headline: { ...HEADLINE, ...made.headline },
    environment,
  });
  if (made.p95Ms === undefined) return;
  const places = [madePlace(WHOLE, made.p95Ms), madePlace(LIST, made.p95Ms)];
  storage.history.keepFigures(runId, madeFigures(places, ['A finding.']));
}

const found = (filter: HistoryFilter, page = { from: 0, limit: 100 }) =>
  storage.history.find({ filter, ...page }).map(({ runId }) => runId);

function change(sql: string): void {
  const connection = connect(join(dir.path, 'plimsoll.db'), { mustExist: true });
  connection.exec(sql);
  connection.close();
}

describe('runs of a filter', () => {
  beforeEach(() => {
    add('a', 0, { p95Ms: 100 });
    add('b', 1, { machine: 'other', headline: { overallGrade: 'poor', outcome: 'failed' } });
    add('c', 2, { plan: 'smoke', p95Ms: 120 });
    storage.runs.create({ ...madeRun('d', STARTED_AT + 3 * HOUR), purpose: 'stress' });
    add('gone', 4);
    storage.runs.setDeleted('gone', true);
    storage.runs.annotate('a', { tags: ['nightly', 'Zürich'], notes: 'After the cache change.' });
  });

  it.each<[string, HistoryFilter, string[]]>([
    ['all that are not in the bin, newest first', {}, ['d', 'c', 'b', 'a']],
    ['those in the bin', { deleted: true }, ['gone']],
    ['a plan', { plan: 'orders' }, ['b', 'a']],
    ['a machine', { machine: 'other' }, ['b']],
    ['a service that was measured', { service: 'gateway' }, ['c', 'a']],
    ['an endpoint of it', { service: 'gateway', endpoint: 'list', plan: 'smoke' }, ['c']],
    ['an endpoint that nobody measured', { service: 'gateway', endpoint: 'none' }, []],
    ['one of several grades', { grades: ['poor', 'no-data'] }, ['d', 'b']],
    [
      'an outcome, as a run that has none yet is listed',
      { outcomes: ['failed', 'not gradable'] },
      ['d', 'b'],
    ],
    ['a state', { states: ['running'] }, ['d']],
    ['a purpose', { purposes: ['stress', 'capacity'] }, ['d']],
    ['a tag', { tag: 'nightly' }, ['a']],
    ['a part of a tag', { tag: 'night' }, []],
    [
      'from a moment on, and before another',
      { from: STARTED_AT + HOUR, before: STARTED_AT + 3 * HOUR },
      ['c', 'b'],
    ],
    ['words, wherever they stand', { text: ' CACHE  orders passed' }, ['a']],
    ['words of other alphabets in either case', { text: 'ZÜRICH' }, ['a']],
    ['words that no run has all of', { text: 'cache smoke' }, []],
    ['words together with a grade', { text: 'other', grades: ['good'] }, []],
  ])('are of %s', (_what, filter, ids) => {
    expect(found(filter)).toEqual(ids);
  });

  it('come in pages', () => {
    expect([
      found({}, { from: 0, limit: 3 }),
      found({}, { from: 3, limit: 3 }),
      found({}, { from: 4, limit: 3 }),
    ]).toEqual([['d', 'c', 'b'], ['a'], []]);
  });

  it('say what they are found by', () => {
    const [only] = storage.history.find({ filter: { machine: 'other' }, from: 0, limit: 1 });
    expect(only).toMatchObject({ planName: 'orders', machine: 'other', headline: { outcome: 'failed' } });
  });

  it('can be filtered further', () => {
    expect(storage.history.choices({})).toEqual({
      total: 4,
      plans: [
        { name: 'orders', runs: 2 },
        { name: 'made', runs: 1 },
        { name: 'smoke', runs: 1 },
      ],
      machines: [
        { name: 'bench', runs: 3 },
        { name: 'other', runs: 1 },
      ],
      tags: [
        { name: 'Zürich', runs: 1 },
        { name: 'nightly', runs: 1 },
      ],
      places: [WHOLE, LIST],
      unread: 1,
    });
    expect(storage.history.choices({ plan: 'smoke' })).toMatchObject({ total: 1, tags: [], unread: 0 });
  });

  it('are found though their tags were changed on disk to what is no list', () => {
    change("UPDATE runs SET tags = 'nightly' WHERE run_id = 'b'");
    expect([found({ tag: 'nightly' }), storage.history.choices({}).total]).toEqual([['a'], 4]);
  });
});

describe('figures of a run', () => {
  it('are as they were kept, and those kept last', () => {
    add('a', 0, { p95Ms: 100 });
    expect(storage.history.figures('a')).toEqual(
      madeFigures([madePlace(WHOLE, 100), madePlace(LIST, 100)], ['A finding.']),
    );
    storage.history.keepFigures('a', madeFigures([madePlace(WHOLE, 200)]));
    expect(storage.history.figures('a')).toEqual(madeFigures([madePlace(WHOLE, 200)]));
    expect([storage.history.figures('none'), storage.history.findings('none')]).toEqual([null, []]);
  });

  it.each([
    ['changed on disk', "UPDATE run_figures SET figures = replace(figures, '100', '900')"],
    ['whose head was changed on disk', "UPDATE run_heads SET findings = '[]'"],
    ['of an older version', `UPDATE run_heads SET figures_version = ${FIGURES_VERSION - 1}`],
  ])('are none where they are %s', (_how, sql) => {
    add('a', 0, { p95Ms: 100 });
    change(sql);
    expect(storage.history.figures('a')).toBe(null);
  });

  it('are missing of runs that are over and have none of this version, newest first', () => {
    add('a', 0);
    add('b', 1, { p95Ms: 100 });
    add('c', 2, { p95Ms: 100 });
    storage.runs.create(madeRun('d', STARTED_AT + 3 * HOUR));
    change(
      `UPDATE run_heads SET figures_version = ${FIGURES_VERSION - 1} WHERE run = (SELECT run FROM runs WHERE run_id = 'c')`,
    );
    expect(storage.history.withoutFigures({})).toEqual(['c', 'a']);
    // Where it measured is not known.
    expect(storage.history.withoutFigures({ service: 'gateway', endpoint: 'list', plan: 'orders' })).toEqual([
      'c',
      'a',
    ]);
  });
});

describe('rows of a trend', () => {
  it('are in order of time, with the figures of the place and what the run is known by', () => {
    add('late', 2, { p95Ms: 120, machine: 'other' });
    add('early', 1, { p95Ms: 100 });
    const rows = storage.history.trend({ plan: 'orders' }, LIST);
    expect(rows.map(({ runId, machine, figures, series }) => [runId, machine, figures, series])).toEqual([
      ['early', 'bench', madePlace(LIST, 100), null],
      ['late', 'other', madePlace(LIST, 120), null],
    ]);
    const other = storage.history.trend({}, { service: 'gateway', endpoint: null });
    expect(other.map(({ figures }) => figures)).toEqual([null, null]);
  });

  it('have one mark for what was asked alike', () => {
    add('a', 0);
    add('b', 1);
    add('c', 2, { planText: 'plimsoll: 1\nname: changed\n' });
    const [a, b, c] = storage.history.trend({}, WHOLE).map(({ planMark }) => planMark);
    expect([a === b, a === c, a?.length]).toEqual([true, false, 12]);
  });

  it('have no figures where those were changed on disk', () => {
    add('a', 0, { p95Ms: 100 });
    change("UPDATE run_figures SET figures = replace(figures, '100', '900')");
    expect(storage.history.trend({}, LIST).map(({ figures }) => figures)).toEqual([null]);
  });

  it('know which series a run is of, and whether it counts there', () => {
    const seal = 0;
    for (const [nth, id] of ['warm', 'a', 'b', 'odd'].entries()) add(id, nth);
    change(`INSERT INTO run_series VALUES (1, 's', 'A against B', 'complete', 0, 0, '', '[]', '{}', '[{},{}]', '', 0, NULL, NULL, NULL, NULL, ${seal});
      INSERT INTO series_runs VALUES (1, 1, 'warm', 'A', -1, '', 0, ${seal}), (1, 2, 'a', 'A', 0, '', 1, ${seal}),
        (1, 3, 'b', 'B', 1, NULL, 0, ${seal}), (1, 4, 'odd', 'A', 2, 'It failed.', 1, ${seal})`);
    const of = (side: string, leftOut: string) => ({ id: 's', name: 'A against B', side, leftOut });
    expect(storage.history.trend({}, WHOLE).map(({ series }) => series)).toEqual([
      of('A', 'a warm-up run of its series'),
      of('A', ''),
      of('B', ''),
      of('A', 'left out of its series'),
    ]);
    change("UPDATE run_series SET sides = '[{}]'");
    expect(storage.history.trend({}, WHOLE)[1]?.series).toEqual(of('', ''));
  });
});

describe('runs from before there were histories', () => {
  it('are made findable a few at a time', () => {
    for (const [nth, id] of ['a', 'b', 'c'].entries()) add(id, nth);
    change('DELETE FROM run_facts');
    expect(found({ plan: 'orders' })).toEqual([]);
    expect([storage.history.keepMissingFacts(2), found({ plan: 'orders' })]).toEqual([true, ['c', 'b']]);
    expect([storage.history.keepMissingFacts(2), found({ plan: 'orders' })]).toEqual([
      false,
      ['c', 'b', 'a'],
    ]);
  });

  it('hide the password of an address they are named by, and need no plan that can be read', () => {
    add('a', 0, { plan: 'GET http://user:hunter2@host/items' });
    add('b', 1);
    change("DELETE FROM run_facts; UPDATE run_plans SET plan = '{' WHERE run = 2");
    storage.history.keepMissingFacts(10);
    const plans = storage.history.choices({}).plans.map(({ name }) => name);
    expect(plans).toHaveLength(1);
    expect(plans[0]).not.toContain('hunter2');
    expect(found({ machine: 'bench' })).toEqual(['b', 'a']);
  });

  it('are found by nothing that was changed on disk', () => {
    add('a', 0);
    change("UPDATE run_facts SET machine = 'elsewhere'");
    const [listed] = storage.history.find({ filter: {}, from: 0, limit: 1 });
    expect([listed?.machine, listed?.planName]).toEqual([undefined, undefined]);
  });
});

it('what a salvage leaves behind is made again', () => {
  add('a', 0, { p95Ms: 100 });
  storage.close();
  const into = connect(join(dir.path, 'salvaged.db'));
  migrate(into);
  salvageFile({ file: join(dir.path, 'plimsoll.db'), copy: join(dir.path, 'copy.db') }, into);
  const history = createHistoryStore(into);
  const byPlan = { filter: { plan: 'orders' }, from: 0, limit: 10 };
  expect([history.find(byPlan), history.withoutFigures({})]).toEqual([[], ['a']]);
  expect(history.keepMissingFacts(10)).toBe(false);
  expect(history.find(byPlan).map(({ runId }) => runId)).toEqual(['a']);
  into.close();
});

it('what a running store keeps of a run is gone with the run', () => {
  add('a', 0, { p95Ms: 100 });
  finishRun(storage, 'a', 1);
  change("PRAGMA foreign_keys = ON; DELETE FROM runs WHERE run_id = 'a'");
  const connection = connect(join(dir.path, 'plimsoll.db'), { readonly: true });
  const count = (table: string) => connection.prepare(`SELECT count(*) AS n FROM ${table}`).get();
  expect(['run_facts', 'run_heads', 'run_figures'].map(count)).toEqual([{ n: 0 }, { n: 0 }, { n: 0 }]);
  connection.close();
});
