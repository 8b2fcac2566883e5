import { type Document, isMap, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { PlanCompletion } from '../../../../contract/plan-editing.ts';
import type { Path } from '../text/issue.ts';
import { TEXT_LIMITS } from '../text/plan-document.ts';
import { schemasAt } from '../text/plan-issues.ts';
import { scanYaml } from '../text/yaml-scan.ts';
import { SUITE_NAMES } from './presets.ts';

type Option = PlanCompletion['options'][number];

/** Stands where the cursor is; no plan has it. */
const HERE = 'cursor_is_here';
/** Longer texts are written by programs, which need no help. */
const MAX_CHARS = 200_000;

/**
 * What can stand where the cursor is: keys of the block, or the values a key can have. The text need not be a plan, nor
 * YAML: the word at the cursor is replaced by one that always fits, and the place of that is looked up.
 */
export function completePlan(text: string, offset: number): PlanCompletion {
  const nothing = { from: offset, to: offset, options: [] };
  const word = wordAt(text, offset);
  if (word === null || text.length > MAX_CHARS) return nothing;
  const marked = `${text.slice(0, word.from)}${HERE}${word.isKey && !word.hasColon ? ': 0' : ''}${text.slice(word.to)}`;
  if (scanYaml(marked, TEXT_LIMITS) !== null) return nothing;
  const found = findMark(marked);
  if (found === null) return nothing;
  const options = word.isKey ? keyOptions(found) : valueOptions(found);
  return { from: word.from, to: word.to, options };
}

interface Word {
  readonly from: number;
  readonly to: number;
  readonly isKey: boolean;
  /** A key whose colon is there already. */
  readonly hasColon: boolean;
}

/** The word around the cursor, and whether it is a key or a value; null inside comments and quotes. */
function wordAt(text: string, offset: number): Word | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const after = /^[^\n]*/.exec(text.slice(offset))?.[0] ?? '';
  if (/(^|\s)#/.test(before) || /["']/.test(before.replace(/"[^"]*"|'[^']*'/g, ''))) return null;
  const rest = /^[\w.-]*/.exec(after)?.[0] ?? '';
  const at = (length: number) => ({ from: offset - length, to: offset + rest.length });
  const hasColon = /^[\w.-]*\s*:/.test(after);
  const value = /[\w"']\s*:\s+([\w.-]*)$/.exec(before);
  if (value !== null) return { ...at(value[1]?.length ?? 0), isKey: false, hasColon: false };
  const key = /^\s*(?:-\s+)*([\w.-]*)$/.exec(before) ?? /[{,]\s*([\w.-]*)$/.exec(before);
  return key === null ? null : { ...at(key[1]?.length ?? 0), isKey: true, hasColon };
}

interface Found {
  readonly document: Document;
  /** Of the block the key is in, or of the value. */
  readonly path: Path;
  readonly siblings: readonly string[];
}

function findMark(text: string): Found | null {
  try {
    const document = parseDocument(text, { strict: false, logLevel: 'silent', resolveKnownTags: false });
    let found: Found | null = null;
    visit(document, {
      Scalar: (key, node, ancestors) => {
        if (node.value !== HERE) return undefined;
        const path = pathOf([...ancestors]);
        const block = ancestors.at(-2);
        const siblings = key === 'key' ? keysIn(block) : [];
        // The last ancestor is the pair itself: a key stands in the block around it.
        found = { document, path: key === 'key' ? path.slice(0, -1) : path, siblings };
        return visit.BREAK;
      },
    });
    return found;
  } catch {
    // Too deep for the composer: a text that is no plan.
    return null;
  }
}

/** Keys and indexes on the way down through the ancestors of a node. */
function pathOf(ancestors: readonly unknown[]): Path {
  return ancestors.flatMap((node, depth): Path => {
    if (isPair(node)) return [isScalar(node.key) ? String(node.key.value) : ''];
    const next = ancestors[depth + 1];
    return isSeq(node) && next !== undefined ? [node.items.indexOf(next)] : [];
  });
}

function keyOptions({ path, siblings }: Found): Option[] {
  const taken = new Set(siblings.filter((name) => name !== HERE));
  const options = new Map<string, Option>();
  for (const { properties = {} } of schemasAt(path)) {
    for (const [label, schema] of Object.entries(properties)) {
      if (taken.has(label) || options.get(label)?.about) continue;
      options.set(label, { label, kind: 'key', about: schema.description ?? '' });
    }
  }
  return [...options.values()];
}

function valueOptions({ path, document }: Found): Option[] {
  const schemas = schemasAt(path);
  const values = schemas.flatMap((schema) => [
    ...(schema.enum ?? []),
    ...(schema.const === undefined ? [] : [schema.const]),
    ...(schema.type === 'boolean' ? [true, false] : []),
  ]);
  const labels = new Set([...values.map(String), ...namesFor(path, document)]);
  return [...labels].map((label) => ({ label, kind: 'value', about: '' }));
}

/** Names the plan itself gives: services, and the suites of the program. */
function namesFor(path: Path, document: Document): string[] {
  const key = path.at(-1);
  if (key === 'suite') return [...SUITE_NAMES];
  if (key !== 'service' && key !== 'setupService') return [];
  return keysIn(document.get('services', true));
}

function keysIn(block: unknown): string[] {
  if (!isMap(block)) return [];
  return block.items.flatMap((pair) => (isScalar(pair.key) ? String(pair.key.value) : []));
}
