import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { VisualEdit } from '../../../../../src/contract/plan-editing.ts';
import { editPlan, planData } from '../../../../../src/main/services/plans/text/edit-plan.ts';
import { readPlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import {
  addTaskEdits,
  classAt,
  classesOf,
  copyClassEdits,
  headcountEdits,
  methodEdits,
  removeClassEdits,
  renameClassEdits,
  renameServiceEdits,
  renameTaskEdits,
  stepAt,
  writeOutEdits,
} from '../../../../../src/renderer/screens/plans/requests/plan-classes.ts';

const TEXT = `plimsoll: 1
name: Shop
services:
  shop: { url: http://h:1 } # ours
  pay: { url: http://h:2 }
classes:
  looking:
    service: shop
    weight: 3
    setup: [{ post: /login, extract: [{ to: token, json: /token }] }]
    tasks:
      list: { weight: 3, get: /items }
      # rare
      order:
        steps: [{ post: /basket }, { name: pay, post: /pay }]
  buying: { service: pay, tasks: { pay: { post: /pay } } }
  watching: { service: shop, websocket: { path: /ws, connections: 7 } }
load: { users: 8, duration: 1m }
thresholds:
  - { service: shop, endpoint: list, metric: latency, acceptable: 100 }
`;
const dataOf = (text: string): unknown => {
  const data = planData(text);
  if (!data.ok) throw new Error(data.failure.message);
  return data.value;
};
const edited = (edits: readonly VisualEdit[], text = TEXT): string => {
  const result = editPlan(text, edits);
  return result.ok ? result.value : result.failure.message;
};
const problems = (text: string, suites = {}) => {
  const reading = readPlan(text, suites);
  return reading.ok ? [] : reading.problems.map((problem) => problem.message);
};
const preset = (name: string) =>
  readFileSync(new URL(`../../../../../resources/presets/${name}.yaml`, import.meta.url), 'utf8');
const DATA = dataOf(TEXT);

describe('the classes of a plan', () => {
  it('with their shares of the load and what they do', () => {
    expect(
      classesOf(DATA, null).map(({ name, protocol, service, own, sharePercent, setup, tasks }) => [
        name,
        protocol.name,
        service,
        own,
        sharePercent,
        setup.length,
        tasks.map((task) => [task.name, task.weight, task.sharePercent, task.steps.length, task.inline]),
      ]),
    ).toEqual([
      [
        'looking',
        'http',
        'shop',
        null,
        75,
        1,
        [
          ['list', 3, 75, 1, true],
          ['order', 1, 25, 2, false],
        ],
      ],
      ['buying', 'http', 'pay', null, 25, 0, [['pay', 1, 100, 1, true]]],
      ['watching', 'websocket', 'shop', 7, null, 0, []],
    ]);
  });

  it('taken from a suite, with what the plan changes about them and their number at a size', () => {
    const suite = dataOf(preset('suites/access-layer'));
    const light = classesOf(dataOf(preset('comprehensive')), suite, 'light');
    expect(
      light.map(({ name, own, ownPath, fromSuite }) => [name, own, ownPath.join('.'), fromSuite])[0],
    ).toEqual(['GatewayRESTUser', 10, 'sizes.light.users.GatewayRESTUser', true]);
    const smoke = classesOf(dataOf(preset('smoke')), suite);
    const shown = smoke.map(({ name, own, sharePercent }) => [name, own, sharePercent]);
    expect(shown[0]).toEqual(['GatewayRESTUser', null, 31.25]);
    expect(shown.at(-1)).toEqual(['StreamingUser/websocket', 5, null]);
    expect(smoke[0]?.tasks.map((task) => task.name).slice(0, 2)).toEqual(['instruments', 'curves']);
  });

  it('that have a number of their own lose it wherever it stands, and only then share', () => {
    const text = `plimsoll: 1
sizes:
  light: { users: { here: 3 } }
  heavy: { users: { here: 9 } }
classes:
  here: { service: shop, users: 4, websocket: { path: /ws, connections: 7 } }
  alone: { service: shop, load: { users: 2 }, tasks: { a: { get: / } } }
`;
    const [here, alone] = classesOf(dataOf(text), null, 'light');
    if (here === undefined || alone === undefined) throw new Error('no classes');
    expect([here.own, here.ownPath, here.ownPlaces.map((place) => place.join('.'))]).toEqual([
      3,
      ['sizes', 'light', 'users', 'here'],
      ['sizes.light.users.here', 'classes.here.users', 'classes.here.websocket.connections'],
    ]);
    expect(alone.sharePercent).toBe(null);
    const shared = edited(headcountEdits(dataOf(text), here, 'share'), text);
    expect(shared).toContain('light: {}');
    expect(shared).toContain('heavy: { users: { here: 9 } }');
    const [after] = classesOf(dataOf(shared), null, 'light');
    expect([after?.own, after?.sharePercent, after?.ownPlaces]).toEqual([null, 100, []]);
    if (after === undefined) throw new Error('no class');
    const own = edited(headcountEdits(dataOf(shared), after, 'own'), shared);
    expect(classesOf(dataOf(own), null, 'light')[0]?.own).toBe(5);
  });

  it('keep the number a suite gives them, whatever the plan takes away', () => {
    const suite = {
      classes: {
        a: { websocket: { connections: 7 } },
        b: { users: 2, tasks: {} },
        c: { tasks: {} },
      },
    };
    const data = { use: { classes: { a: {}, b: { users: 3 }, c: { users: 4 } } } };
    const views = classesOf(data, suite);
    expect(views.map(({ own, mustOwn, ownPlaces }) => [own, mustOwn, ownPlaces.length])).toEqual([
      [7, true, 0],
      [3, true, 1],
      [4, false, 1],
    ]);
  });

  it('with steps that are streams: shown as what they are, never made into requests', () => {
    const steps = [{ websocket: '/ws', send: 'a' }, { sse: '/events', name: 'news' }, { get: '/' }];
    const data = { classes: { user: { tasks: { watch: { steps }, alone: { weight: 2, sse: '/s' } } } } };
    const [group] = classesOf(data, null);
    const views = group?.tasks.flatMap((task) => task.steps) ?? [];
    expect(views.map((step) => [step.method, step.target, step.name, step.protocol.stream !== null])).toEqual(
      [
        ['websocket', '/ws', '', true],
        ['sse', '/events', 'news', true],
        ['get', '/', '', false],
        ['sse', '/s', '', true],
      ],
    );
    expect(views.map((step) => methodEdits(step, 'post').length)).toEqual([0, 0, 1, 0]);
    expect(views.map(({ spec }) => spec)).toEqual([...steps, { weight: 2, sse: '/s' }]);
  });

  it('of anything that is no plan are none, and nothing is thrown', () => {
    for (const data of [
      null,
      5,
      [],
      { classes: 3 },
      { classes: { a: 1 } },
      { classes: { a: { tasks: [1] } } },
    ]) {
      expect(() => classesOf(data, data)).not.toThrow();
    }
    expect(classesOf({ classes: [] }, null)).toEqual([]);
  });
});

describe('a name that is changed', () => {
  it('of a service changes wherever the service is named', () => {
    const text = edited(renameServiceEdits(DATA, 'shop', 'store'));
    expect(problems(text)).toEqual([]);
    expect(text).toContain('store: { url: http://h:1 } # ours');
    expect(text).not.toContain('shop');
  });

  it('of a class changes in the sizes too', () => {
    const text = `${TEXT}sizes:\n  light: { users: { looking: 3 } }\n`;
    const changed = edited(renameClassEdits(dataOf(text), 'looking', 'browsing'), text);
    expect(problems(changed)).toEqual([]);
    expect(changed).toContain('light: { users: { browsing: 3 } }');
  });

  it('of a task takes its thresholds along', () => {
    const task = classesOf(DATA, null)[0]?.tasks[0];
    if (task === undefined) throw new Error('no task');
    const text = edited(renameTaskEdits(DATA, task.path, 'all'));
    expect(renameTaskEdits(DATA, task.path, task.name)).toEqual([]);
    expect(problems(text)).toEqual([]);
    expect(text).toContain('endpoint: all, metric: latency');
  });

  it('of a method keeps the path', () => {
    const step = classesOf(DATA, null)[0]?.tasks[0]?.steps[0];
    if (step === undefined) throw new Error('no step');
    expect(edited(methodEdits(step, 'put'))).toBe(TEXT.replace('get: /items', 'put: /items'));
    expect(methodEdits(step, 'get')).toEqual([]);
  });
});

describe('a class or step', () => {
  it('is copied under a free name, and taken away unless it is the only one', () => {
    const copied = dataOf(edited(copyClassEdits(DATA, null, ['classes', 'buying'])));
    expect(copied).toMatchObject({ classes: { 'buying 2': { service: 'pay' } } });
    expect(removeClassEdits(DATA, null, ['classes', 'buying'])).toEqual([
      { op: 'remove', path: ['classes', 'buying'] },
    ]);
    expect(removeClassEdits({ classes: { only: {} } }, null, ['classes', 'only'])).toEqual([]);
    expect(
      removeClassEdits({ use: { classes: { a: {} } }, classes: { b: {} } }, null, ['use', 'classes', 'a']),
    ).toEqual([{ op: 'remove', path: ['use'] }]);
  });

  it('that is gone is changed no more', () => {
    const shown = { data: DATA, suite: null, size: null };
    const gone = ['classes', 'gone'];
    expect(classAt(shown, ['classes', 'buying'])?.service).toBe('pay');
    expect([
      copyClassEdits(DATA, null, gone),
      removeClassEdits(DATA, null, gone),
      headcountEdits(DATA, classAt(shown, gone), 'own'),
      methodEdits(stepAt(DATA, [...gone, 'tasks', 'x']), 'put'),
      renameTaskEdits(DATA, [...gone, 'tasks', 'x'], 'y'),
      writeOutEdits(DATA, null, 'gone'),
    ]).toEqual([[], [], [], [], [], []]);
  });
});

describe('a request more', () => {
  it('goes into a class, behind the others', () => {
    const text = edited(addTaskEdits(DATA, 'buying'));
    expect(text).toContain('request: { get: / }');
    expect(problems(text)).toEqual([]);
  });

  it('of an empty plan brings a service and a class with it', () => {
    const text = edited(addTaskEdits({ plimsoll: 1, name: 'x' }, null), 'plimsoll: 1\nname: x\n');
    expect(problems(text)).toEqual([]);
    expect(dataOf(text)).toMatchObject({
      classes: { user: { service: 'target', tasks: { request: { get: '/' } } } },
    });
  });
});

describe('a class of the suite written out', () => {
  it('asks the same as before, and can be changed', () => {
    const suiteText = preset('suites/access-layer');
    const suite = dataOf(suiteText);
    const read = readPlan(suiteText);
    const suites = read.ok ? { 'access-layer': read.plan } : {};
    let text = preset('smoke');
    const before = readPlan(text, suites);
    for (const { name } of classesOf(dataOf(text), suite)) {
      text = edited(writeOutEdits(dataOf(text), suite, name), text);
    }
    const now = readPlan(text, {});
    expect(text).not.toContain('use:');
    if (!before.ok || !now.ok) throw new Error('not read');
    expect(now.plan.classes).toEqual(before.plan.classes);
    expect(now.plan.services).toEqual(before.plan.services);
    const rows = ({ thresholds = [] }: typeof now.plan) =>
      thresholds.map((row) => JSON.stringify(row)).sort();
    expect(rows(now.plan)).toEqual(rows(before.plan));
    expect(rows(now.plan).length).toBeGreaterThan(0);
    expect(Object.keys(now.plan.values ?? {}).sort()).toEqual(Object.keys(before.plan.values ?? {}).sort());
  });
});
