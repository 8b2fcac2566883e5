import type { ConsoleFrame } from '../../../contract/console.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';

const MOST_SUBSCRIBES = 3;

/**
 * The conversation as a load test for the terminal: what was sent last is the message, what came after it names its
 * answer, what was sent before is sent once by each connection. Secrets are left to variables of the shell: what was
 * typed does not get onto the clipboard, and what is hidden here could not be sent.
 */
export function loadCommand(
  { url, token }: { readonly url: string; readonly token: 'none' | 'query' | 'bearer' },
  frames: readonly ConsoleFrame[],
): string {
  const sent = frames.filter(({ direction, kind, cut }) => direction === 'out' && kind === 'text' && !cut);
  const message = sent.at(-1);
  const before = [...new Set(sent.slice(0, -1).map(({ text }) => text))];
  const subscribes = before.filter((text) => text !== message?.text).slice(-MOST_SUBSCRIBES);
  const reply = message === undefined ? null : replyType(frames, message);
  return [
    `npx plimsoll run ${addressOf(url, token)} --connections 10 --message-rate 1 --duration 30s`,
    ...(token === 'bearer' ? ['  --bearer "$TOKEN"'] : []),
    ...subscribes.map((text) => `  --subscribe ${spoken(text)}`),
    ...(message === undefined ? [] : [`  --message ${spoken(message.text)}`]),
    ...(reply === null ? [] : [`  --reply ${quoted(`/type=${reply}`)}`]),
  ].join(' \\\n');
}

/** The type of the first frame after a message that is no push on a topic. */
function replyType(frames: readonly ConsoleFrame[], message: ConsoleFrame): string | null {
  for (const frame of frames) {
    if (frame.number <= message.number || frame.direction !== 'in' || frame.kind !== 'text') continue;
    try {
      const value: unknown = JSON.parse(frame.text);
      if (typeof value !== 'object' || value === null || 'topic' in value) continue;
      if ('type' in value && typeof value.type === 'string') return value.type;
    } catch {
      // Not JSON: it names no type.
    }
  }
  return null;
}

function addressOf(url: string, token: 'none' | 'query' | 'bearer'): string {
  if (token !== 'query') return spoken(hideInAddresses(url));
  return `${spoken(`${hideInAddresses(url)}${url.includes('?') ? '&' : '?'}token=`)}"$TOKEN"`;
}

/** A text with `[secret NAME]` in it, as one word of a POSIX shell that takes NAME from its environment. */
function spoken(text: string): string {
  const parts = text.split(/\[secret ([^\]]+)\]/);
  return parts
    .map((part, n) => (n % 2 === 1 ? `"$${variableOf(part)}"` : part === '' ? '' : quoted(part)))
    .join('');
}

function variableOf(name: string): string {
  return name
    .replace(/^(?:env|secret)\./, '')
    .replace(/\W+/g, '_')
    .toUpperCase();
}

/** As one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
