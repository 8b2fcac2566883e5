import type { ConsoleOpen } from '../../../contract/console.ts';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import { type Origin, originOf } from '../../../workers/engine/drivers/driver.ts';
import { credentialsInJson, credentialsInText, type NamedSecret } from '../plans/inputs/written-secrets.ts';
import { lookUpReferences } from '../secrets/look-up-references.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a console connects with. */
export interface ConsoleRequest {
  /** With the token in its query, where it travels there. */
  readonly url: string;
  readonly origin: Origin;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  readonly subprotocols: readonly string[];
  /** Texts that must not be seen again, and the names that take their places. */
  readonly secrets: readonly NamedSecret[];
}

/**
 * Reads what was asked for: references looked up, token put where it travels.
 * @returns `console.bad_url`, `secret.bad_reference`, or `secret.missing_value`, naming what is missing
 */
export function consoleRequestOf(
  asked: ConsoleOpen,
  env: Environment,
  userAgent: string,
): Result<ConsoleRequest> {
  const url = URL.canParse(asked.url) ? new URL(asked.url) : null;
  const origin = url === null ? null : originOf(new URL(asked.url.replace(/^ws/i, 'http')));
  if (url === null || origin === null || !/^wss?:$/.test(url.protocol)) return fail(badUrl(asked.url));
  url.hash = '';
  const secrets: NamedSecret[] = [...credentialsInText(asked.url)];
  const headers = ['user-agent', userAgent];
  for (const { name, value } of asked.headers ?? []) {
    const text = lookUpReferences(value, env, secrets);
    if (!text.ok) return text;
    secrets.push(...credentialsInJson({ [name]: text.value }));
    headers.push(name.toLowerCase(), text.value);
  }
  if (asked.token !== undefined) {
    const text = lookUpReferences(asked.token.text, env, secrets);
    if (!text.ok) return text;
    secrets.push(['token', text.value]);
    if (asked.token.place === 'query') url.searchParams.set('token', text.value);
    else headers.push('authorization', `Bearer ${text.value}`);
  }
  return succeed({ url: url.href, origin, headers, subprotocols: asked.subprotocols ?? [], secrets });
}

function badUrl(text: string): Failure {
  return testFailure(
    'console.bad_url',
    `"${hideInAddresses(text).slice(0, 100)}" is not a WebSocket address.`,
    'Write one such as ws://localhost:8001/ws/stream.',
  );
}
