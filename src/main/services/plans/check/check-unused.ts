import type { ClassSpec, LoadSpec, Plan } from '../../../../contract/plan.ts';
import { streamOfClass } from '../../../protocols/protocols.ts';
import { isOpenLoad } from '../compile/load-shape.ts';
import { contradiction, type Issue, type Path } from '../text/issue.ts';
import { stepSites } from '../text/template-sites.ts';

/** Keys that would be passed over, and in one sentence why, with the way out. */
type Idle<Key> = readonly [keys: readonly Key[], why: string];

/** What a plan says and no run would heed, whatever its size: someone meant something by it. */
export function checkUnused(plan: Plan): Issue[] {
  const sizes = Object.values(plan.sizes ?? {}).map((size) => size?.load);
  const isOpenSomewhere = [plan.load, ...sizes].some(isOpenLoad);
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
          contradiction(
            [...path, stream.protocol.kind, stream.protocol.levelKey],
            `${stream.protocol.levelKey} ${why}`,
          ),
        ]),
    ...(load.warmup === undefined ? [] : [contradiction([...at, 'warmup'], whole('a warm-up'))]),
    ...(load.seed === undefined ? [] : [contradiction([...at, 'seed'], whole('a seed'))]),
    ...(load.iterations === undefined
      ? []
      : [contradiction([...at, 'iterations'], whole('iterations of all users together'))]),
    ...arrivalsOf(load, at, isOpenLoad(load)),
  ];
}

function arrivalsOf(load: LoadSpec | undefined, path: Path, isOpenLoad: boolean): Issue[] {
  if (load?.arrivals === undefined || isOpenLoad) return [];
  return [
    contradiction(
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
      ? [
          contradiction(
            [...at, 'expect'],
            'expect lists no status; list some, or leave it out for 200 to 399',
          ),
        ]
      : [],
  );
}

function idleKeys<Spec extends object>(
  spec: Spec,
  path: Path,
  idle: readonly Idle<keyof Spec & string>[],
): Issue[] {
  return idle.flatMap(([keys, why]) =>
    keys
      .filter((key) => spec[key] !== undefined)
      .map((key) => contradiction([...path, key], `${key} ${why}`)),
  );
}
