import {
  Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { PlanInput } from '../../../../contract/plan.ts';
import type { Data } from '../../../../contract/plan-data.ts';

/** A block whose JSON is shorter than this stands on one line. */
const ONE_LINE = 88;

const MERGE_KEY = '<<';

/** Tokens the lexer puts in that are not in the text. */
const MARKERS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

/** A document as text: no line is broken that was not, `{ a: [1, 2] }` is written like this. */
export function printDocument(document: Document): string {
  tellMergesFromData(document);
  // With merges in its schema the library writes every `<<` without quotes. All else of the schema is the text's.
  document.schema.tags = document.schema.tags.filter(({ tag }) => tag !== 'tag:yaml.org,2002:merge');
  return tightenLists(document.toString({ lineWidth: 0 }));
}

/** A key `<<` that is data, not one a person wrote to merge blocks, needs quotes: plain, it would be read as a merge. */
function tellMergesFromData(document: Document): void {
  visit(document, { Pair: (_, pair) => tellMergeFromData(pair) });
}

function tellMergeFromData(pair: Pair): void {
  const { key } = pair;
  const name: unknown = isScalar(key) ? key.value : key;
  if (name !== MERGE_KEY && !(typeof name === 'symbol' && name.description === MERGE_KEY)) return;
  const written = isScalar(key) ? key : new Scalar(MERGE_KEY);
  written.value = MERGE_KEY;
  // What a person wrote has a source, plain for a merge and in their quotes for data.
  if (written.source !== MERGE_KEY) written.type = 'QUOTE_DOUBLE';
  pair.key = written;
}

/** Writes a plan as a person would: short blocks on one line, long ones indented, the top level always indented. */
export function printPlan(plan: PlanInput | Data): string {
  const document = new Document(plan, { aliasDuplicateObjects: false });
  foldBelow(document.contents, 0);
  return printDocument(document);
}

/** The same plan with each key on a line of its own: a text for the program to read, in which an error has a line. */
export function printUnfolded(plan: PlanInput | Data): string {
  const document = new Document(plan);
  tellMergesFromData(document);
  return document.toString();
}

/** Whether a block may stand on one line: a short one, at depth 1 only where it holds single values. The top is depth 0. */
export function mayFold(node: YAMLMap | YAMLSeq, depth: number): boolean {
  const json = JSON.stringify(node.toJSON()) ?? '';
  const isFlat = node.items.every((item) => !isCollection(isPair(item) ? item.value : item));
  return (depth >= 2 || (depth === 1 && isFlat)) && json.length <= ONE_LINE && !json.includes('\\n');
}

/** Puts what fits on one line there. */
export function foldBelow(node: unknown, depth: number): void {
  if (!isCollection(node)) return;
  if (mayFold(node, depth)) {
    node.flow = true;
    return;
  }
  if (isMap(node)) for (const pair of node.items) foldBelow(pair.value, depth + 1);
  if (isSeq(node))
    for (const item of node.items) if (isNode(item) && !isPair(item)) foldBelow(item, depth + 1);
}

/** The library pads lists like blocks, `[ 1, 2 ]`. Works on tokens, so that brackets inside texts are let be. */
function tightenLists(text: string): string {
  const tokens = [...new Lexer().lex(text)].filter((token) => !MARKERS.has(token));
  return tokens
    .filter((token, index) => {
      if (!/^ +$/.test(token)) return true;
      const before = tokens[index - 1] ?? '';
      return !(before === '[' || (tokens[index + 1] === ']' && !before.endsWith('\n')));
    })
    .join('');
}
