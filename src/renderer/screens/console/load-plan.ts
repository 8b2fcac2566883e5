import type { ConsoleFrame } from '../../../contract/console.ts';
import { parsedJson } from '../../../contract/plan-data.ts';
import { type ConsoleForm, requestOf } from './console-form.ts';
import { conversationOf, variableOf } from './load-command.ts';

/** Where a token that was typed here waits for the run; it stays in the memory of the program. */
export const TOKEN_VARIABLE = 'PLIMSOLL_CONSOLE_TOKEN';

/** As bare addresses are graded: each endpoint by its failures, for only its users know how fast is fast enough. */
const THRESHOLDS = [
  {
    service: 'target',
    scope: 'every-endpoint',
    metric: 'errorRate',
    excellent: 0.1,
    good: 0.5,
    acceptable: 1,
  },
];

/**
 * The conversation as a plan: address, token, headers and subprotocols of the form; what was sent last is the message,
 * what was sent before is sent once by each connection. A token that was typed out is not in it. Null: the form is not
 * filled in.
 */
export function consolePlan(form: ConsoleForm, frames: readonly ConsoleFrame[]) {
  const read = requestOf(form);
  if (read.errors !== null) return null;
  const { url, headers = [], subprotocols, token } = read.request;
  const { message, subscribes, reply } = conversationOf(frames);
  const values = new Map<string, object>();
  const isTyped = token !== undefined && !token.text.includes('{{');
  if (isTyped) values.set('token', { env: TOKEN_VARIABLE });
  const credential = isTyped ? '{{ token }}' : byName(token?.text ?? '', values);
  const sent = Object.fromEntries(headers.map(({ name, value }) => [name, byName(value, values)]));
  if (token?.place === 'bearer') sent.Authorization = `Bearer ${credential}`;
  const frame = (text: string) => frameOf(withoutHidden(text, values));
  const target = new URL(url.replace(/^ws/i, 'http'));
  const parameter = token?.place === 'query' ? `${target.search === '' ? '?' : '&'}token=${credential}` : '';
  const conversation = {
    service: 'target',
    ...(Object.keys(sent).length > 0 && { headers: sent }),
    websocket: {
      path: `${target.pathname}${target.search}${parameter}`,
      connections: 10,
      messageRate: 1,
      ...(subprotocols !== undefined && { subprotocols }),
      ...(subscribes.length > 0 && { subscribe: subscribes.map(frame) }),
      ...(message !== null && { message: frame(message) }),
      ...(reply !== null && { reply }),
    },
  };
  const lines = {
    plimsoll: 1,
    name: `Console: ${target.host}${target.pathname}`.slice(0, 120),
    services: { target: { url: target.origin } },
    ...(values.size > 0 && { values: Object.fromEntries(values) }),
    classes: { conversation },
    load: { duration: '30s' },
    thresholds: THRESHOLDS,
  };
  const text = Object.entries(lines).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  /** What `TOKEN_VARIABLE` has to be set to first; null where no token was typed out. */
  const needed = isTyped ? token.text : null;
  return { text: text.join(''), token: needed };
}

/** A text with each `{{ env.NAME }}` and `{{ secret.NAME }}` as a value of the plan, which is added to the others. */
function byName(text: string, values: Map<string, object>): string {
  return text.replace(/\{\{\s*(env|secret)\.([\w.-]+)\s*\}\}/g, (_, kind: string, name: string) => {
    const value = `${kind}_${name.replaceAll(/\W/g, '_')}`;
    values.set(value, { [kind]: name });
    return `{{ ${value} }}`;
  });
}

/** A text with each `[secret NAME]`, which stands for what was hidden, as a value of the plan; the token is one already. */
function withoutHidden(text: string, values: Map<string, object>): string {
  return text.replace(/\[secret ([^\]]+)\]/g, (_, name: string) => {
    const variable = variableOf(name);
    const value = name === 'token' && values.has('token') ? 'token' : `env_${variable}`;
    if (value !== 'token') values.set(value, { env: variable });
    return `{{ ${value} }}`;
  });
}

/** JSON as JSON, so that it is sent as it is written; anything else as text. */
function frameOf(text: string): unknown {
  const value = parsedJson(text);
  return typeof value === 'object' && value !== null ? value : text;
}
