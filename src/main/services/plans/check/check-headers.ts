import { HEADER_NAME } from '../../../../contract/typed-request.ts';
import type { Issue, Path } from '../text/issue.ts';

/** Headers the engine writes itself; a second one would contradict it. */
export const OWN_HEADERS = /^(connection|content-length|expect|host|keep-alive|transfer-encoding|upgrade)$/i;

/** Names and values that no header can have, and names that the engine writes itself. */
export function checkHeaders(headers: Readonly<Record<string, string>> | undefined, path: Path): Issue[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]): Issue[] => {
    const message = wrongHeader(name, value);
    return message === null ? [] : [{ path: [...path, name], code: 'plan.bad_header', message }];
  });
}

function wrongHeader(name: string, value: string): string | null {
  if (!HEADER_NAME.test(name)) return `"${name.slice(0, 60)}" cannot be the name of a header`;
  if (OWN_HEADERS.test(name)) return `header ${name} is written by the engine; leave it out`;
  return /[\r\n\0]/.test(value) ? `header ${name} holds a line break` : null;
}
