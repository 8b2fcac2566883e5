import type { ClassSpec, LoadSpec, Plan } from '../../../../contract/plan.ts';
import { streamOfClass } from '../../../protocols/protocols.ts';
import { isOpenLoad } from '../compile/load-shape.ts';
import { contradiction, type IdleKeys, type Issue, idleKeys, type Path } from '../text/issue.ts';
import { stepSites } from '../text/template-sites.ts';

/** What a plan says and no run would heed, whatever its size: someone meant something by it. */
export function checkUnused(plan: Plan): Issue[] {
  const sizes = Object.values(plan.sizes ?? {}).map((size) => size?.load);
  const isOpenSomewhere = [plan.load, ...sizes].some(isOpenLoad);
  return [
    ...arrivalsOf(plan.load, ['load'], isOpenSomewhere),
    ...messagesOf(plan.load, ['load']),
    ...Object.entries(plan.sizes ?? {}).flatMap(([size, one]) =>
      messagesOf(one?.load, ['sizes', size, 'load']),
    ),
    ...Object.entries(plan.classes).flatMap(([name, spec]) => checkClass(spec, ['classes', name])),
  ];
}

function checkClass(spec: ClassSpec, path: Path): Issue[] {
  return [
    ...[...idleOfKind(spec), ...idleOfSetup(spec)].flatMap((idle) => idleKeys(spec, path, idle)),
    ...checkOwnLoad(spec, path),
    ...checkExpect(spec, path),
  ];
}

function idleOfKind(spec: ClassSpec): IdleKeys<keyof ClassSpec>[] {
  const { setup, thinkTime } = spec;
  const stream = streamOfClass(spec)?.protocol ?? null;
  if (stream === null) return [];
  const { noun, thinkTimeIdle } = stream;
  const idle: IdleKeys<keyof ClassSpec>[] = [
    { keys: ['iterations'], why: `counts tasks, and ${noun} has none; leave it out` },
    { keys: ['connections'], why: `applies to requests, and ${noun} is one connection; leave it out` },
  ];
  if (!setup?.length)
    idle.push({ keys: ['expect'], why: `applies to responses; ${noun} has none; leave it out` });
  if (thinkTimeIdle !== null && thinkTime !== 'none') idle.push({ keys: ['thinkTime'], why: thinkTimeIdle });
  return idle;
}

function idleOfSetup({ setup }: ClassSpec): IdleKeys<keyof ClassSpec>[] {
  if (setup?.length) return [];
  return [
    {
      keys: ['setupEvery', 'setupFor', 'setupService'],
      why: 'applies to the steps under setup, and there are none; add them or leave it out',
    },
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
    ...idleKeys(spec, path, { keys: ['users', 'weight'], why }),
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
    ...(stream?.protocol.changes.includes('messageRate') === true ? [] : messagesOf(load, at)),
  ];
}

/** Messages are those of a class: of several classes together nobody could say whose. */
function messagesOf(load: LoadSpec | undefined, path: Path): Issue[] {
  return (load?.stages ?? []).flatMap(({ messageRate }, index): Issue[] =>
    messageRate === undefined
      ? []
      : [
          contradiction(
            [...path, 'stages', index, 'messageRate'],
            'a message rate belongs into the load of a class that sends messages; write it there or leave it out',
          ),
        ],
  );
}

function arrivalsOf(load: LoadSpec | undefined, path: Path, isOpen: boolean): Issue[] {
  if (load?.arrivals === undefined || isOpen) return [];
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
