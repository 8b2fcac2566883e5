import type { Overrides } from '../../../../contract/plan.ts';
import { decoded, hideLabels, isLabelCredential, isTokenShaped } from '../../../../contract/token-shape.ts';
import {
  isPrometheus,
  type PrometheusSource,
  parseWatchSource,
  printWatchSource,
  type WatchSource,
} from '../../../../contract/watch.ts';
import { isSensitive, PlanDraft } from '../import/plan-draft.ts';
import { credentialsInJson, credentialsInText, isTemplate, type NamedSecret } from './written-secrets.ts';

/**
 * What in watches is a secret: by its place before the host, its name (also that of a label) or its looks.
 * @param written the same sources before their values were put in: an empty password was one that is not set
 */
export function watchSecrets(
  sources: readonly WatchSource[],
  written: readonly WatchSource[] = sources,
): NamedSecret[] {
  return sources.flatMap((source, nth) => {
    if (!isPrometheus(source)) return [];
    const { url, headers } = source;
    const [, user, password] = USER.exec(url) ?? [];
    const asked = written[nth];
    const hasPassword = asked !== undefined && isPrometheus(asked) && Boolean(USER.exec(asked.url)?.[2]);
    // Alone, it is a token.
    const before = decodedPart((hasPassword ? password : password || user) || '');
    return [
      ...(before === '' || isTemplate(before) ? [] : [['password', before] as const]),
      ...credentialsInText(url),
      ...credentialsInJson(headers ?? {}),
      ...labelSecrets(source),
    ];
  });
}

/** Of the labels that its queries and metrics select by: as they are written, and as they are. */
function labelSecrets(source: PrometheusSource): NamedSecret[] {
  const secrets: NamedSecret[] = [];
  if (source.kind === 'metrics') {
    for (const [name, text] of (source.metrics ?? []).flatMap(({ labels }) => Object.entries(labels)))
      if (isLabelCredential(name, text)) secrets.push([name, text]);
    return secrets;
  }
  for (const query of Object.values(source.queries))
    hideLabels(query, ({ name, written }) => {
      secrets.push([name, written]);
      const text = written.replace(/\\(["'`\\])/g, '$1');
      if (text !== written) secrets.push([name, text]);
      return written;
    });
  return secrets;
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
    const without = withoutLabelCredentials(
      { ...read.value, url: withoutQueryCredentials(withoutUser(url, of, draft), of, draft) },
      (label, text) => draft.secret(`watch-${of}-${label}`, text),
    );
    const [before, after] = [read.value, without].map(printWatchSource);
    return { of, source: after === undefined || after === before ? source : after };
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

function withoutLabelCredentials(
  source: PrometheusSource,
  secret: (label: string, text: string) => string,
): PrometheusSource {
  if (source.kind === 'metrics') {
    const metrics = source.metrics?.map((metric) => ({
      ...metric,
      labels: Object.fromEntries(
        Object.entries(metric.labels).map(([name, text]) => [
          name,
          isLabelCredential(name, text) ? secret(name, text) : text,
        ]),
      ),
    }));
    return metrics === undefined ? source : { ...source, metrics };
  }
  // The text as it is written between its quotes: what takes its place needs no escaping.
  const clean = (text: string) => hideLabels(text, ({ name, written }) => secret(name, written));
  const queries = Object.entries(source.queries).map(([name, query]) => [clean(name), clean(query)]);
  return { ...source, queries: Object.fromEntries(queries) };
}

/** Of a part before the host, where a plus is a plus. */
function decodedPart(text: string): string {
  return decoded(text.replaceAll('+', '%2B'));
}
