import { isAlias, isPair, isScalar, parseDocument, visit } from 'yaml';
import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { oversizeOf } from './data-size.ts';
import { jsonDepth } from './json-depth.ts';
import { scanYaml } from './yaml-scan.ts';

/** Bounds of a document of another tool. */
const FOREIGN_LIMITS = {
  chars: 8 * 1_048_576,
  yamlChars: 2 * 1_048_576,
  depth: 200,
  nodes: 150_000,
  aliases: 500,
} as const;

const TOO_MANY = `the document has more than ${FOREIGN_LIMITS.nodes} entries`;
const TOO_DEEP = `the document is nested more than ${FOREIGN_LIMITS.depth} levels deep`;
const TOO_MANY_ALIASES = 'the document repeats itself by too many aliases';

/**
 * Reads JSON, or YAML 1.2 without tags of its own, as plain data. `__proto__` is dropped wherever it stands; depth,
 * size and aliases are bounded before anything is built.
 */
export function readForeignYaml(text: string): Result<unknown> {
  if (text.length > FOREIGN_LIMITS.chars)
    return refused(`the document has more than ${FOREIGN_LIMITS.chars} characters`);
  if (jsonDepth(text) > FOREIGN_LIMITS.depth) return refused(TOO_DEEP);
  const json = readJson(text);
  if (json !== undefined) return succeed(json);
  if (text.length > FOREIGN_LIMITS.yamlChars)
    return refused(
      `the document is not JSON, and as YAML it has more than ${FOREIGN_LIMITS.yamlChars} characters`,
    );
  const excess = scanYaml(text, FOREIGN_LIMITS);
  if (excess !== null) return refused(excess === 'deep' ? TOO_DEEP : TOO_MANY);
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof RangeError) return refused(TOO_DEEP);
    return refused(`the document cannot be read: ${error instanceof Error ? error.message : 'not YAML'}`);
  }
}

function readJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}

function readYaml(text: string): Result<unknown> {
  const document = parseDocument(text, { prettyErrors: false, resolveKnownTags: false, logLevel: 'error' });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return refused(`the document is not YAML: ${error.message.split('\n')[0]}`);
  let nodes = 0;
  let aliases = 0;
  let deepest = 0;
  visit(document, (_, node, path) => {
    nodes += 1;
    deepest = Math.max(deepest, path.length);
    if (isAlias(node)) aliases += 1;
    if (isPair(node) && isScalar(node.key) && node.key.value === '__proto__') return visit.REMOVE;
    return nodes > FOREIGN_LIMITS.nodes || aliases > FOREIGN_LIMITS.aliases ? visit.BREAK : undefined;
  });
  if (nodes > FOREIGN_LIMITS.nodes) return refused(TOO_MANY);
  if (aliases > FOREIGN_LIMITS.aliases) return refused(TOO_MANY_ALIASES);
  if (deepest > FOREIGN_LIMITS.depth * 2) return refused(TOO_DEEP);
  const data: unknown = document.toJS({ maxAliasCount: FOREIGN_LIMITS.aliases });
  const oversize = oversizeOf(data, FOREIGN_LIMITS);
  if (oversize === 'deep') return refused(TOO_DEEP);
  if (oversize === 'big') return refused(TOO_MANY_ALIASES);
  return succeed(data);
}

function refused<T>(message: string): Result<T> {
  return fail(testFailure('import.refused', message));
}
