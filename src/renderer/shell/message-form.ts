import type { Overrides } from '../../contract/plan.ts';
import { parseReply } from '../../contract/reply-rule.ts';

/** What a bare WebSocket address is to be told, as typed; all empty: protocol pings only. */
export interface MessageForm {
  readonly subscribe: string;
  readonly message: string;
  readonly reply: string;
}
export type MessageErrors = Partial<Record<keyof MessageForm, string>>;

export const NO_MESSAGE: MessageForm = { subscribe: '', message: '', reply: '' };

type MessageOverrides = Pick<Overrides, 'subscribe' | 'message' | 'reply'>;

/** The overrides the fields ask for, and what is wrong with them. */
export function messageOverridesOf(form: MessageForm): {
  overrides: MessageOverrides;
  errors: MessageErrors;
} {
  const [subscribe, message, reply] = [form.subscribe.trim(), form.message.trim(), form.reply.trim()];
  const rule = reply === '' ? undefined : parseReply(reply);
  const error =
    rule === null
      ? 'Such as /type=pong'
      : rule !== undefined && message === ''
        ? 'There is no message to answer'
        : undefined;
  return {
    overrides: {
      ...(subscribe !== '' && { subscribe: [subscribe] }),
      ...(message !== '' && { message }),
      ...(rule !== undefined && rule !== null && error === undefined && { reply: rule }),
    },
    errors: error === undefined ? {} : { reply: error },
  };
}
