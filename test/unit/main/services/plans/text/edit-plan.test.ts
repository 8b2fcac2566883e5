import { describe, expect, it } from 'vitest';
import type { VisualEdit } from '../../../../../../src/contract/plan-editing.ts';
import { editPlan, planData } from '../../../../../../src/main/services/plans/text/edit-plan.ts';
import { printPlan } from '../../../../../../src/main/services/plans/text/print-plan.ts';

const TEXT = `# A plan
plimsoll: 1
name: 'Shop' # as in the shop

services:
  # the only one
  api: { url: "http://h:1",   health: /up } # odd blanks stay
values:
  base: &shared { a: 1 }
  other: *shared
classes:
  buyer:
    service: api
    # how often
    tasks:
      browse: { weight: 3, get: /items, expect: [200,201] } # most of it
      order:
        post: /orders
        body: { text: "a,b" }
load: { users: 5 }
`;
const edited = (...edits: VisualEdit[]) => {
  const result = editPlan(TEXT, edits);
  return result.ok ? result.value : result.failure.message;
};
/** Lines that went and lines that came. */
const changes = (text: string) => {
  const [before, after] = [TEXT.split('\n'), text.split('\n')];
  return [before.filter((line) => !after.includes(line)), after.filter((line) => !before.includes(line))];
};

describe('editPlan', () => {
  it.each<[VisualEdit, string[], string[]]>([
    [
      { op: 'set', path: ['name'], value: "O'Hara" },
      ["name: 'Shop' # as in the shop"],
      ["name: 'O''Hara' # as in the shop"],
    ],
    [
      { op: 'set', path: ['name'], value: 'Two' },
      ["name: 'Shop' # as in the shop"],
      ["name: 'Two' # as in the shop"],
    ],
    [
      { op: 'set', path: ['classes', 'buyer', 'tasks', 'browse', 'weight'], value: 4.5 },
      ['      browse: { weight: 3, get: /items, expect: [200,201] } # most of it'],
      ['      browse: { weight: 4.5, get: /items, expect: [200,201] } # most of it'],
    ],
    [
      { op: 'set', path: ['classes', 'buyer', 'tasks', 'browse', 'get'], value: '/a, b' },
      ['      browse: { weight: 3, get: /items, expect: [200,201] } # most of it'],
      ['      browse: { weight: 3, get: "/a, b", expect: [200,201] } # most of it'],
    ],
    [
      { op: 'set', path: ['services', 'api', 'health'], value: '/health' },
      ['  api: { url: "http://h:1",   health: /up } # odd blanks stay'],
      ['  api: { url: "http://h:1",   health: /health } # odd blanks stay'],
    ],
    [
      { op: 'rename', path: ['classes', 'buyer', 'tasks', 'browse'], to: 'look around' },
      [
        '  api: { url: "http://h:1",   health: /up } # odd blanks stay',
        '      browse: { weight: 3, get: /items, expect: [200,201] } # most of it',
      ],
      [
        '  api: { url: "http://h:1", health: /up } # odd blanks stay',
        '      look around: { weight: 3, get: /items, expect: [200, 201] } # most of it',
      ],
    ],
    [
      { op: 'remove', path: ['classes', 'buyer', 'tasks', 'order'] },
      [
        '  api: { url: "http://h:1",   health: /up } # odd blanks stay',
        '      browse: { weight: 3, get: /items, expect: [200,201] } # most of it',
        '      order:',
        '        post: /orders',
        '        body: { text: "a,b" }',
      ],
      [
        '  api: { url: "http://h:1", health: /up } # odd blanks stay',
        '      browse: { weight: 3, get: /items, expect: [200, 201] } # most of it',
      ],
    ],
  ])('%j', (edit, gone, come) => {
    expect(changes(edited(edit))).toEqual([gone, come]);
  });

  it('adds what was not there, with everything around it', () => {
    const text = edited(
      { op: 'set', path: ['limits', 'timeout'], value: '2s' },
      { op: 'set', path: ['classes', 'buyer', 'tasks', 'order', 'checks'], value: [{ status: 201 }] },
      { op: 'insert', path: ['classes', 'buyer', 'tasks', 'order', 'checks', 0], value: { json: '/id' } },
      {
        op: 'insert',
        path: ['thresholds', 0],
        value: { service: 'api', metric: 'errorRate', acceptable: 1 },
      },
    );
    expect(changes(text)[1]).toEqual([
      '  api: { url: "http://h:1", health: /up } # odd blanks stay',
      '      browse: { weight: 3, get: /items, expect: [200, 201] } # most of it',
      '        checks: [{ json: /id }, { status: 201 }]',
      'limits: { timeout: 2s }',
      'thresholds:',
      '  - { service: api, metric: errorRate, acceptable: 1 }',
    ]);
  });

  it('quotes a key that would be read as a merge, and leaves a merge as it was written', () => {
    const merged = `plimsoll: 1\nvalues:\n  base: &base { a: 1 }\n  other:\n    <<: *base\n    b: 2\n  own: { '<<': 3, c: 4 }\n`;
    const path = ['values', 'token'];
    for (const value of [{ '<<': '' }, { '<<': { c: 3 } }, [{ a: { '<<': [] } }]]) {
      const text = editPlan(merged, [{ op: 'set', path, value }]);
      expect(text.ok && text.value).toContain(`    <<: *base\n    b: 2\n  own: { '<<': 3, c: 4 }\n`);
      expect(planData(text.ok ? text.value : '')).toMatchObject({
        value: { values: { other: { a: 1, b: 2 }, own: { '<<': 3, c: 4 }, token: value } },
      });
      expect(planData(printPlan({ plimsoll: 1, value }))).toEqual({
        ok: true,
        value: { plimsoll: 1, value },
      });
    }
    const renamed = editPlan(merged.replace("'<<': 3, ", ''), [
      { op: 'rename', path: ['values', 'own', 'c'], to: '<<' },
    ]);
    expect(renamed.ok && renamed.value).toContain('own: { "<<": 4 }');
    const added = editPlan(merged, [{ op: 'set', path: ['values', 'more', '<<'], value: 1 }]);
    expect(planData(added.ok ? added.value : '')).toMatchObject({ value: { values: { more: { '<<': 1 } } } });
  });

  it('leaves a text of YAML 1.1 what it is, with its own words for numbers and truth', () => {
    const old =
      '%YAML 1.1\n---\nplimsoll: 1\nvalues:\n  base: &base { a: yes }\n  b: 010\n  c:\n    <<: *base\n';
    const text = editPlan(old, [{ op: 'set', path: ['values', 'd'], value: { '<<': 'on' } }]);
    expect(text).toEqual({ ok: true, value: `${old}  d: { "<<": "on" }\n` });
  });

  it('puts blocks in order', () => {
    const text = edited({ op: 'order', path: ['classes', 'buyer', 'tasks'], keys: ['order', 'browse'] });
    expect(text.indexOf('order:')).toBeLessThan(text.indexOf('browse:'));
    expect(text).toContain('# most of it');
  });

  it.each<[VisualEdit, string]>([
    [
      { op: 'set', path: ['values', 'other', 'a'], value: 2 },
      'values.other.a is shared with another place through an anchor; change it in the text',
    ],
    [
      { op: 'set', path: ['values', 'base', 'a'], value: 2 },
      'values.base.a is shared with another place through an anchor; change it in the text',
    ],
    [{ op: 'remove', path: ['nope'] }, 'nope is not there any more'],
    [{ op: 'rename', path: ['classes', 'nope'], to: 'x' }, 'classes.nope is not there any more'],
    [
      { op: 'rename', path: ['classes', 'buyer', 'tasks', 'browse'], to: 'order' },
      'classes.buyer.tasks.browse cannot be renamed to order: that name is taken',
    ],
  ])('refuses %j', (edit, message) => {
    expect(edited(edit)).toBe(message);
  });

  it('gives each key of a block on one line a line of its own, once a block is put into it', () => {
    const stages = [{ to: 5, duration: '1m' }, { duration: '3m' }];
    const result = editPlan('load: { users: 5 } # how much\n', [
      { op: 'set', path: ['load', 'stages'], value: stages },
    ]);
    expect(result.ok && result.value).toBe(
      'load:\n  # how much\n  users: 5\n  stages: [{ to: 5, duration: 1m }, { duration: 3m }]\n',
    );
  });

  it('changes what stands below an anchor that nothing repeats, and refuses it where something does', () => {
    const text = 'values: { base: &shared { a: [1, 2] } }\n';
    const edit: VisualEdit = { op: 'set', path: ['values', 'base', 'a', 1], value: 5 };
    const result = editPlan(text, [edit]);
    expect(result.ok && result.value).toBe('values: { base: &shared { a: [1, 5] } }\n');
    const repeated = editPlan(text.replace(' }\n', ', other: *shared }\n'), [edit]);
    expect(!repeated.ok && repeated.failure.message).toMatch(
      /is shared with another place through an anchor/,
    );
  });

  it('refuses a text that is not YAML, rather than writing over it', () => {
    expect(editPlan('a: [1', [{ op: 'set', path: ['a'], value: 1 }]).ok).toBe(false);
  });
});
