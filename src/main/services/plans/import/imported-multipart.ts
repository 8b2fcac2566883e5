import type { FoundBody } from './imported-body.ts';
import { isSensitive, literal, type PlanDraft } from './plan-draft.ts';

/** A field of a multipart form. */
export interface FormPart {
  readonly name: string;
  readonly value: string;
  readonly type: string | null;
  readonly fileName: string | null;
}

const BOUNDARY = '----plimsoll-form-boundary';

/** What curl takes a file for, by the end of its name. */
const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
};

/**
 * A multipart form as a text (RFC 7578).
 * @param type as the request names it, perhaps with the boundary
 */
export function multipartOf(
  parts: readonly FormPart[],
  draft: PlanDraft,
  type = 'multipart/form-data',
): FoundBody {
  const named = /;\s*boundary="?([^";]+)"?/i.exec(type)?.[1];
  const boundary = named ?? BOUNDARY;
  const heads = parts.map((part) => `--${boundary}\r\n${headOf(part)}\r\n`);
  const end = `--${boundary}--\r\n`;
  const templates = parts.map(({ name, value }, at) => {
    const hidden = isSensitive(name) && value !== '';
    return `${literal(heads[at] ?? '')}${hidden ? draft.secret(name, value) : literal(value)}\r\n`;
  });
  return {
    text: parts.map(({ value }, at) => `${heads[at]}${value}\r\n`).join('') + end,
    type: named === undefined ? `${type}; boundary=${boundary}` : type,
    template: templates.join('') + literal(end),
  };
}

function headOf({ name, fileName, type }: FormPart): string {
  const file = fileName === null ? '' : `; filename="${quoted(fileName)}"`;
  const ending = fileName?.split('.').at(-1)?.toLowerCase() ?? '';
  const guessed = Object.hasOwn(TYPES, ending) ? TYPES[ending] : 'application/octet-stream';
  const content = type ?? (fileName === null ? undefined : guessed);
  const line = content === undefined ? '' : `Content-Type: ${content.replace(/[\r\n]+/g, ' ')}\r\n`;
  return `Content-Disposition: form-data; name="${quoted(name)}"${file}\r\n${line}`;
}

function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

const PARAMETER =
  /;\s*(type|filename|headers|encoder)=("(?:[^"\\]|\\.)*"|(?:(?!;\s*(?:type|filename|headers|encoder)=).)*)/gis;

/**
 * A field as `-F name=content;type=…;filename=…` writes it, or `--form-string` where all after `=` is content.
 * @returns null where it is a file or none at all; said in a note then
 */
export function readFormField(field: string, isLiteral: boolean, draft: PlanDraft): FormPart | null {
  const equals = field.indexOf('=');
  const [name, rest] = [field.slice(0, equals), field.slice(equals + 1)];
  if (equals < 1 || (!isLiteral && /^[@<]/.test(rest))) {
    draft.note(`The form field ${field.slice(0, 40)} was not imported: it is a file.`);
    return null;
  }
  if (isLiteral) return { name, value: rest, type: null, fileName: null };
  const content = /^(?:"(?:[^"\\]|\\.)*"|[^;]*)/s.exec(rest)?.[0] ?? '';
  const parameters = new Map(
    [...rest.slice(content.length).matchAll(PARAMETER)].map(
      ([, key = '', value = '']) => [key.toLowerCase(), unquoted(value)] as const,
    ),
  );
  for (const key of ['headers', 'encoder']) {
    if (parameters.has(key)) draft.note(`;${key}= of the form field ${name.slice(0, 40)} was not imported.`);
  }
  return {
    name,
    value: unquoted(content),
    type: parameters.get('type') ?? null,
    fileName: parameters.get('filename') ?? null,
  };
}

function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
}
