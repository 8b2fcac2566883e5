import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProcessFigures } from '../../src/workers/target-watch/processes/process-source.ts';
import { TreeUsage } from '../../src/workers/target-watch/processes/tree-usage.ts';
import { SMALL_PROCESS } from '../support/scripted-processes.ts';

/** What a process does; `who` picks one of those that can. Burns are far above what is forgiven to clock ticks. */
type Act =
  | { readonly kind: 'burn'; readonly who: number; readonly ms: number }
  | { readonly kind: 'fork'; readonly who: number }
  | { readonly kind: 'end'; readonly who: number }
  | { readonly kind: 'wait'; readonly who: number };

interface Model {
  readonly pid: number;
  readonly parent: number;
  /** The end of its children moves nothing to it. */
  readonly ignoresEnds: boolean;
  own: number;
  reaped: number;
  isZombie: boolean;
  /** Of its time what was read of it, and of those it waited for. */
  read: number;
}

const ROOT = 1;

/** Processes of a tree as a kernel keeps them, read by a program that may be interrupted by what they do. */
class Kernel {
  readonly living = new Map<number, Model>();
  #next = ROOT;
  /** Microseconds that were used in all. */
  used = 0;
  /** Of those that ended and moved nothing, what was never read. */
  unknown = 0;

  constructor() {
    this.#start(0, false);
  }

  #start(parent: number, ignoresEnds: boolean): void {
    const pid = this.#next++;
    this.living.set(pid, { pid, parent, ignoresEnds, own: 0, reaped: 0, isZombie: false, read: 0 });
  }

  do(act: Act): void {
    const running = [...this.living.values()].filter(({ isZombie }) => !isZombie);
    const hasChildren = (pid: number) => [...this.living.values()].some(({ parent }) => parent === pid);
    const pick = (from: readonly Model[]) => from[act.who % Math.max(1, from.length)];
    if (act.kind === 'burn') {
      const one = pick(running);
      if (one === undefined) return;
      one.own += act.ms * 1_000;
      this.used += act.ms * 1_000;
    } else if (act.kind === 'fork') {
      const one = pick(running);
      if (one !== undefined) this.#start(one.pid, act.who % 4 === 0 && one.pid === ROOT);
    } else if (act.kind === 'end') {
      // Leaves alone: what orphans use goes to another tree. Who ignores ends is a master, and stays.
      const one = pick(
        running.filter(({ pid, ignoresEnds }) => pid !== ROOT && !ignoresEnds && !hasChildren(pid)),
      );
      if (one === undefined) return;
      if (this.living.get(one.parent)?.ignoresEnds !== true) one.isZombie = true;
      else {
        this.living.delete(one.pid);
        this.unknown += one.own + one.reaped - one.read;
      }
    } else {
      const one = pick([...this.living.values()].filter(({ isZombie }) => isZombie));
      const parent = one === undefined ? undefined : this.living.get(one.parent);
      if (one === undefined || parent === undefined) return;
      parent.reaped += one.own + one.reaped;
      parent.read += one.read;
      this.living.delete(one.pid);
    }
  }
}

function figuresOf({ parent, own, reaped, isZombie }: Model): ProcessFigures {
  return { ...SMALL_PROCESS, parent, isZombie, ownCpuUs: own, reapedCpuUs: reaped };
}

const who = fc.nat(1_000);
const change = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('burn' as const), who, ms: fc.integer({ min: 100, max: 900 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fork' as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), who }) },
);
const second = fc.record({
  before: fc.array(change, { maxLength: 12 }),
  amid: fc.array(change, { maxLength: 3 }),
  cutAt: fc.nat(20),
});

describe('the CPU of a tree of processes', () => {
  it('adds up to what was used, whoever ended and was waited for, also while it was read', () => {
    fc.assert(
      fc.property(fc.array(second, { maxLength: 30 }), (seconds) => {
        const kernel = new Kernel();
        const usage = new TreeUsage({ atUs: 0, figures: new Map() }, true);
        let told = 0;
        const read = (atUs: number, amid: readonly Act[], cutAt: number) => {
          const figures = new Map<number, ProcessFigures>();
          for (const [at, pid] of [...kernel.living.keys()].entries()) {
            if (at === cutAt) for (const act of amid) kernel.do(act);
            const one = kernel.living.get(pid);
            if (one === undefined) continue;
            figures.set(pid, figuresOf(one));
            one.read = one.own + one.reaped;
          }
          const { cpuUs } = usage.next({ atUs, figures });
          expect(cpuUs).toBeGreaterThanOrEqual(0);
          told += cpuUs;
        };
        for (const [at, { before, amid, cutAt }] of seconds.entries()) {
          for (const act of before) kernel.do(act);
          read((at + 1) * 1_000_000, amid, cutAt);
        }
        // What was done amid the last reading is told by the next two, where all stands still.
        for (let more = 1; more <= 2; more += 1) read((seconds.length + more) * 1_000_000, [], 0);
        expect(told).toBe(kernel.used - kernel.unknown);
      }),
      { numRuns: 500 },
    );
  });
});
