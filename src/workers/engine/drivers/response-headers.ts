import type { ResponseHeaders } from './driver.ts';
import { withoutBlanks } from './http-syntax.ts';

export type HeaderRecord = Record<string, string | string[]>;

export function noHeaders(): HeaderRecord {
  // A target may name a header `__proto__`.
  return Object.create(null);
}

/** @param name in lower case */
export function addHeader(headers: HeaderRecord, name: string, value: string): void {
  const before = headers[name];
  if (before === undefined) headers[name] = value;
  else if (typeof before === 'string') headers[name] = [before, value];
  else before.push(value);
}

/** Goes on with the value that was added last under this name. */
export function appendToHeader(headers: HeaderRecord, name: string, more: string): void {
  const before = headers[name];
  if (typeof before === 'string') headers[name] = withoutBlanks(`${before} ${more}`);
  else if (before !== undefined) before.push(withoutBlanks(`${before.pop()} ${more}`));
}

/** The value of a header, several joined as one; empty where there is none. */
export function headerText(headers: ResponseHeaders | null, name: string): string {
  const value = headers?.[name];
  if (value === undefined) return '';
  return typeof value === 'string' ? value : value.join(', ');
}

/** The headers as lines, in the order in which they came. */
export function headerLinesOf(headers: ResponseHeaders | null): string[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : (value ?? [])).map((one) => `${name}: ${one}`),
  );
}
