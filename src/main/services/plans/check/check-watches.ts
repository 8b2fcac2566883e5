import { counted } from '../../../../contract/format.ts';
import type { Plan } from '../../../../contract/plan.ts';
import type { ValueSpec } from '../../../../contract/plan-values.ts';
import { hideInAddresses } from '../../../../contract/token-shape.ts';
import {
  isPrometheus,
  MAX_WATCHES,
  printMetric,
  printWatchSource,
  type WatchSource,
} from '../../../../contract/watch.ts';
import { namesIn, parseTemplate } from '../../../../workers/engine/values/template.ts';
import { contradiction, type Issue, type Path, refusalOf } from '../text/issue.ts';
import { suggestion } from '../text/plan-issues.ts';
import { namesReached, type TemplateSite } from '../text/template-sites.ts';
import { markedAddress, PLACEHOLDER, templatesOfSource, watchSitesOf } from '../text/watch-sites.ts';
import { checkHeaders } from './check-headers.ts';

type Values = Readonly<Record<string, ValueSpec>>;

/** What a plan would watch and nobody could read: too much, twice, at no address, or by values that no watch can have. */
export function checkWatches({ watch, values = {} }: Pick<Plan, 'watch' | 'values'>): Issue[] {
  const sites = watchSitesOf(watch);
  const issues = sites.flatMap(({ source, path }) => checkSource(source, path, values));
  const seen = new Set<string>();
  for (const { of, source, path } of sites) {
    const key = JSON.stringify([of, source]);
    if (seen.has(key))
      issues.push(contradiction(path, `${shownSource(source)} is watched twice as ${of}; leave one out`));
    seen.add(key);
  }
  if (sites.length > MAX_WATCHES)
    issues.push({ path: ['watch'], code: 'plan.out_of_range', message: tooMany(sites.length) });
  return issues;
}

/** More than one run watches. @param count so many it would be */
export function tooMany(count: number): string {
  return `${counted(count, 'watch', 'watches')} are too many: a run has at most ${MAX_WATCHES}; leave some out`;
}

/** What is wrong with one source. @param values what its templates may name */
export function checkSource(source: WatchSource, path: Path, values: Values): Issue[] {
  if (!isPrometheus(source)) return [];
  return [
    ...checkAddress(source.url, path),
    ...checkHeaders(source.headers, [...path, 'headers']),
    ...checkHeaderValues(source.headers, [...path, 'headers'], values),
    ...(source.kind === 'metrics' ? checkMetrics(source, path) : []),
    ...templatesOfSource(source, path).flatMap((site) => checkTemplate(site, values)),
  ];
}

/** Texts of the plan that a header would be made of and cannot: what they hold is known. */
function checkHeaderValues(
  headers: Readonly<Record<string, string>> | undefined,
  path: Path,
  values: Values,
): Issue[] {
  const specOf = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  return Object.entries(headers ?? {}).flatMap(([header, text]): Issue[] => {
    const broken = [...namesReached(namesIn(text), specOf)].find(([, spec]) => LINE_BREAK.test(textOf(spec)));
    if (broken === undefined) return [];
    const message = `header ${header} would hold a line break: {{ ${broken[0]} }} has one`;
    return [{ path: [...path, header], code: 'plan.bad_header', message }];
  });
}

const LINE_BREAK = /[\r\n\0]/;

function textOf(spec: ValueSpec | undefined): string {
  if (typeof spec === 'string') return spec;
  if (typeof spec !== 'object' || spec === null) return '';
  const text = 'value' in spec ? spec.value : 'env' in spec ? spec.default : '';
  return typeof text === 'string' ? text : '';
}

/** As a sentence names it: no credential stands in it. */
function shownSource(source: WatchSource): string {
  return hideInAddresses(printWatchSource(source)).slice(0, 120);
}

function checkAddress(url: string, path: Path): Issue[] {
  const address = markedAddress(url);
  // What does not parse is said of the template.
  if (address === null) return [];
  const { marked, from } = address;
  const say = (why: string): Issue[] => [
    { path, code: 'plan.bad_url', message: `"${hideInAddresses(url).slice(0, 100)}" ${why}` },
  ];
  // Digits fit wherever a placeholder may stand, a port included.
  if (!URL.canParse(marked.replaceAll(PLACEHOLDER, '1')))
    return say('is not an address; write one such as http://localhost:9187/metrics');
  const user = marked.slice(marked.indexOf('//') + 2, from).replace(/@$/, '');
  if (user === '') return [];
  const password = user.includes(':') ? user.slice(user.indexOf(':') + 1) : user;
  return password === PLACEHOLDER
    ? []
    : say('holds a user name or password; write the password as a value, such as {{ env.PASSWORD }}');
}

function checkMetrics({ metrics = [] }: Extract<WatchSource, { kind: 'metrics' }>, path: Path): Issue[] {
  const names = metrics.map(printMetric);
  const again = names.find((name, index) => names.indexOf(name) !== index);
  if (again === undefined) return [];
  return [contradiction(path, `the metric ${again.slice(0, 100)} is listed twice; leave one out`)];
}

function checkTemplate({ path, text }: TemplateSite, values: Values): Issue[] {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return refusalOf(parsed, path);
  const specOf = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  return [...new Set(namesIn(text))].flatMap((name): Issue[] => {
    if (/^(env|secret)\./.test(name)) return [];
    if (specOf(name) === undefined) {
      const message = `{{ ${name} }} is undefined: no value has that name${suggestion(name, Object.keys(values))}`;
      return [{ path, code: 'plan.unknown_value', message }];
    }
    const drawn = [...namesReached([name], specOf)].some(([, spec]) => spec !== undefined && !isFixed(spec));
    if (!drawn) return [];
    const message = `{{ ${name} }} is drawn anew while the test runs; a watch takes texts, numbers, env and secret only`;
    return [{ path, code: 'plan.unknown_value', message }];
  });
}

/** The same all through a run. */
function isFixed(spec: ValueSpec): boolean {
  if (typeof spec !== 'object' || spec === null) return true;
  return 'value' in spec || 'env' in spec || 'secret' in spec;
}
