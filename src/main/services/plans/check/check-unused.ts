import type { ClassSpec, LoadSpec, Plan } from '../../../../contract/plan.ts';
import { streamOfClass } from '../../../protocols/protocols.ts';
import type { Issue, Path } from '../text/plan-issues.ts';
import { stepSites } from '../text/template-sites.ts';

/** Keys that would be passed over, and in one sentence why, with the way out. */
type Idle<Key> = readonly [keys: readonly Key[], why: string];

/** What a plan says and no run would heed, whatever its size: someone meant something by it. */
export function checkUnused(plan: Plan): Issue[] {
  const sizes = Object.values(plan.sizes ?? {}).map((size) => size?.load);
  const isOpenSomewhere = [plan.load, ...sizes].some(isOpen);
  return [
    ...arrivalsOf(plan.load, ['load'], isOpenSomewhere),
    ...Object.entries(plan.classes).flatMap(([name, spec]) => checkClass(spec, ['classes', name])),
  ];
}

function checkClass(spec: ClassSpec, path: Path): Issue[] {
  return [
    ...idleKeys(spec, path, idleOfKind(spec)),
    ...idleKeys(spec, path, idleOfSetup(spec)),
    ...checkOwnLoad(spec, path),
    ...checkExpect(spec, path),
  ];
}

function idleOfKind(spec: ClassSpec): Idle<keyof ClassSpec>[] {
  const { setup, thinkTime } = spec;
  const stream = streamOfClass(spec)?.protocol ?? null;
  if (stream === null) return [];
  const { noun, thinkTimeIdle } = stream;
  const idle: Idle<keyof ClassSpec>[] = [
    [['iterations'], `counts tasks, and ${noun} has none; leave it out`],
    [['connections'], `applies to requests, and ${noun} is one connection; leave it out`],
  ];
  if (!setup?.length) idle.push([['expect'], `applies to responses; ${noun} has none; leave it out`]);
  if (thinkTimeIdle !== null && thinkTime !== 'none') idle.push([['thinkTime'], thinkTimeIdle]);
  return idle;
}

function idleOfSetup({ setup }: ClassSpec): Idle<keyof ClassSpec>[] {
  if (setup?.length) return [];
  return [
    [
      ['setupEvery', 'setupFor', 'setupService'],
      'applies to the steps under setup, and there are none; add them or leave it out',
    ],
  ];
}

function checkOwnLoad(spec: ClassSpec, path: Path): Issue[] {
  const { load } = spec;
  if (load === undefined) return [];
  const stream = streamOfClass(spec);
  const at = [...path, 'load'];
  const why = 'is ignored beside a load of its own; write it there or leave it out';
  const whole = (what: string) => `${what} is for the whole run; write it under the load of the plan`;
  return [
    ...idleKeys(spec, path, [[['users', 'weight'], why]]),
    ...(stream === null || stream.protocol.level(stream.spec) === undefined
      ? []
      : [
          issue(
            [...path, stream.protocol.kind, stream.protocol.levelKey],
            `${stream.protocol.levelKey} ${why}`,
          ),
        ]),
    ...(load.warmup === undefined ? [] : [issue([...at, 'warmup'], whole('a warm-up'))]),
    ...(load.seed === undefined ? [] : [issue([...at, 'seed'], whole('a seed'))]),
    ...(load.iterations === undefined
      ? []
      : [issue([...at, 'iterations'], whole('iterations of all users together'))]),
    ...arrivalsOf(load, at, isOpen(load)),
  ];
}

function arrivalsOf(load: LoadSpec | undefined, path: Path, isOpenLoad: boolean): Issue[] {
  if (load?.arrivals === undefined || isOpenLoad) return [];
  return [
    issue(
      [...path, 'arrivals'],
      'users start their requests themselves; write a rate, or leave the arrivals out',
    ),
  ];
}

function checkExpect(spec: ClassSpec, path: Path): Issue[] {
  const lists = [
    { list: spec.expect, at: path },
    ...stepSites(spec, path).map(({ step, path: at }) => ({ list: step.expect, at })),
  ];
  return lists.flatMap(({ list, at }) =>
    list?.length === 0
      ? [issue([...at, 'expect'], 'expect lists no status; list some, or leave it out for 200 to 399')]
      : [],
  );
}

function idleKeys<Spec extends object>(
  spec: Spec,
  path: Path,
  idle: readonly Idle<keyof Spec & string>[],
): Issue[] {
  return idle.flatMap(([keys, why]) =>
    keys.filter((key) => spec[key] !== undefined).map((key) => issue([...path, key], `${key} ${why}`)),
  );
}

function isOpen(load: LoadSpec | undefined): boolean {
  return load?.rate !== undefined || load?.model === 'open';
}

function issue(path: Path, message: string): Issue {
  return { path, code: 'plan.contradiction', message };
}
