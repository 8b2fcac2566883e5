import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  stringify,
  type YAMLMap,
} from 'yaml';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { isRecord } from '../../../../contract/plan-data.ts';
import type { PlanPlace, VisualEdit } from '../../../../contract/plan-editing.ts';
import { failureOf } from './parse-plan.ts';
import { type PlanDocument, readPlanDocument } from './plan-document.ts';
import { foldBelow, mayFold, printDocument } from './print-plan.ts';

/**
 * Applies edits to a plan's text. Comments, blank lines, quotes, order and what stands on one line stay; an edit of a
 * single value touches nothing but its characters, other edits may even out indentation.
 */
export function editPlan(text: string, edits: readonly VisualEdit[]): Result<string> {
  if (edits.length === 0) return succeed(text);
  const spliced = spliceAll(text, edits);
  if (spliced !== null) return succeed(spliced);
  const read = readPlanDocument(text);
  if (!read.ok) return fail(failureOf(read.problems));
  const document = read.document.nodes.clone();
  for (const edit of edits) {
    const refusal = change(document, edit);
    if (refusal !== null) return fail(refusal);
  }
  return succeed(printDocument(document));
}

/** The data a plan's text holds, as the visual editor shows it: as written, nothing expanded or filled in. */
export function planData(text: string): Result<unknown> {
  const read = readPlanDocument(text);
  return read.ok ? succeed(read.document.data) : fail(failureOf(read.problems));
}

/** Every edit as a change of characters; null where one of them is more than that. */
function spliceAll(text: string, edits: readonly VisualEdit[]): string | null {
  let edited = text;
  for (const edit of edits) {
    const read = edit.op === 'set' ? readPlanDocument(edited) : null;
    if (edit.op !== 'set' || read === null || !read.ok) return null;
    const next = spliceScalar(edited, read.document, edit);
    if (next === null) return null;
    edited = next;
  }
  return edited;
}

/** Replaces the characters of one value, where both are single values and the result reads back as meant. */
function spliceScalar(
  text: string,
  { nodes, data }: PlanDocument,
  edit: { path: PlanPlace; value: unknown },
): string | null {
  const node = nodes.getIn(edit.path, true);
  if (!isScalar(node) || node.range == null || node.anchor !== undefined || isBlock(node)) return null;
  if (typeof edit.value === 'object' || edit.value === undefined || /[\r\n]/.test(String(edit.value)))
    return null;
  const [from, to] = node.range;
  if (from === to) return null;
  const wanted = withValue(data, edit.path, edit.value);
  // In its own quotes first; plain text that means something in a list or block needs quotes it did not have.
  for (const type of new Set([node.type, 'QUOTE_DOUBLE'] as const)) {
    const scalar = new Scalar(edit.value);
    if (type !== undefined) scalar.type = type;
    const edited = text.slice(0, from) + stringify(scalar, { lineWidth: 0 }).trimEnd() + text.slice(to);
    const check = readPlanDocument(edited);
    if (check.ok && isDeepStrictEqual(check.document.data, wanted)) return edited;
  }
  return null;
}

/** A copy with another value at a place that is there; what an alias repeats elsewhere stays as it was. */
function withValue(data: unknown, [step, ...below]: PlanPlace, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(data)) return data.with(Number(step), withValue(data[Number(step)], below, value));
  return isRecord(data) ? { ...data, [step]: withValue(data[step], below, value) } : data;
}

function isBlock(node: Scalar): boolean {
  return node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
}

function change(document: Document, edit: VisualEdit): Failure | null {
  if (sharedAbove(document, edit.path))
    return refuse(edit.path, 'is shared with another place through an anchor; change it in the text');
  const parent: unknown = edit.path.length === 0 ? null : document.getIn(edit.path.slice(0, -1), true);
  const key = edit.path.at(-1);
  switch (edit.op) {
    case 'set':
      return setNode(document, edit.path, edit.value);
    case 'remove':
      return document.deleteIn(edit.path) ? null : refuse(edit.path, 'is not there any more');
    case 'insert':
      if (!isSeq(parent) && key === 0) return setNode(document, edit.path.slice(0, -1), [edit.value]);
      if (!isSeq(parent)) return refuse(edit.path, 'is not there any more');
      parent.items.splice(Number(key), 0, freshNode(document, edit.value, edit.path.length));
      return null;
    case 'rename': {
      const pair = isMap(parent) ? pairOf(parent, key) : undefined;
      if (pair === undefined || !isMap(parent)) return refuse(edit.path, 'is not there any more');
      if (parent.has(edit.to))
        return refuse(edit.path, `cannot be renamed to ${edit.to}: that name is taken`);
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

function setNode(document: Document, path: PlanPlace, value: unknown): Failure | null {
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
    (_, depth) => depth < path.length - 1 && !isCollection(document.getIn(path.slice(0, depth + 1), true)),
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
function unfoldLong(document: Document, path: PlanPlace): void {
  for (let depth = 1; depth < path.length; depth += 1) {
    const around: unknown = document.getIn(path.slice(0, depth), true);
    if (!isCollection(around) || around.flow !== true || mayFold(around, depth)) continue;
    around.flow = false;
    // What was said behind the line would be said behind its last.
    const said = [around.commentBefore, around.comment].filter((comment) => comment != null);
    if (said.length > 0) around.commentBefore = said.join('\n');
    delete around.comment;
  }
}

function freshNode(document: Document, value: unknown, depth: number) {
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  foldBelow(node, depth);
  return node;
}

/** An alias on the way: a change below it would change every place it stands for. */
function sharedAbove(document: Document, path: PlanPlace): boolean {
  let node: unknown = document.contents;
  for (const step of path.slice(0, -1)) {
    node = isMap(node) ? pairOf(node, step)?.value : isSeq(node) ? node.items[Number(step)] : undefined;
    if (isAlias(node) || (isCollection(node) && node.anchor !== undefined)) return true;
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

function refuse(path: PlanPlace, why: string): Failure {
  return testFailure('plan.edit', `${path.join('.')} ${why}`);
}
