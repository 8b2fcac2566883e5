import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, succeed, testFailure } from '../../../../../src/contract/failure.ts';
import { EventHub } from '../../../../../src/main/services/event-hub.ts';
import { History } from '../../../../../src/main/services/runs/history.ts';
import type { Storage } from '../../../../../src/main/storage/storage.ts';
import { madeFigures, madePlace } from '../../../../support/made-figures.ts';
import { createTempDir, type TempDir } from '../../../../support/temp-dir.ts';
import { finishRun, madeRun, openFolder, STARTED_AT } from '../../storage/made-run.ts';

const FIGURES = madeFigures([madePlace({ service: null, endpoint: null }, 100)]);
type Parts = ConstructorParameters<typeof History>[0];
let dir: TempDir;
let storage: Storage;
let bugs: unknown[];
let told: number[];

beforeEach(() => {
  dir = createTempDir();
  storage = openFolder(dir.path);
  bugs = [];
  told = [];
  for (const [nth, id] of ['a', 'b', 'c'].entries()) {
    storage.runs.create(madeRun(id, STARTED_AT + nth));
    finishRun(storage, id, 1);
  }
});
afterEach(() => {
  storage.close();
  dir.remove();
});

function open(change: Partial<Parts> = {}): History {
  const events = new EventHub((error) => bugs.push(error));
  events.on('history.changed', ({ unread }) => told.push(unread));
  return new History({
    storage,
    events,
    figuresOf: () => setImmediate(succeed(FIGURES)),
    trendOf: async () => fail(testFailure('made.trend', 'Made.')),
    choicesOf: async (filter) => succeed(storage.history.choices(filter)),
    isBusy: () => false,
    isPatient: false,
    now: () => 0,
    onBug: (error) => bugs.push(error),
    ...change,
  });
}

/** Until nothing is being read. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
}

async function unread(history: History): Promise<number> {
  const choices = await history.choices({});
  if (!choices.ok) throw new Error(choices.failure.message);
  return choices.value.unread;
}

describe('figures of runs from before they were kept', () => {
  it('are read when a history is asked for, newest first, and then it is told', async () => {
    const read: string[] = [];
    const history = open({
      figuresOf: async (runId) => {
        read.push(runId);
        return setImmediate(succeed(FIGURES));
      },
    });
    expect(await unread(history)).toBe(3);
    await settled();
    expect([read, told, await unread(history)]).toEqual([['c', 'b', 'a'], [0], 0]);
    expect(storage.history.figures('a')).toEqual(FIGURES);
  });

  it('are waited for where an answer is all that there will be', async () => {
    const history = open({ isPatient: true });
    expect(await unread(history)).toBe(0);
    const service = { service: 'gateway' };
    storage.runs.create(madeRun('d', STARTED_AT + 10));
    finishRun(storage, 'd', 1);
    await history.isFindable(service);
    expect(storage.history.figures('d')).toEqual(FIGURES);
  });

  it('are told of once a second', async () => {
    let now = 10_000;
    const history = open({ now: () => now, figuresOf: () => setImmediate(succeed(FIGURES)) });
    await history.choices({});
    now += 400;
    await settled();
    expect(told).toEqual([2, 0]);
  });

  it('are those of the runs that were asked for', async () => {
    const history = open();
    await history.trend({ figure: 'p95', before: STARTED_AT + 1 });
    await settled();
    expect(['a', 'b'].map((runId) => storage.history.figures(runId) !== null)).toEqual([true, false]);
  });

  it('are not read while a run goes on', async () => {
    let isBusy = true;
    const history = open({ isBusy: () => isBusy });
    await history.choices({});
    await settled();
    expect(await unread(history)).toBe(3);
    isBusy = false;
    await history.choices({});
    await settled();
    expect(await unread(history)).toBe(0);
  });

  it('that cannot be read are tried once, and the others are read', async () => {
    const read: string[] = [];
    const history = open({
      figuresOf: async (runId) => {
        read.push(runId);
        if (runId === 'c') return fail(testFailure('run.not_read', 'It could not be read.'));
        if (runId === 'b') throw new Error('made');
        return succeed(FIGURES);
      },
    });
    for (let time = 0; time < 2; time += 1) {
      await history.choices({});
      await settled();
    }
    expect([read, await unread(history)]).toEqual([['c', 'b', 'a'], 2]);
    expect(bugs).toEqual([new Error('made')]);
  });

  it('are kept by nobody once it is closed', async () => {
    const history = open();
    const asked = history.choices({});
    history.close();
    await asked;
    await settled();
    expect([storage.history.figures('c'), told]).toEqual([null, []]);
  });
});

it('a search by words waits until runs are findable by them', async () => {
  const history = open();
  const missing = storage.history;
  let asked = 0;
  Object.assign(storage, {
    history: {
      ...missing,
      keepMissingFacts: () => {
        asked += 1;
        return asked < 3;
      },
    },
  });
  await history.isFindable({ deleted: true });
  expect(asked).toBe(0);
  await history.isFindable({ text: 'orders' });
  await history.isFindable({ plan: 'orders' });
  expect(asked).toBe(3);
});
