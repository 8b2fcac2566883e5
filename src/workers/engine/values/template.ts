import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';

/**
 * A template is text with placeholders: `/orders/{{ id }}`, `{{ user.email }}`, `{{ env.NAME }}`, `{{ price | json }}`.
 * It is substituted, never evaluated: a placeholder holds a name, perhaps dotted, and at most one filter of this list.
 * Two braces that mean nothing are written as a text: `{{ "{{" }}`. In a run of braces the last two open.
 */
const FILTERS = ['text', 'json', 'string', 'url', 'form', 'raw'] as const;
/** Not for writers of plans: `json` inside a string of JSON becomes it, the JSON of a value escaped once more. */
const INNER_FILTER = 'jsonstring';
/**
 * `text`: as it is · `json`: a JSON value · `string`: the inside of a JSON string · `url`: percent-encoded ·
 * `form`: the same with `+` for blanks · `raw`: as it is, even in a path.
 */
export type Filter = (typeof FILTERS)[number] | typeof INNER_FILTER;

interface Placeholder {
  readonly name: string;
  /** null: what is usual for the place. */
  readonly filter: Filter | null;
}
export type TemplatePart = string | Placeholder;

const OPENING = /\{\{(?!\{)/g;
const NAME = /\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*(?:\|\s*(\w+)\s*)?\}\}/y;
const TEXT = /\s*("(?:[^"\\]|\\.)*")\s*\}\}/y;

/** Splits a template; neighbouring texts are joined and empty ones left out. */
export function parseTemplate(template: string): Result<readonly TemplatePart[]> {
  const parts: TemplatePart[] = [];
  let literal = '';
  let from = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(template); match !== null; match = OPENING.exec(template)) {
    literal += template.slice(from, match.index);
    const read = readInside(template, OPENING.lastIndex);
    if (read === null) return fail(malformed(template, match.index));
    from = read.end;
    OPENING.lastIndex = from;
    if (typeof read.part === 'string') {
      literal += read.part;
      continue;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(read.part);
  }
  literal += template.slice(from);
  if (literal !== '') parts.push(literal);
  return succeed(parts);
}

/** The placeholders of a text; none where it does not parse. */
export function placeholdersIn(text: string): Placeholder[] {
  const parsed = parseTemplate(text);
  return parsed.ok ? parsed.value.filter((part) => typeof part !== 'string') : [];
}

/** `env.X` and `secret.X` are whole names; elsewhere a dot asks for a property of the value before it. */
export function splitName(name: string): { readonly base: string; readonly properties: readonly string[] } {
  if (/^(env|secret)\./.test(name)) return { base: name, properties: [] };
  const [base = name, ...properties] = name.split('.');
  return { base, properties };
}

/** Names of values a template asks for; none where it does not parse. */
export function namesIn(text: string): string[] {
  return text.includes('{{') ? placeholdersIn(text).map(({ name }) => splitName(name).base) : [];
}

/** The text that `parseTemplate` reads back as these parts. */
export function printTemplate(parts: readonly TemplatePart[]): string {
  return parts.map(printPart).join('');
}

function printPart(part: TemplatePart): string {
  if (typeof part === 'string') return part.replace(/\{{2,}/g, (braces) => `{{ "${braces}" }}`);
  return part.filter === null ? `{{ ${part.name} }}` : `{{ ${part.name} | ${part.filter} }}`;
}

function readInside(template: string, at: number): { part: TemplatePart; end: number } | null {
  NAME.lastIndex = at;
  const named = NAME.exec(template);
  if (named?.[1] !== undefined) {
    const filter = named[2] ?? null;
    if (filter !== null && !isFilter(filter)) return null;
    return { part: { name: named[1], filter }, end: NAME.lastIndex };
  }
  TEXT.lastIndex = at;
  const text = TEXT.exec(template)?.[1];
  const value = text === undefined ? null : parseText(text);
  return value === null ? null : { part: value, end: TEXT.lastIndex };
}

function parseText(json: string): string | null {
  try {
    return String(JSON.parse(json));
  } catch {
    return null;
  }
}

function isFilter(word: string): word is Filter {
  return word === INNER_FILTER || FILTERS.some((one) => one === word);
}

function malformed(template: string, at: number): Failure {
  const end = template.indexOf('}}', at);
  const excerpt = template.slice(at, end < 0 ? at + 22 : end + 2).slice(0, 80);
  return {
    code: 'plan.template',
    side: 'test',
    message: `${JSON.stringify(excerpt)} is not a placeholder; it holds one name, as in {{ name }} or {{ name | json }}`,
    hint: `Filters are ${FILTERS.join(', ')}; write {{ "{{" }} for two braces that mean nothing.`,
  };
}
