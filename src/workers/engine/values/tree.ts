import type { Tree } from './draw.ts';
import { compileName, type NameContext } from './names.ts';
import { compileTemplate } from './render.ts';
import { parseTemplate } from './template.ts';

/**
 * Compiles JSON with templates in its strings to a function that makes it anew. A string that is exactly one
 * placeholder without filter becomes the value with its own type.
 * @throws when a template does not parse
 */
export function compileTree(json: unknown, names: NameContext): Tree {
  if (typeof json === 'string') return compileString(json, names);
  if (typeof json !== 'object' || json === null) return constantTree(json);
  if (Array.isArray(json)) {
    const items = json.map((item: unknown) => compileTree(item, names));
    if (items.every((item) => item.constant !== null)) return constantTree(items.map(constantOf));
    return { draw: (scope) => items.map((item) => item.draw(scope)), constant: null };
  }
  const entries = Object.entries(json).map(([key, value]) => [key, compileTree(value, names)] as const);
  if (entries.every(([, value]) => value.constant !== null)) {
    return constantTree(Object.fromEntries(entries.map(([key, value]) => [key, constantOf(value)])));
  }
  return {
    draw: (scope) => Object.fromEntries(entries.map(([key, value]) => [key, value.draw(scope)])),
    constant: null,
  };
}

function compileString(text: string, names: NameContext): Tree {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const [only] = parsed.value;
  if (parsed.value.length === 1 && typeof only === 'object' && only.filter === null) {
    const { constant, read } = compileName(only.name, names);
    return { draw: read, constant };
  }
  const template = compileTemplate(text, 'text', names);
  if (template.constant !== null) return constantTree(template.constant);
  return { draw: template.render, constant: null };
}

function constantTree(value: unknown): Tree {
  return { draw: () => value, constant: { value } };
}

function constantOf(tree: Tree): unknown {
  return tree.constant?.value;
}
