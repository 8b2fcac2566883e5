import type { ConsoleFrame } from '../../../contract/console.ts';

const MOST_SUBSCRIBES = 3;

/**
 * The conversation as a load test for the terminal: what was sent last is the message, what came after it names its
 * answer, what was sent before is sent once by each connection. Null where the token travels in a header, which the
 * command line cannot send.
 */
export function loadCommand(
  { url, token }: { readonly url: string; readonly token: 'none' | 'query' | 'bearer' },
  frames: readonly ConsoleFrame[],
): string | null {
  if (token === 'bearer') return null;
  const sent = frames.filter(({ direction, kind, cut }) => direction === 'out' && kind === 'text' && !cut);
  const message = sent.at(-1);
  const before = [...new Set(sent.slice(0, -1).map(({ text }) => text))];
  const subscribes = before.filter((text) => text !== message?.text).slice(-MOST_SUBSCRIBES);
  const reply = message === undefined ? null : replyType(frames, message);
  return [
    `npx plimsoll run ${addressOf(url, token)} --connections 10 --message-rate 1 --duration 30s`,
    ...subscribes.map((text) => `  --subscribe ${quoted(text)}`),
    ...(message === undefined ? [] : [`  --message ${quoted(message.text)}`]),
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

/** The token is left to the shell: what was typed does not get onto the clipboard. */
function addressOf(url: string, token: 'none' | 'query'): string {
  if (token === 'none') return quoted(url);
  return `${quoted(`${url}${url.includes('?') ? '&' : '?'}token=`)}"$TOKEN"`;
}

/** As one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
