import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseDocument } from 'yaml';
import type { VisualEdit } from '../../../../../../src/contract/plan-editing.ts';
import type { App } from '../../../../../../src/main/services/app-port.ts';
import { readPlanDocument } from '../../../../../../src/main/services/plans/text/plan-document.ts';
import { openApp } from '../../../../../support/opened-app.ts';
import { createTempDir, type TempDir } from '../../../../../support/temp-dir.ts';

vi.mock('yaml', async (original) => {
  const yaml = await original<typeof import('yaml')>();
  return { ...yaml, parseDocument: vi.fn(yaml.parseDocument) };
});

const parses = vi.mocked(parseDocument);

/** Each with a name of its own: a text that was read before is not read again. */
const textNamed = (name: string) => `plimsoll: 1
name: ${name}
services: { shop: { url: "http://127.0.0.1:9" } }
values: { word: { oneOf: [a, b] } }
classes:
  looking: { service: shop, thinkTime: none, tasks: { items: { get: "/items/{{ word }}" } } }
load: { users: 4, spawnRate: 2, duration: 1m }
`;

describe('one parse for all that is done with a text', () => {
  let dir: TempDir;
  let app: App;
  beforeEach(() => {
    dir = createTempDir();
    app = openApp(dir.path);
  });
  afterEach(async () => {
    await app.close();
    dir.remove();
  });

  async function opened(name: string) {
    const saved = await app.handlers['plans.save']({ text: textNamed(name) });
    if (!saved.ok || saved.value.row === null) throw new Error('not saved');
    const { text, revision, row } = saved.value;
    await app.handlers['plans.check']({ text });
    parses.mockClear();
    return { text, revision, planId: row.planId };
  }

  it.each<[string, VisualEdit]>([
    ['a number', { op: 'set', path: ['load', 'users'], value: 5 }],
    ['a text', { op: 'set', path: ['name'], value: 'Shop, the small one' }],
    ['a key that was not there', { op: 'set', path: ['load', 'warmup'], value: '5s' }],
    ['a class by another name', { op: 'rename', path: ['classes', 'looking'], to: 'buying' }],
  ])('a committed field, %s: edited, checked, its values drawn, stored, described', async (field, edit) => {
    const { text, revision, planId } = await opened(`Field ${field}`);
    const edited = await app.handlers['plans.edit']({ text, edits: [edit] });
    if (!edited.ok) throw new Error(edited.failure.message);
    expect(edited.value.problems).toEqual([]);
    await app.handlers['plans.nextValues']({ text: edited.value.text, planId });
    const saved = await app.handlers['plans.save']({ text: edited.value.text, planId, revision });
    expect(saved.ok).toBe(true);
    const described = await app.handlers['plans.describe']({ plan: { kind: 'stored', planId } });
    expect(described.ok).toBe(true);
    expect(parses).toHaveBeenCalledTimes(1);
  });

  it('a text typed in: checked, its values drawn, stored, described', async () => {
    const { text, revision, planId } = await opened('Typed');
    const typed = text.replace('users: 4', 'users: 7');
    await app.handlers['plans.check']({ text: typed });
    await app.handlers['plans.nextValues']({ text: typed, planId });
    await app.handlers['plans.save']({ text: typed, planId, revision });
    await app.handlers['plans.describe']({ plan: { kind: 'stored', planId } });
    expect(parses).toHaveBeenCalledTimes(1);
  });
});

describe('readPlanDocument', () => {
  it('keeps the last two texts', () => {
    parses.mockClear();
    for (const text of ['a: 1', 'a: 2', 'a: 1', 'a: 3', 'a: 1', 'a: 2']) readPlanDocument(text);
    expect(parses.mock.calls.map(([text]) => text)).toEqual(['a: 1', 'a: 2', 'a: 3', 'a: 2']);
  });

  it('gives data that nobody can change', () => {
    const read = readPlanDocument('a: { b: [1, { c: 2 }] }');
    if (!read.ok) throw new Error('not read');
    const data = read.document.data as { a: { b: [number, { c: number }] } };
    expect(() => {
      data.a.b[1].c = 3;
    }).toThrow(TypeError);
  });
});
