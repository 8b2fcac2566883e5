import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';

/**
 * A template is text with placeholders: `/orders/{{ id }}`, `{{ user.email }}`, `{{ env.NAME }}`, `{{ price | json }}`.
 * It is substituted, never evaluated: a placeholder holds a name, perhaps dotted, and at most one filter of this list.
 * A backslash before `{{` takes its meaning away; two backslashes are one backslash and a placeholder.
 */
export const FILTERS = ['text', 'json', 'string', 'url', 'form', 'raw'] as const;
/**
 * `text`: as it is · `json`: a JSON value · `string`: the inside of a JSON string · `url`: percent-encoded ·
 * `form`: the same with `+` for blanks · `raw`: as it is, even in a path.
 */
export type Filter = (typeof FILTERS)[number];

export interface Placeholder {
  readonly name: string;
  /** null: what is usual for the place. */
  readonly filter: Filter | null;
}
export type TemplatePart = string | Placeholder;

const OPENING = /(\\*)\{\{/g;
const INSIDE = /^\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*(?:\|\s*(\w+)\s*)?$/;

/** Splits a template; neighbouring texts are joined and empty ones left out. */
export function parseTemplate(template: string): Result<readonly TemplatePart[]> {
  const parts: TemplatePart[] = [];
  let literal = '';
  let from = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(template); match !== null; match = OPENING.exec(template)) {
    const slashes = (match[1] as string).length;
    literal += template.slice(from, match.index) + '\\'.repeat(Math.floor(slashes / 2));
    from = OPENING.lastIndex;
    if (slashes % 2 === 1) {
      literal += '{{';
      continue;
    }
    const end = template.indexOf('}}', from);
    const placeholder = end < 0 ? null : readPlaceholder(template.slice(from, end));
    if (placeholder === null) return fail(malformed(template.slice(from - 2, end < 0 ? from + 20 : end + 2)));
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(placeholder);
    from = end + 2;
    OPENING.lastIndex = from;
  }
  literal += template.slice(from);
  if (literal !== '') parts.push(literal);
  return succeed(parts);
}

/** The text that `parseTemplate` reads back as these parts. */
export function printTemplate(parts: readonly TemplatePart[]): string {
  let text = '';
  parts.forEach((part, index) => {
    if (typeof part !== 'string') {
      text += part.filter === null ? `{{ ${part.name} }}` : `{{ ${part.name} | ${part.filter} }}`;
      return;
    }
    const escaped = part.replace(/(\\*)\{\{/g, (_, slashes: string) => `${slashes}${slashes}\\{{`);
    const isBeforePlaceholder = index + 1 < parts.length;
    text += isBeforePlaceholder ? escaped.replace(/\\+$/, (slashes) => slashes + slashes) : escaped;
  });
  return text;
}

function readPlaceholder(inside: string): Placeholder | null {
  const match = INSIDE.exec(inside);
  if (match === null) return null;
  const filter = match[2] ?? null;
  if (filter !== null && !isFilter(filter)) return null;
  return { name: match[1] as string, filter };
}

function isFilter(word: string): word is Filter {
  return (FILTERS as readonly string[]).includes(word);
}

function malformed(excerpt: string): Failure {
  return {
    code: 'plan.template',
    side: 'test',
    message: `${JSON.stringify(excerpt.slice(0, 80))} is not a placeholder; it holds one name, as in {{ name }} or {{ name | json }}`,
    hint: `Filters are ${FILTERS.join(', ')}; write \\{{ for two braces that mean nothing.`,
  };
}
