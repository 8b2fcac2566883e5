import type { ConsoleFrame } from '../../../contract/console.ts';
import { parsedJson } from '../../../contract/plan-data.ts';
import { closeWords } from '../../protocols/websocket-endings.ts';

/** What a line says of a frame at a glance: its kind of message, where it names one. */
export function tagOf({ kind, text, cut }: ConsoleFrame): string {
  if (kind !== 'text') return kind;
  const value = cut ? null : parsedJson(text);
  return wordIn(value, ['type', 'event', 'action', 'op', 'method'])?.word.slice(0, 60) ?? '';
}

/** One line for a frame. */
export function lineOf(frame: ConsoleFrame): string {
  const { kind, text, code, direction, closedBy } = frame;
  if (kind === 'close' && direction === 'out') return `Plimsoll closes with ${code ?? 1_000}`;
  if (kind === 'close' && closedBy === 'us')
    return `The service answers the close with ${code ?? 1_005}${quoted(text)}`;
  if (kind === 'close' || kind === 'broken') {
    const reason = kind === 'close' ? quoted(text) : '';
    const number = code ?? 1_006;
    const [title] = closeWords(number);
    return `${title.includes(String(number)) ? title : `${title} (${number})`}${reason}`;
  }
  if (kind === 'ping') return direction === 'in' ? 'Ping from the service, answered' : 'Ping';
  if (kind === 'pong') return 'Pong';
  return text.slice(0, 400).replace(/\s+/g, ' ');
}

/** The whole text; JSON laid out to be read. */
export function bodyOf({ kind, text, cut }: ConsoleFrame): string {
  const value = kind === 'text' && !cut ? parsedJson(text) : undefined;
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : text;
}

/** Why this is not JSON; null where it is. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^JSON\.parse: /, '') : 'Not JSON';
  }
}

/** A reason as the service gave it; nothing where it gave none. */
function quoted(reason: string): string {
  return reason === '' ? '' : `: “${reason.replace(/\s+/g, ' ')}”`;
}

/** `14:03:22.204`: the time of day here. @param epochMs milliseconds since 1970 */
export function timeOfDay(epochMs: number): string {
  const at = new Date(epochMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}

/** `+1.204 s`: since the connection was open. */
export function sinceOpen(ms: number): string {
  return `+${(ms / 1_000).toFixed(3)} s`;
}

/** The first of these fields with a word in it, by which services say what a frame is. */
export function wordIn(value: unknown, fields: readonly string[]): { field: string; word: string } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  for (const field of fields) {
    const word: unknown = Reflect.get(value, field);
    if (typeof word === 'string' && word !== '') return { field, word };
  }
  return null;
}
