import { describe, expect, test } from 'vitest';
import { MachineWatch } from '../../../../src/workers/threads/machine-watch.ts';
import {
  allowedCores,
  type ProcessorTime,
  processorTimeOf,
  readProcessorTime,
} from '../../../../src/workers/threads/processor-time.ts';

const OUT_OF_DESCRIPTORS = Object.assign(new Error('EMFILE: too many open files, uv_resident_set_memory'), {
  code: 'ERR_SYSTEM_ERROR',
});

/** A machine of four cores on which a second passes with every reading; `broken` makes each reading throw. */
class ScriptedMachine {
  broken = false;
  readonly #processors: (ProcessorTime | null)[];
  #ms = 0;
  #ownMicros = 0;
  readonly watch: MachineWatch;

  constructor(processors: (ProcessorTime | null)[]) {
    this.#processors = processors;
    this.watch = new MachineWatch({
      processors: () => this.#whole(() => this.#processors.shift() ?? null),
      ownMicros: () => this.#whole(() => (this.#ownMicros += 1_000_000)),
      rssBytes: () => this.#whole(() => 50_000_000),
      monotonicMs: () => {
        this.#ms += 1_000;
        return this.#ms;
      },
      wallMs: () => this.#ms,
      cores: 4,
    });
  }

  #whole<Value>(read: () => Value): Value {
    if (this.broken) throw OUT_OF_DESCRIPTORS;
    return read();
  }
}

const at = (busy: number, stolen: number | null, all: number): ProcessorTime => ({ busy, stolen, all });

/** What was read, by name. */
function take(watch: MachineWatch): Record<string, number | null> {
  return Object.fromEntries(watch.take().map(({ name, value }) => [name, value]));
}

describe('the watch of a machine', () => {
  test('tells own use, use by others, and what the hypervisor took, of all cores', () => {
    const { watch } = new ScriptedMachine([at(1_000, 50, 5_000), at(1_300, 90, 5_400)]);
    // 300 of 400 ticks busy, 40 stolen; this process used one of four cores.
    expect(take(watch)).toEqual({
      'process.cpu': 0.25,
      'machine.cpu': 300 / 360,
      'process.rss': 50_000_000,
      'machine.slept': 0,
      'machine.others_cpu': 0.5,
      'machine.stolen': 0.1,
    });
  });

  test('leaves out what the system does not say', () => {
    const { watch } = new ScriptedMachine([at(0, null, 100), at(100, null, 500)]);
    expect(take(watch)).toEqual({
      'process.cpu': 0.25,
      'machine.cpu': 0.25,
      'process.rss': 50_000_000,
      'machine.slept': 0,
      'machine.others_cpu': 0,
      'machine.stolen': null,
    });
  });

  test('goes on where descriptors run out: figures stay as they were, and the next second makes up for it', () => {
    const machine = new ScriptedMachine([at(0, 0, 0), at(200, 0, 400), at(600, 80, 1_200)]);
    const before = take(machine.watch);
    machine.broken = true;
    expect(take(machine.watch)).toEqual({
      'process.cpu': 0.25,
      'machine.cpu': 0.5,
      'process.rss': 50_000_000,
      'machine.slept': 0,
      'machine.others_cpu': null,
      'machine.stolen': null,
    });
    machine.broken = false;
    expect(before['machine.others_cpu']).toBe(0.25);
    expect(take(machine.watch)).toMatchObject({ 'machine.others_cpu': 0.25, 'machine.stolen': 0.1 });
  });

  test('can be made where nothing can be read', () => {
    const nothing = (): never => {
      throw OUT_OF_DESCRIPTORS;
    };
    const clock = () => 0;
    const watch = new MachineWatch({
      processors: nothing,
      ownMicros: nothing,
      rssBytes: nothing,
      monotonicMs: clock,
      wallMs: clock,
      cores: 2,
    });
    expect(take(watch)).toEqual({
      'process.cpu': 0,
      'machine.cpu': 0,
      'process.rss': 0,
      'machine.slept': 0,
      'machine.others_cpu': null,
      'machine.stolen': null,
    });
  });
});

describe('the time of processors in /proc/stat', () => {
  const STAT = [
    'cpu  15359 10 6075 106867 430 5 83 140 7 0',
    'cpu0 7212 4 2643 54493 30 2 16 67 7 0',
    'cpu1 8147 6 3432 52374 400 3 67 73 0 0',
    'intr 42',
  ].join('\n');

  test('all cores: guests are in user, waiting for a disk is idle', () => {
    const busy = 15_359 + 10 + 6_075 + 5 + 83;
    expect(processorTimeOf(STAT, null)).toEqual({ busy, stolen: 140, all: busy + 106_867 + 430 + 140 });
  });

  test('only the cores this process may run on', () => {
    const busy = 8_147 + 6 + 3_432 + 3 + 67;
    expect(processorTimeOf(STAT, new Set([1]))).toEqual({ busy, stolen: 73, all: busy + 52_374 + 400 + 73 });
  });

  test('nothing of a text that is another', () => {
    expect(processorTimeOf('', null)).toBe(null);
    expect(processorTimeOf('cpu0 0 0 0 0', null)).toBe(null);
  });

  test('of an affinity, lists and ranges', () => {
    expect([...(allowedCores('Name:\tnode\nCpus_allowed_list:\t0-2,8\n') ?? [])]).toEqual([0, 1, 2, 8]);
    expect(allowedCores('Name:\tnode\n')).toBe(null);
  });

  test('grows on this machine', async () => {
    const before = readProcessorTime();
    const until = performance.now() + 60;
    while (performance.now() < until);
    const after = readProcessorTime();
    expect((after?.busy ?? 0) - (before?.busy ?? 0)).toBeGreaterThan(0);
    expect((after?.all ?? 0) - (before?.all ?? 0)).toBeGreaterThan(0);
  });
});
