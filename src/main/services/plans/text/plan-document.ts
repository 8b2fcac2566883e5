import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';

import type { PlanPlace, PlanProblem } from '../../../../contract/plan-editing.ts';
import { oversizeOf } from './data-size.ts';
import { scanYaml } from './yaml-scan.ts';

/**
 * A plan's text, parsed: its data, and the way back from a place in the data to a place in the text. Checking,
 * compiling, describing and editing share it; whoever would change it changes a copy.
 */
export interface PlanDocument {
  /** The parser's nodes. To be cloned before they are changed. */
  readonly nodes: Document;
  /** As written, nothing expanded or filled in. Frozen. */
  readonly data: unknown;
  /** Of the value at the path, or of its key; of the nearest thing around it where the path does not exist. */
  locate(path: PlanPlace, what: 'key' | 'value'): { line: number; column: number };
}

type PlanDocumentResult =
  | { readonly ok: true; readonly document: PlanDocument }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] };

/** Bounds that no plan written or recorded by people comes near. */
export const TEXT_LIMITS = { chars: 1_000_000, depth: 64, nodes: 50_000, aliases: 200 } as const;

const TOO_DEEP = `the plan is nested more than ${TEXT_LIMITS.depth} levels deep`;
const TOO_MANY_ALIASES = `the plan repeats itself by more than ${TEXT_LIMITS.aliases} aliases`;
const TOO_MANY = `the plan has more than ${TEXT_LIMITS.nodes} entries`;

/** Texts whose reading is kept: that of an open editor before and after an edit. */
const MAX_KEPT = 2;
const kept = new Map<string, PlanDocumentResult>();

/**
 * The document of a text. The last texts are kept, so that an edit, its check, its values and its storing, which come as
 * one command after the other, parse it once.
 *
 * Reads YAML 1.2 (and so JSON) as plain data. Refused: more than the limits, tags that are not YAML's own, keys that
 * are not text, the key `__proto__`, two keys of one name, an alias inside what it repeats. Aliases are followed, but not to build a big thing from a small text.
 */
export function readPlanDocument(text: string): PlanDocumentResult {
  const read = kept.get(text) ?? parseText(text);
  // Put last: the one that was asked for longest ago is forgotten.
  kept.delete(text);
  kept.set(text, read);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return read;
}

function parseText(text: string): PlanDocumentResult {
  if (text.length > TEXT_LIMITS.chars) {
    return refuse('plan.too_big', `the plan has ${text.length} characters, ${TEXT_LIMITS.chars} are allowed`);
  }
  const excess = scanYaml(text, TEXT_LIMITS);
  if (excess === 'deep') return refuse('plan.too_deep', TOO_DEEP);
  if (excess !== null) return refuse('plan.too_big', excess === 'big' ? TOO_MANY : TOO_MANY_ALIASES);
  try {
    return readDocument(text);
  } catch (error) {
    // The composer walks nested blocks by recursion; a text made to exhaust the stack ends here.
    if (error instanceof RangeError) return refuse('plan.too_deep', TOO_DEEP);
    const why = error instanceof Error ? error.message : 'not YAML';
    return refuse('plan.yaml', `the plan cannot be read: ${why}`);
  }
}

function readDocument(text: string): PlanDocumentResult {
  const lines = new LineCounter();
  const nodes = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    stringKeys: true,
    merge: true,
    resolveKnownTags: false,
    logLevel: 'error',
  });
  const complaints = [...nodes.errors, ...nodes.warnings];
  if (complaints.length > 0) {
    const problems = complaints
      .slice(0, 100)
      .map(({ pos, message }) =>
        problemAt(lines, pos[0], { code: 'plan.yaml', message: sentenceOf(message) }),
      );
    return { ok: false, problems };
  }
  const wrong = findHostile(nodes, lines) ?? findChangedNumber(nodes, lines);
  if (wrong !== null) return { ok: false, problems: [wrong] };
  const data: unknown = nodes.toJS({ maxAliasCount: TEXT_LIMITS.aliases });
  const oversize = oversizeOf(data, TEXT_LIMITS);
  if (oversize === 'deep') return refuse('plan.too_deep', TOO_DEEP);
  if (oversize === 'big') return refuse('plan.too_big', `${TOO_MANY}, aliases written out`);
  return {
    ok: true,
    document: { nodes, data: frozen(data), locate: (path, what) => locate(nodes, lines, { path, what }) },
  };
}

/** Freezes data with all that is in it; an alias stands for the same data in two places. */
function frozen(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Object.isFrozen(data)) return data;
  Object.freeze(data);
  for (const inner of Object.values(data)) frozen(inner);
  return data;
}

function problemAt(
  lines: LineCounter,
  offset: number | undefined,
  what: { readonly code: string; readonly message: string },
): PlanProblem {
  const { line, col } = lines.linePos(offset ?? 0);
  return { line, column: col, path: [], ...what };
}

function findHostile(document: Document, lines: LineCounter): PlanProblem | null {
  let found: PlanProblem | null = null;
  let nodes = 0;
  let aliases = 0;
  visit(document, (_, node, path) => {
    nodes += 1;
    if (isAlias(node)) aliases += 1;
    const stop = (code: string, message: string, at: unknown = node) => {
      found = problemAt(lines, isNode(at) ? at.range?.[0] : 0, { code, message });
      return visit.BREAK;
    };
    // Pairs stand between a map and what is in it: two steps of the walk are one level.
    if (path.length > TEXT_LIMITS.depth * 2) return stop('plan.too_deep', TOO_DEEP);
    if (nodes > TEXT_LIMITS.nodes) return stop('plan.too_big', TOO_MANY);
    if (aliases > TEXT_LIMITS.aliases) return stop('plan.too_big', TOO_MANY_ALIASES);
    if (isAlias(node) && path.includes(node.resolve(document) ?? node)) {
      const repeats = `the alias *${node.source} stands inside the very block it repeats`;
      return stop('plan.alias_cycle', `${repeats}, which would never end`);
    }
    if (isPair(node) && isScalar(node.key) && node.key.value === '__proto__')
      return stop('plan.unsafe_key', '"__proto__" is not a key a plan can have', node.key);
    return undefined;
  });
  return found;
}

/** A whole number that would become another one: JavaScript keeps fifteen to sixteen digits. */
function findChangedNumber(document: Document, lines: LineCounter): PlanProblem | null {
  let found: PlanProblem | null = null;
  visit(document, {
    Scalar(_, { value, source, range }) {
      if (typeof value !== 'number' || Number.isSafeInteger(value)) return undefined;
      if (source === undefined || !/^[-+]?\d+$/.test(source)) return undefined;
      if (source.replace(/^\+/, '').replace(/^(-?)0+/, '$1') === String(value)) return undefined;
      const message = `${source.slice(0, 60)} has more digits than a number can keep; write it in quotes`;
      found = problemAt(lines, range?.[0], { code: 'plan.number', message });
      return visit.BREAK;
    },
  });
  return found;
}

function locate(
  document: Document,
  lines: LineCounter,
  { path, what }: { path: PlanPlace; what: 'key' | 'value' },
): { line: number; column: number } {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const isLast = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) break;
      const key = isNode(pair.key) ? pair.key.range?.[0] : undefined;
      const value = isNode(pair.value) ? pair.value.range?.[0] : undefined;
      offset = (isLast && what === 'value' ? value : key) ?? key ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    } else break;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function sentenceOf(message: string): string {
  const short = message.split('\n')[0] ?? message;
  return short.charAt(0).toLowerCase() + short.slice(1).replace(/\.$/, '');
}

function refuse(code: string, message: string): PlanDocumentResult {
  return { ok: false, problems: [{ line: 1, column: 1, path: [], code, message }] };
}
