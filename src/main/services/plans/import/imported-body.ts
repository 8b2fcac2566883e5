import { parsedJson } from '../../../../contract/plan-data.ts';
import type { BodySpec } from '../../../../contract/plan-steps.ts';
import { decoded } from '../../../../contract/token-shape.ts';
import { encodeForm } from '../../../../workers/engine/values/render.ts';
import { endOfText, jsonDepth } from '../text/json-depth.ts';
import { isSensitive, literal, type PlanDraft } from './plan-draft.ts';

/** The body of a request found in an import. */
export interface FoundBody {
  readonly text: string;
  readonly type: string | null;
  /** The text with its secrets taken out, where the import knows them better than this file. */
  readonly template?: string;
}

/** Deeper bodies stay text: a plan is nested only so far. */
const MAX_DEPTH = 40;

/** JSON and forms as such where that sends the same bytes or means the same; else the text as it is. */
export function bodyOf(body: FoundBody, draft: PlanDraft): BodySpec {
  const type = body.type?.split(';')[0]?.trim().toLowerCase() ?? '';
  const typed = body.type === null || body.type === '' ? {} : { type: body.type };
  if (body.template !== undefined) return { text: body.template, ...typed };
  const json = exactJson(body.text);
  if (type === 'application/json' || type.endsWith('+json') || type === '') {
    if (json !== null && (type !== '' || typeof json.value === 'object')) {
      return { json: withoutSecrets(json.value, draft, 0) };
    }
  }
  if (type !== 'application/x-www-form-urlencoded') return { text: template(body.text, draft), ...typed };
  const form = exactForm(body.text, draft);
  if (form !== null) return { form };
  if (json === null || typeof json.value !== 'object')
    return { text: formTemplate(body.text, draft), ...typed };
  draft.note(`A JSON body is sent as ${type}, as recorded: change its type if the API expects another.`);
  return { text: template(body.text, draft), ...typed };
}

/** The type that is sent where the headers name none. */
export function impliedType(body: BodySpec): string {
  if ('json' in body) return 'application/json';
  if ('form' in body) return 'application/x-www-form-urlencoded';
  return 'type' in body ? (body.type ?? '').toLowerCase() : '';
}

/** Parsed, where writing it again loses nothing but blanks: no long numbers, no key twice, none that a plan drops. */
function exactJson(text: string): { readonly value: unknown } | null {
  if (jsonDepth(text) > MAX_DEPTH || text.includes('"__proto__"')) return null;
  const value = parsedJson(text);
  return value !== undefined && JSON.stringify(value) === withoutBlanks(text) ? { value } : null;
}

/** @param json valid JSON */
function withoutBlanks(json: string): string {
  let kept = '';
  let from = 0;
  for (let open = json.indexOf('"'); open >= 0; open = json.indexOf('"', from)) {
    const end = endOfText(json, open) + 1;
    kept += json.slice(from, open).replace(/\s+/g, '') + json.slice(open, end);
    from = end;
  }
  return kept + json.slice(from).replace(/\s+/g, '');
}

function withoutSecrets(json: unknown, draft: PlanDraft, depth: number): unknown {
  if (typeof json === 'string') return literal(json);
  if (typeof json !== 'object' || json === null || depth > MAX_DEPTH) return json;
  if (Array.isArray(json)) return json.map((item: unknown) => withoutSecrets(item, draft, depth + 1));
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const hidden = typeof value === 'string' && value !== '' && isSensitive(key);
      return [key, hidden ? draft.secret(key, value) : withoutSecrets(value, draft, depth + 1)];
    }),
  );
}

/** The fields of a form, where the engine writes the same bytes of them: none twice, in this order, encoded its way. */
function exactForm(text: string, draft: PlanDraft): Record<string, string> | null {
  const form = Object.fromEntries(new URLSearchParams(text));
  const pairs = Object.entries(form);
  if (pairs.length === 0 || formText(pairs) !== text || Object.hasOwn(form, '__proto__')) return null;
  return Object.fromEntries(
    pairs.map(([name, value]) => [
      name,
      isSensitive(name) && value !== '' ? draft.secret(name, value) : literal(value),
    ]),
  );
}

/** Fields as the engine sends them in a form. */
export function formText(pairs: readonly (readonly [name: string, value: string])[]): string {
  return pairs.map(([name, value]) => `${encodeForm(name)}=${encodeForm(value)}`).join('&');
}

/** A text that stays one; texts under telling keys are taken out where it is JSON or looks like it. */
function template(text: string, draft: PlanDraft): string {
  return /^\s*[[{]/.test(text) ? replaced(text, hiddenInJson(text), draft) : literal(text);
}

function formTemplate(text: string, draft: PlanDraft): string {
  const hidden: Hidden[] = [];
  let from = 0;
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    const name = decoded(pair.slice(0, Math.max(equals, 0)));
    if (equals > 0 && equals < pair.length - 1 && isSensitive(name))
      hidden.push({ name, from: from + equals + 1, to: from + pair.length });
    from += pair.length + 1;
  }
  return replaced(text, hidden, draft);
}

/** Where in a text a secret stands. */
interface Hidden {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Walks from quote to quote: a pattern that may repeat a million times would need a stack as deep. */
function hiddenInJson(text: string): Hidden[] {
  const hidden: Hidden[] = [];
  const opening = /\s*:\s*"/y;
  for (let open = text.indexOf('"'); open >= 0; ) {
    const close = endOfText(text, open);
    if (close === text.length) break;
    opening.lastIndex = close + 1;
    if (!opening.test(text)) {
      open = text.indexOf('"', close + 1);
      continue;
    }
    const from = opening.lastIndex;
    const to = endOfText(text, from - 1);
    if (to === text.length) break;
    const name = text.slice(open + 1, close);
    if (to > from && isSensitive(name)) hidden.push({ name, from, to });
    open = text.indexOf('"', to + 1);
  }
  return hidden;
}

function replaced(text: string, hidden: readonly Hidden[], draft: PlanDraft): string {
  let end = 0;
  let template = '';
  for (const { name, from, to } of hidden) {
    template += literal(text.slice(end, from)) + draft.secret(name, text.slice(from, to));
    end = to;
  }
  return template + literal(text.slice(end));
}
