import type { Overrides } from './plan.ts';

/** Which later frame answers a message: the one that has `value` at a JSON pointer. */
type ReplyRule = NonNullable<Overrides['reply']>;

/** Reads `/type=pong`; the value is read as a number or truth value where it is one, else as text. Null: not of this form. */
export function parseReply(text: string): ReplyRule | null {
  const cut = text.indexOf('=');
  if (!text.startsWith('/') || cut < 0) return null;
  const word = text.slice(cut + 1);
  const isScalar = /^(true|false|-?\d+(\.\d+)?)$/.test(word);
  return { pointer: text.slice(0, cut), value: isScalar ? JSON.parse(word) : word };
}
