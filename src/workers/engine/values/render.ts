import { compileName, type NameContext } from './names.ts';
import type { TextTemplate } from './port.ts';
import { type UserScope, userScope } from './scope.ts';
import { type Filter, parseTemplate } from './template.ts';

type Piece = string | ((scope: UserScope) => string);

/**
 * Compiles a template to pieces that are joined when it is rendered. Constants are folded in here.
 * @param usual filter of placeholders that name none
 * @throws when the template does not parse
 */
export function compileTemplate(template: string, usual: Filter, names: NameContext): TextTemplate {
  const parsed = parseTemplate(template);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const pieces: Piece[] = [];
  for (const part of parsed.value) {
    if (typeof part === 'string') append(pieces, part);
    else append(pieces, compilePiece(part.name, FILTER[part.filter ?? usual], names));
  }
  const [only] = pieces;
  if (only === undefined) return constantTemplate('');
  return pieces.length === 1 && typeof only === 'string' ? constantTemplate(only) : joined(pieces);
}

/** A template that always gives this text. */
export function constantTemplate(text: string): TextTemplate {
  return { constant: text, render: () => text };
}

function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
  else pieces.push(piece);
}

function joined(pieces: readonly Piece[]): TextTemplate {
  return {
    constant: null,
    render(scope) {
      const own = userScope(scope);
      let text = '';
      for (const piece of pieces) text += typeof piece === 'string' ? piece : piece(own);
      return text;
    },
  };
}

function compilePiece(name: string, filter: (value: unknown) => string, names: NameContext): Piece {
  const { constant, read } = compileName(name, names);
  if (constant !== null) return filter(constant.value);
  return (scope) => {
    const value = read(scope);
    return value === undefined ? '' : filter(value);
  };
}

/** Text of a value: null is nothing, lists and objects are JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const FILTER: Readonly<Record<Filter, (value: unknown) => string>> = {
  text: textOf,
  raw: textOf,
  json: (value) => JSON.stringify(value) ?? 'null',
  string: (value) => insideJson(textOf(value)),
  jsonstring: (value) => insideJson(JSON.stringify(value) ?? 'null'),
  url: (value) => encodePart(textOf(value)),
  form: (value) => encodeForm(textOf(value)),
};

function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Half a surrogate pair has no UTF-8 form: encodeURIComponent would throw on it. */
function encodePart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** As `application/x-www-form-urlencoded` wants it, but for `!'()~`, which every reader takes unencoded. */
export function encodeForm(text: string): string {
  return encodePart(text).replaceAll('%20', '+');
}
