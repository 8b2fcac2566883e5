import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  stringify,
  type YAMLMap,
} from 'yaml';
import { type Failure, fail, type Result, succeed } from '../../../../contract/failure.ts';
import { failureOf } from './parse-plan.ts';
import { readPlanText } from './plan-text.ts';
import { foldBelow, mayFold, printDocument } from './print-plan.ts';

export type PlanPath = readonly (string | number)[];

/** One change made in the visual editor, as data. */
export type PlanEdit =
  | { readonly op: 'set'; readonly path: PlanPath; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: PlanPath }
  /** Puts a new item before the one that has this index now. */
  | { readonly op: 'insert'; readonly path: PlanPath; readonly value: unknown }
  | { readonly op: 'rename'; readonly path: PlanPath; readonly to: string }
  /** Brings the keys of a block into this order; keys not named stay behind those that are. */
  | { readonly op: 'order'; readonly path: PlanPath; readonly keys: readonly string[] };

/**
 * Applies edits to a plan's text. Comments, blank lines, quotes, order and what stands on one line stay; an edit of a
 * single value touches nothing but its characters, other edits may even out indentation.
 */
export function editPlan(text: string, edits: readonly PlanEdit[]): Result<string> {
  if (edits.length === 0) return succeed(text);
  const spliced = spliceAll(text, edits);
  if (spliced !== null) return succeed(spliced);
  const read = readPlanText(text);
  if (!read.ok) return fail(failureOf(read.problems));
  const { document } = read.text;
  for (const edit of edits) {
    const refusal = change(document, edit);
    if (refusal !== null) return fail(refusal);
  }
  return succeed(printDocument(document));
}

/** The data a plan's text holds, as the visual editor shows it: as written, nothing expanded or filled in. */
export function planData(text: string): Result<unknown> {
  const read = readPlanText(text);
  return read.ok ? succeed(read.text.data) : fail(failureOf(read.problems));
}

/** The text changed so that it holds `data`, by as few edits as that takes. The same data gives the same text. */
export function updatePlanText(text: string, data: unknown): Result<string> {
  const before = planData(text);
  if (!before.ok) return before;
  return editPlan(text, editsBetween(before.value, data, []));
}

/** Edits that turn one value into the other. Keys that come and go are removed and added; `rename` is for people. */
export function editsBetween(before: unknown, after: unknown, path: PlanPath): PlanEdit[] {
  if (isDeepStrictEqual(before, after) && sameOrder(before, after)) return [];
  if (isRecord(before) && isRecord(after)) return recordEdits(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return listEdits(before, after, path);
  return [{ op: 'set', path, value: after }];
}

function recordEdits(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  path: PlanPath,
): PlanEdit[] {
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key) || after[key] === undefined);
  const kept = Object.keys(after).filter((key) => after[key] !== undefined);
  const edits: PlanEdit[] = removed.map((key) => ({ op: 'remove', path: [...path, key] }));
  for (const key of kept) {
    const at = [...path, key];
    if (Object.hasOwn(before, key)) edits.push(...editsBetween(before[key], after[key], at));
    else edits.push({ op: 'set', path: at, value: after[key] });
  }
  const was = Object.keys(before).filter((key) => kept.includes(key));
  const now = [...was, ...kept.filter((key) => !Object.hasOwn(before, key))];
  if (!isDeepStrictEqual(now, kept)) edits.push({ op: 'order', path, keys: kept });
  return edits;
}

/** What both lists begin and end with stays; the middle is changed in place, then cut or filled. */
function listEdits(before: readonly unknown[], after: readonly unknown[], path: PlanPath): PlanEdit[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && same(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < most - head && same(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const edits: PlanEdit[] = [];
  for (let at = head; at < most - tail; at += 1)
    edits.push(...editsBetween(before[at], after[at], [...path, at]));
  for (let at = before.length - tail - 1; at >= most - tail; at -= 1)
    edits.push({ op: 'remove', path: [...path, at] });
  for (let at = most - tail; at < after.length - tail; at += 1) {
    edits.push({ op: 'insert', path: [...path, at], value: after[at] });
  }
  return edits;
}

/** Every edit as a change of characters; null where one of them is more than that. */
function spliceAll(text: string, edits: readonly PlanEdit[]): string | null {
  let edited = text;
  for (const edit of edits) {
    const read = edit.op === 'set' ? readPlanText(edited) : null;
    if (edit.op !== 'set' || read === null || !read.ok) return null;
    const next = spliceScalar(edited, read.text.document, edit);
    if (next === null) return null;
    edited = next;
  }
  return edited;
}

/** Replaces the characters of one value, where both are single values and the result reads back as meant. */
function spliceScalar(
  text: string,
  document: Document,
  edit: { path: PlanPath; value: unknown },
): string | null {
  const node = document.getIn(edit.path, true);
  if (!isScalar(node) || node.range == null || node.anchor !== undefined || isBlock(node)) return null;
  if (typeof edit.value === 'object' || edit.value === undefined || /[\r\n]/.test(String(edit.value)))
    return null;
  const [from, to] = node.range;
  if (from === to) return null;
  const wanted = withValue(document.toJS(), edit.path, edit.value);
  // In its own quotes first; plain text that means something in a list or block needs quotes it did not have.
  for (const type of new Set([node.type, 'QUOTE_DOUBLE'] as const)) {
    const scalar = new Scalar(edit.value);
    if (type !== undefined) scalar.type = type;
    const edited = text.slice(0, from) + stringify(scalar, { lineWidth: 0 }).trimEnd() + text.slice(to);
    const check = readPlanText(edited);
    if (check.ok && isDeepStrictEqual(check.text.data, wanted)) return edited;
  }
  return null;
}

function isBlock(node: Scalar): boolean {
  return node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
}

function change(document: Document, edit: PlanEdit): Failure | null {
  const shared = sharedAbove(document, edit.path);
  if (shared) return refuse(edit.path, 'is shared with another place by an anchor; change it in the text');
  const parent: unknown = edit.path.length === 0 ? null : document.getIn(edit.path.slice(0, -1), true);
  const key = edit.path.at(-1);
  switch (edit.op) {
    case 'set':
      return setNode(document, edit.path, edit.value);
    case 'remove':
      return document.deleteIn(edit.path) ? null : refuse(edit.path, 'is not there any more');
    case 'insert':
      if (!isSeq(parent)) return setList(document, edit.path, edit.value);
      parent.items.splice(Number(key), 0, freshNode(document, edit.value, edit.path.length));
      return null;
    case 'rename': {
      const pair = isMap(parent) ? pairOf(parent, key) : undefined;
      if (pair === undefined || !isMap(parent)) return refuse(edit.path, 'is not there any more');
      if (parent.has(edit.to)) return refuse(edit.path, `cannot be called ${edit.to}: that name is taken`);
      if (isScalar(pair.key)) pair.key.value = edit.to;
      return null;
    }
    case 'order': {
      const block: unknown = edit.path.length === 0 ? document.contents : document.getIn(edit.path, true);
      if (!isMap(block)) return refuse(edit.path, 'is not there any more');
      sortKeys(block, edit.keys);
      return null;
    }
  }
}

function setNode(document: Document, path: PlanPath, value: unknown): Failure | null {
  const old: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (path.length === 0) {
    document.contents = document.createNode(value) as never;
    foldBelow(document.contents, 0);
    return null;
  }
  const node = freshNode(document, value, path.length);
  if (isScalar(old) && isScalar(node)) {
    // The comment stands on the node: keep the node, change what it holds.
    old.value = node.value;
    if (isBlock(old) && typeof value !== 'string') delete old.type;
    return null;
  }
  const first = path.findIndex(
    (_, depth) => depth < path.length - 1 && !isThere(document, path.slice(0, depth + 1)),
  );
  if (first >= 0) {
    const missing = path.slice(first + 1);
    const around = missing.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    document.setIn(path.slice(0, first + 1), freshNode(document, around, first + 1));
    return null;
  }
  document.setIn(path, node);
  unfoldLong(document, path);
  return null;
}

/** Blocks on one line, where what was put into them has made them too much for one: each key gets a line of its own. */
function unfoldLong(document: Document, path: PlanPath): void {
  for (let depth = 1; depth < path.length; depth += 1) {
    const around: unknown = document.getIn(path.slice(0, depth), true);
    if (!(isMap(around) || isSeq(around)) || around.flow !== true || mayFold(around, depth)) continue;
    around.flow = false;
    // What was said behind the line would be said behind its last.
    const said = [around.commentBefore, around.comment].filter((comment) => comment != null);
    if (said.length > 0) around.commentBefore = said.join('\n');
    delete around.comment;
  }
}

function setList(document: Document, path: PlanPath, value: unknown): Failure | null {
  if (path.at(-1) !== 0) return refuse(path, 'is not there any more');
  return setNode(document, path.slice(0, -1), [value]);
}

function isThere(document: Document, path: PlanPath): boolean {
  const node: unknown = document.getIn(path, true);
  return isMap(node) || isSeq(node);
}

function freshNode(document: Document, value: unknown, depth: number) {
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  foldBelow(node, depth);
  return node;
}

/** An alias on the way: a change below it would change every place it stands for. */
function sharedAbove(document: Document, path: PlanPath): boolean {
  let node: unknown = document.contents;
  for (const step of path.slice(0, -1)) {
    node = isMap(node) ? pairOf(node, step)?.value : isSeq(node) ? node.items[Number(step)] : undefined;
    if (
      isAlias(node) ||
      (isMap(node) && node.anchor !== undefined) ||
      (isSeq(node) && node.anchor !== undefined)
    )
      return true;
  }
  return false;
}

function sortKeys(block: YAMLMap, keys: readonly string[]): void {
  const place = (pair: Pair) => {
    const at = keys.indexOf(String(isScalar(pair.key) ? pair.key.value : pair.key));
    return at < 0 ? keys.length : at;
  };
  block.items.sort((a, b) => place(a) - place(b));
}

function pairOf(block: YAMLMap, key: unknown): Pair | undefined {
  return block.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

function withValue(data: unknown, path: PlanPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(data))
    return data.map((item: unknown, index) => (index === step ? withValue(item, rest, value) : item));
  if (!isRecord(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, item]) => [
      key,
      key === String(step) ? withValue(item, rest, value) : item,
    ]),
  );
}

function sameOrder(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b) && sameOrder(a, b);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(path: PlanPath, why: string): Failure {
  return { code: 'plan.edit', side: 'test', message: `${path.join('.')} ${why}`, hint: '' };
}
