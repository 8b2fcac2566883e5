import type { ConsoleFrame } from '../../../contract/console.ts';
import { parsedJson } from '../../../contract/plan-data.ts';
import { shellQuoted } from '../../../contract/shell-word.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import { wordIn } from './frame-words.ts';

const MAX_SUBSCRIBES = 3;

/**
 * The conversation as a load test for the terminal: what was sent last is the message, what came after it names its
 * answer, what was sent before is sent once by each connection. Secrets are left to variables of the shell: what was
 * typed does not get onto the clipboard, and what is hidden here could not be sent.
 */
export function loadCommand(
  { url, token }: { readonly url: string; readonly token: 'none' | 'query' | 'bearer' },
  frames: readonly ConsoleFrame[],
): string {
  const { message, subscribes, reply } = conversationOf(frames);
  return [
    `npx plimsoll run ${addressOf(url, token)} --connections 10 --message-rate 1 --duration 30s`,
    ...(token === 'bearer' ? ['  --bearer "$TOKEN"'] : []),
    ...subscribes.map((text) => `  --subscribe ${spoken(text)}`),
    ...(message === null ? [] : [`  --message ${spoken(message)}`]),
    ...(reply === null ? [] : [`  --reply ${shellQuoted(`${reply.pointer}=${reply.value}`)}`]),
  ].join(' \\\n');
}

interface ReplyMatcher {
  /** What was sent last; null: nothing was. */
  readonly message: string | null;
  /** What was sent before it, the last few, each once. */
  readonly subscribes: readonly string[];
  /** What tells the answer to the message; null: no frame came after it that says what it is. */
  readonly reply: { readonly pointer: string; readonly value: string } | null;
}

/** The talk on a connection as each connection of a load test is to hold it. */
export function conversationOf(frames: readonly ConsoleFrame[]): ReplyMatcher {
  const sent = frames.filter(({ direction, kind, cut }) => direction === 'out' && kind === 'text' && !cut);
  const message = sent.at(-1);
  const before = [...new Set(sent.slice(0, -1).map(({ text }) => text))];
  return {
    message: message?.text ?? null,
    subscribes: before.filter((text) => text !== message?.text).slice(-MAX_SUBSCRIBES),
    reply: message === undefined ? null : replyTo(frames, message),
  };
}

/** What the first frame after a message says it is, save for a push on a topic. */
function replyTo(frames: readonly ConsoleFrame[], message: ConsoleFrame): ReplyMatcher['reply'] {
  for (const frame of frames) {
    if (frame.number <= message.number || frame.direction !== 'in' || frame.kind !== 'text') continue;
    const value = parsedJson(frame.text);
    if (typeof value === 'object' && value !== null && 'topic' in value) continue;
    const said = wordIn(value, ['type', 'action', 'event', 'op']);
    if (said !== null) return { pointer: `/${said.field}`, value: said.word };
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
    .map((part, n) => (n % 2 === 1 ? `"$${variableOf(part)}"` : part === '' ? '' : shellQuoted(part)))
    .join('');
}

/** The environment variable a hidden text is taken from, by the name that stands for it. */
export function variableOf(name: string): string {
  return name
    .replace(/^(?:env|secret)\./, '')
    .replace(/\W+/g, '_')
    .toUpperCase();
}
