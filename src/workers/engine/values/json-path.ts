import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { isRecord, recordOf } from '../../../contract/plan-data.ts';

/** Reads one place of a JSON document; undefined where the document has no such place. */
export type JsonReader = (document: unknown) => unknown;

/**
 * Compiles a JSON pointer (RFC 6901: ``, `/data/0/id`, `~0` for `~`, `~1` for `/`) or the part of JSONPath
 * (RFC 9535) that names one place: `$.data[0].id`, `$['a b']`, `$.items[-1]`, and `$.items[*].id` for the first item
 * that has it. Filters, slices and `..` are refused: they cost more than a response should.
 */
export function compileJsonPath(path: string): Result<JsonReader> {
  if (path.length > 1_000) return fail(refused(path, 'is longer than 1,000 characters'));
  if (path.startsWith('$')) {
    const steps = parseJsonPath(path);
    return steps === null
      ? fail(refused(path, 'is JSONPath with more than names, numbers and [*]'))
      : succeed((document) => follow(document, steps, 0));
  }
  if (path !== '' && !path.startsWith('/'))
    return fail(refused(path, `is not a JSON pointer; write "/${path}"`));
  if (/~(?![01])/.test(path)) return fail(refused(path, 'has a ~ that is neither ~0 nor ~1'));
  const tokens = pointerTokens(path);
  return succeed((document) => resolvePointer(document, tokens));
}

/** Tokens of a JSON pointer, unescaped. @see RFC 6901, sections 3 and 4 */
export function pointerTokens(pointer: string): string[] {
  const tokens = pointer.split('/').slice(1);
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function resolvePointer(document: unknown, tokens: readonly string[]): unknown {
  let here = document;
  for (const token of tokens) {
    if (Array.isArray(here)) here = /^(0|[1-9]\d*)$/.test(token) ? here[Number(token)] : undefined;
    else here = isRecord(here) && Object.hasOwn(here, token) ? here[token] : undefined;
    if (here === undefined) return undefined;
  }
  return here;
}

type Step = string | number | typeof ANY;
const ANY = Symbol('any');
const STEP =
  /\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*)|\[(-?\d+)\]|\[(\*)\]|\.(\*)|\['([^'\\]*)'\]|\["([^"\\]*)"\]/y;

function parseJsonPath(path: string): Step[] | null {
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return null;
    const [, name, index, star, dotStar, single, double] = match;
    if (index !== undefined) steps.push(Number(index));
    else if (star !== undefined || dotStar !== undefined) steps.push(ANY);
    else steps.push(name ?? single ?? double ?? '');
  }
  return steps;
}

function follow(here: unknown, steps: readonly Step[], at: number): unknown {
  const step = steps[at];
  if (step === undefined) return here;
  if (step === ANY) {
    for (const item of Array.isArray(here) ? here : Object.values(recordOf(here))) {
      const found = follow(item, steps, at + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof step === 'number') return Array.isArray(here) ? follow(here.at(step), steps, at + 1) : undefined;
  return isRecord(here) && Object.hasOwn(here, step) ? follow(here[step], steps, at + 1) : undefined;
}

function refused(path: string, why: string): Failure {
  return {
    code: 'plan.json_path',
    side: 'test',
    message: `${JSON.stringify(path.slice(0, 100))} ${why}`,
    hint: 'Write a JSON pointer such as /data/0/id, or a path such as $.data[0].id.',
  };
}
