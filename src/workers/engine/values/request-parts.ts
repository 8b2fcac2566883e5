import type { BodySpec } from '../../../contract/plan-steps.ts';
import { jsonTemplate } from './json-template.ts';
import type { NameContext } from './names.ts';
import type { BodyTemplate, HeadersTemplate, RunInputs, Scope, TextTemplate } from './port.ts';
import { compileTemplate, constantTemplate, encodeForm } from './render.ts';
import { userScope } from './scope.ts';
import { namesIn, parseTemplate, printTemplate } from './template.ts';

/** What no request line may hold: blanks, controls and everything beyond ASCII. */
const NOT_IN_PATH = /[^\x21-\x7e]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get into a header
const NOT_IN_HEADER = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/;

/** Path and query, or a whole URL. Values are percent-encoded where the template does not say otherwise. */
export function compilePath(template: string, names: NameContext): TextTemplate {
  const parsed = parseTemplate(template);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const valid = parsed.value.map((part) => (typeof part === 'string' ? validPath(part) : part));
  const compiled = compileTemplate(printTemplate(valid), 'url', names);
  if (compiled.constant !== null) return constantTemplate(validPath(compiled.constant));
  const hasOpenEnds = valid.some((part) => typeof part !== 'string' && part.filter !== null);
  if (!hasOpenEnds) return compiled;
  return { constant: null, render: (scope) => validPath(compiled.render(scope)) };
}

function validPath(text: string): string {
  return text.replace(NOT_IN_PATH, (part) => encodeURIComponent(part.toWellFormed()));
}

/** Names in lower case, values as templates; a value that would end its line is reported and left out. */
export function compileHeaders(
  headers: Readonly<Record<string, string>>,
  names: NameContext,
): HeadersTemplate {
  const compiled = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), compileTemplate(value, 'text', names)] as const,
  );
  const secrets = new Set(
    Object.entries(headers).flatMap(([name, value]) =>
      namesIn(value).some((one) => names.slotOf(one).holdsSecret) ? name.toLowerCase() : [],
    ),
  );
  if (compiled.every(([, value]) => value.constant !== null && !NOT_IN_HEADER.test(value.constant))) {
    const fixed = compiled.flatMap(([name, value]) => [name, value.constant ?? '']);
    return { constant: fixed, secrets, render: () => fixed };
  }
  const render = (scope: Scope) => {
    const flat: string[] = [];
    for (const [name, value] of compiled) flat.push(name, safeHeader(name, value.render(scope), scope));
    return flat;
  };
  return { constant: null, secrets, render };
}

function safeHeader(name: string, value: string, scope: Scope): string {
  if (!NOT_IN_HEADER.test(value)) return value;
  userScope(scope).report(
    'value.header',
    `header ${name} would contain a character that no header can contain`,
    'Line breaks and letters beyond Latin-1 must be encoded, for example with {{ name | url }}.',
  );
  return '';
}

/** @throws when a template does not parse, or a body file was not handed over */
export function compileBody(
  body: BodySpec | null,
  names: NameContext,
  inputs: RunInputs,
): BodyTemplate | null {
  if (body === null) return null;
  if ('json' in body) return textBody(compileJson(body.json, names), 'application/json');
  if ('text' in body) {
    return textBody(compileTemplate(body.text, 'text', names), body.type ?? 'text/plain; charset=utf-8');
  }
  if ('form' in body) {
    return textBody(
      compileTemplate(formTemplate(body.form), 'form', names),
      'application/x-www-form-urlencoded',
    );
  }
  const bytes = inputs.files?.[body.file];
  if (bytes === undefined) throw new Error(`the body file ${body.file} was not read before the run`);
  return { contentType: body.type ?? 'application/octet-stream', constant: bytes, render: () => bytes };
}

/** JSON with templates as text. */
function compileJson(json: unknown, names: NameContext): TextTemplate {
  const text = jsonTemplate(json);
  if (!text.ok) throw new Error(text.failure.message);
  return compileTemplate(text.value, 'text', names);
}

function textBody(text: TextTemplate, contentType: string): BodyTemplate {
  return { contentType, constant: text.constant, render: text.render };
}

function formTemplate(form: Readonly<Record<string, string>>): string {
  const fields = Object.entries(form).map(([key, value]) => {
    const parsed = parseTemplate(value);
    if (!parsed.ok) throw new Error(parsed.failure.message);
    const parts = parsed.value.map((part) => (typeof part === 'string' ? encodeForm(part) : part));
    return `${encodeForm(key)}=${printTemplate(parts)}`;
  });
  return fields.join('&');
}
