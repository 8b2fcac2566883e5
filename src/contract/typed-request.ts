import type { AddressRequest } from './address-request.ts';
import { METHODS, type Method } from './methods.ts';

/**
 * How the parts of a request are typed, on the command line and under *Test a URL*: one reader for each. Null: not of
 * this form.
 */

type RequestCheck = NonNullable<AddressRequest['checks']>[number];

/** RFC 9110 5.1. */
export const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** `post` and `POST` alike. */
export function parseMethod(text: string): Method | null {
  const word = text.trim().toLowerCase();
  return METHODS.find((method) => method === word) ?? null;
}

/** `Accept: text/html`; a value is trimmed and has no line break. `Name;` is curl's for a header without a value. */
export function parseHeader(line: string): [name: string, value: string] | null {
  const [, name = '', value = ''] =
    /^([^:]+):\s*(\S.*)$/s.exec(line.trim()) ?? /^([^:;]+);$/.exec(line.trim()) ?? [];
  return HEADER_NAME.test(name) && !/[\r\n\0]/.test(value) ? [name, value] : null;
}

/** `200,201`, `2xx`, `200-204`: each status once, in order. */
export function parseStatuses(text: string): number[] | null {
  const statuses = new Set<number>();
  for (const part of text.split(',')) {
    const [from, to] = statusRange(part.trim()) ?? [];
    if (from === undefined || to === undefined) return null;
    for (let status = from; status <= to; status += 1) statuses.add(status);
  }
  return [...statuses].sort((a, b) => a - b);
}

function statusRange(part: string): readonly [from: number, to: number] | null {
  const hundred = /^([1-5])xx$/i.exec(part)?.[1];
  if (hundred !== undefined) return [Number(hundred) * 100, Number(hundred) * 100 + 99];
  const [, from = '', to = from] = /^(\d{3})(?:-(\d{3}))?$/.exec(part) ?? [];
  const range = [Number(from), Number(to)] as const;
  return from !== '' && range[0] >= 100 && range[0] <= range[1] && range[1] <= 599 ? range : null;
}

/** `/ok=true`: the JSON pointer and the value there, text where it is no number, truth value or null. `/ok` alone: is there. */
export function parseCheck(text: string): RequestCheck | null {
  if (!text.startsWith('/')) return null;
  const cut = text.indexOf('=');
  if (cut < 0) return { json: text };
  const word = text.slice(cut + 1);
  const isJson = /^(true|false|null|-?\d+(\.\d+)?|".*")$/s.test(word);
  return { json: text.slice(0, cut), equals: isJson ? scalarOf(word) : word };
}

function scalarOf(word: string): RequestCheck['equals'] {
  try {
    return JSON.parse(word) as RequestCheck['equals'];
  } catch {
    return word;
  }
}
