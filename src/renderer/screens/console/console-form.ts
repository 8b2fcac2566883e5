import type { ConsoleOpen } from '../../../contract/console.ts';

/** The fields as typed. */
export interface ConsoleForm {
  readonly url: string;
  readonly token: string;
  readonly tokenPlace: 'query' | 'bearer';
  /** Separated by commas or blanks. */
  readonly subprotocols: string;
  /** One a line: `Name: value`. */
  readonly headers: string;
}

export const EMPTY_FORM: ConsoleForm = {
  url: '',
  token: '',
  tokenPlace: 'query',
  subprotocols: '',
  headers: '',
};

export type FormErrors = Partial<Record<keyof ConsoleForm, string>>;

/** RFC 9110: the characters a header name, and a subprotocol, may have. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** What the fields ask for, or what is wrong with them. `localhost:8001/ws` gets the scheme it lacks. */
export function requestOf(
  form: ConsoleForm,
):
  | { readonly request: Omit<ConsoleOpen, 'consoleId'>; readonly errors: null }
  | { readonly errors: FormErrors } {
  const errors: Record<string, string> = {};
  const url = readSocketUrl(form.url);
  if (url === null) errors.url = 'A WebSocket address, such as ws://localhost:8001/ws/stream';
  const subprotocols = form.subprotocols.split(/[\s,]+/).filter((word) => word !== '');
  const odd = subprotocols.find((word) => !TOKEN.test(word));
  if (odd !== undefined) errors.subprotocols = `"${odd}" is not a valid subprotocol name`;
  if (new Set(subprotocols).size !== subprotocols.length) errors.subprotocols = 'List each one once';
  const headers = readHeaders(form.headers);
  if (typeof headers === 'string') errors.headers = headers;
  if (url === null || typeof headers === 'string' || Object.keys(errors).length > 0) return { errors };
  return {
    errors: null,
    request: {
      url,
      ...(headers.length > 0 && { headers }),
      ...(subprotocols.length > 0 && { subprotocols }),
      ...(form.token.trim() !== '' && { token: { text: form.token.trim(), place: form.tokenPlace } }),
    },
  };
}

/** An http address is taken for the WebSocket one of the same place. */
export function readSocketUrl(text: string): string | null {
  const typed = text.trim();
  if (typed === '') return null;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `ws://${typed}`;
  const socket = withScheme.replace(/^http/i, 'ws');
  const url = URL.parse(socket);
  return url !== null && url.hostname !== '' && /^wss?:$/.test(url.protocol) ? socket : null;
}

function readHeaders(text: string): { name: string; value: string }[] | string {
  const headers: { name: string; value: string }[] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const cut = line.indexOf(':');
    const name = line.slice(0, cut).trim();
    if (cut < 1 || !TOKEN.test(name)) return `"${line.trim().slice(0, 40)}" is not of the form Name: value`;
    headers.push({ name, value: line.slice(cut + 1).trim() });
  }
  return headers;
}
