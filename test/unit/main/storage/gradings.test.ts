import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../../src/main/storage/database.ts';
import type { Storage } from '../../../../src/main/storage/storage.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';
import { madeGrading, madeRun, openFolder, STARTED_AT } from './made-run.ts';

let dir: TempDir;
let storage: Storage;

function open(): Storage {
  dir = createTempDir();
  storage = openFolder(dir.path);
  return storage;
}

/** What somebody changes in the file, behind the program's back. */
function onDisk(sql: string): void {
  const database = connect(join(dir.path, 'plimsoll.db'), { mustExist: true });
  database.exec(sql);
  database.close();
}

afterEach(() => {
  storage.close();
  dir.remove();
});

const THRESHOLD = { service: 'gateway', metric: 'latency', acceptable: 200 } as const;
const OTHER = madeGrading(2, {
  origin: { kind: 'plan', name: 'shop', version: 3 },
  thresholds: [THRESHOLD],
  gate: 'good',
});

describe('gradings of a run', () => {
  it('are added in order, and the first stays as it was', () => {
    const { runs } = open();
    runs.create(madeRun('a'));
    runs.addGrading('a', madeGrading(1));
    runs.addGrading('a', OTHER);
    expect(runs.gradings('a')).toEqual({
      gradings: [
        { id: 1, ...madeGrading(1) },
        { id: 2, ...OTHER },
      ],
      chosen: null,
    });
    expect(runs.get('a')?.gradings).toEqual(runs.gradings('a'));
    expect(runs.gradings('b')).toBe(null);
  });

  it('count by choice, and a choice of one that is gone is none', () => {
    const { runs } = open();
    runs.create(madeRun('a'));
    runs.addGrading('a', madeGrading(1));
    runs.addGrading('a', OTHER);
    const before = runs.seals().get('a');
    runs.chooseGrading('a', 2);
    expect(runs.gradings('a')?.chosen).toBe(2);
    expect(runs.seals().get('a')).not.toBe(before);
    onDisk("UPDATE gradings SET gate = 'none' WHERE id = 2");
    expect(runs.gradings('a')).toEqual({ gradings: [{ id: 1, ...madeGrading(1) }], chosen: null });
  });

  it('of before say no more than the run itself, and are left out', () => {
    const { runs } = open();
    runs.create(madeRun('a'));
    onDisk(
      "INSERT INTO gradings (run, graded_at, thresholds_version, thresholds, grades, seal) VALUES (1, 1, 1, '[]', '[]', 0)",
    );
    expect(runs.gradings('a')).toEqual({ gradings: [], chosen: null });
    expect(runs.get('a')?.gradings).toBe(undefined);
  });

  it('are of the runs of a plan, by its name', () => {
    const { runs } = open();
    for (const [nth, runId] of ['b', 'a', 'c'].entries()) {
      const run = madeRun(runId, STARTED_AT + nth);
      runs.create(runId === 'c' ? { ...run, plan: { ...run.plan, name: 'other' } } : run);
    }
    expect(runs.ofPlan('made')).toEqual(['b', 'a']);
    runs.setDeleted('b', true);
    expect(runs.ofPlan('made')).toEqual(['a']);
  });
});

describe('thresholds of a plan', () => {
  const FACTS = { name: '', purpose: null, load: '', durationMs: null, problems: 0 };
  const SET = { cameAt: 5, gate: 'acceptable', thresholds: [THRESHOLD] } as const;

  it('are kept as versions, one for each set that differs from the last', () => {
    const { plans } = open();
    plans.create({ planId: 'plan-a', text: '', facts: FACTS });
    const versions = [
      SET,
      { ...SET, cameAt: 6 },
      { ...SET, cameAt: 7, gate: 'good' } as const,
      { ...SET, cameAt: 8 },
    ].map((set) => plans.keepThresholds('plan-a', set));
    expect(versions).toEqual([1, 1, 2, 3]);
    expect(plans.thresholds('plan-a').map(({ version, cameAt, gate }) => [version, cameAt, gate])).toEqual([
      [1, 5, 'acceptable'],
      [2, 7, 'good'],
      [3, 8, 'acceptable'],
    ]);
  });

  it('that were changed on disk are left out', () => {
    const { plans } = open();
    plans.create({ planId: 'plan-a', text: '', facts: FACTS });
    plans.keepThresholds('plan-a', SET);
    onDisk("UPDATE plan_thresholds SET thresholds = '[]'");
    expect(plans.thresholds('plan-a')).toEqual([]);
  });
});
