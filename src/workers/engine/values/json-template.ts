import { type Result, succeed } from '../../../contract/failure.ts';
import { type Filter, parseTemplate, printTemplate, type TemplatePart } from './template.ts';

/**
 * Writes JSON with templates in its strings as one text template: `{ id: "{{ id }}" }` becomes
 * `{"id":{{ id | json }}}`, so that rendering a body joins texts and never walks a tree. Keys are not templates.
 * A text inside a longer string, or with a filter that makes a text of it, is escaped as JSON wants it, whatever the
 * value holds. Only `{{ name | raw }}` is put in as it is, for whoever has JSON as text.
 */
export function jsonTemplate(json: unknown): Result<string> {
  const parts: TemplatePart[] = [];
  const failed = write(json, parts);
  return failed ?? succeed(printTemplate(parts));
}

function write(json: unknown, parts: TemplatePart[]): Result<never> | null {
  if (typeof json === 'string') return writeString(json, parts);
  if (Array.isArray(json)) {
    parts.push('[');
    for (const [index, item] of json.entries()) {
      if (index > 0) parts.push(',');
      const failed = write(item, parts);
      if (failed !== null) return failed;
    }
    parts.push(']');
    return null;
  }
  if (typeof json === 'object' && json !== null) {
    const entries = Object.entries(json).filter(([, value]) => value !== undefined);
    parts.push('{');
    for (const [index, [key, value]] of entries.entries()) {
      parts.push(`${index > 0 ? ',' : ''}${JSON.stringify(key)}:`);
      const failed = write(value, parts);
      if (failed !== null) return failed;
    }
    parts.push('}');
    return null;
  }
  parts.push(JSON.stringify(json) ?? 'null');
  return null;
}

function writeString(text: string, parts: TemplatePart[]): Result<never> | null {
  const template = parseTemplate(text);
  if (!template.ok) return template;
  const [first] = template.value;
  if (template.value.length === 1 && typeof first === 'object') {
    const filter = first.filter ?? 'json';
    if (filter === 'json' || filter === 'raw') {
      parts.push({ name: first.name, filter });
      return null;
    }
  }
  parts.push('"');
  for (const part of template.value) {
    if (typeof part === 'string') parts.push(JSON.stringify(part).slice(1, -1));
    else parts.push({ name: part.name, filter: insideString(part.filter) });
  }
  parts.push('"');
  return null;
}

/** The filter that gives the same text as the one asked for, escaped for the inside of a JSON string. */
function insideString(filter: Filter | null): Filter {
  if (filter === null || filter === 'text') return 'string';
  return filter === 'json' ? 'jsonstring' : filter;
}
