import type { Overrides } from '../../../../contract/plan.ts';
import { decoded, isTokenShaped } from '../../../../contract/token-shape.ts';
import {
  isPrometheus,
  parseWatchSource,
  printWatchSource,
  type WatchSource,
} from '../../../../contract/watch.ts';
import { isSensitive, PlanDraft } from '../import/plan-draft.ts';
import { credentialsInJson, credentialsInText, isTemplate, type NamedSecret } from './written-secrets.ts';

/** What in the addresses and headers of watches is a secret: by its place before the host, its name or its looks. */
export function watchSecrets(sources: readonly WatchSource[]): NamedSecret[] {
  return sources.filter(isPrometheus).flatMap(({ url, headers }) => {
    const [, user, password] = USER.exec(url) ?? [];
    // Alone, it is a token.
    const before = decodedPart(password || user || '');
    return [
      ...(before === '' || isTemplate(before) ? [] : [['password', before] as const]),
      ...credentialsInText(url),
      ...credentialsInJson(headers ?? {}),
    ];
  });
}

/** User and password before the host of an address. */
const USER = /^https?:\/\/([^/?#@:]*)(?::([^/?#]*))?@/i;

/**
 * Takes the credentials out of the watches that a run is started with, and puts references in their place: what is stored of
 * a run holds none.
 * @returns the credentials by the environment variable that would hold them
 */
export function takeWatchCredentials(overrides: Overrides): {
  readonly overrides: Overrides;
  readonly secrets: Readonly<Record<string, string>>;
} {
  if (overrides.watch === undefined) return { overrides, secrets: {} };
  const draft = new PlanDraft();
  const watch = overrides.watch.map(({ of, source }) => {
    const read = parseWatchSource(source);
    if (!read.ok || !isPrometheus(read.value)) return { of, source };
    const { url } = read.value;
    const without = withoutQueryCredentials(withoutUser(url, of, draft), of, draft);
    return { of, source: without === url ? source : printWatchSource({ ...read.value, url: without }) };
  });
  return { overrides: { ...overrides, watch }, secrets: draft.found.secrets };
}

function withoutUser(url: string, of: string, draft: PlanDraft): string {
  const match = USER.exec(url);
  const [whole, user = '', password = ''] = match ?? [];
  if (whole === undefined) return url;
  const secret = (name: string, text: string) =>
    isTemplate(text) || text === '' ? text : draft.secret(`watch-${of}-${name}`, decodedPart(text));
  const before = password === '' ? secret('token', user) : `${user}:${secret('password', password)}`;
  const scheme = url.slice(0, url.indexOf('//') + 2);
  return `${scheme}${before === '' ? '' : `${before}@`}${url.slice(whole.length)}`;
}

function withoutQueryCredentials(url: string, of: string, draft: PlanDraft): string {
  const at = url.indexOf('?');
  if (at === -1) return url;
  const pairs = url
    .slice(at + 1)
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const name = decoded(pair.slice(0, Math.max(0, equals)));
      const value = decoded(pair.slice(equals + 1));
      const isSecret = equals > 0 && !isTemplate(value) && (isSensitive(name) || isTokenShaped(value));
      return isSecret && value !== ''
        ? `${pair.slice(0, equals)}=${draft.secret(`watch-${of}-${name}`, value)}`
        : pair;
    });
  return `${url.slice(0, at)}?${pairs.join('&')}`;
}

/** Of a part before the host, where a plus is a plus. */
function decodedPart(text: string): string {
  return decoded(text.replaceAll('+', '%2B'));
}
