import { type Origin, originOf } from '../drivers/driver.ts';

/** Where a stream's URL leads, as far as its template is fixed; null where it is no URL. */
export function originOfStream(url: string): Origin | null {
  const http = url.replace(/^ws(s?):/i, 'http$1:').replace(/\{\{.*?\}\}/g, 'x');
  return URL.canParse(http) ? originOf(new URL(http)) : null;
}

/** Without the query, which may hold a token: for examples. */
export function urlForExamples(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
