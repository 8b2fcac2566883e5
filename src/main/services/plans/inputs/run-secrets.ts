import { isHiddenName } from '../../../../contract/credential-names.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import type { ValueSpec } from '../../../../contract/plan-values.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import { isTokenShaped } from '../../../../contract/token-shape.ts';
import type { RunInputs } from '../../../../workers/engine/values/port.ts';
import { parseTemplate, printTemplate } from '../../../../workers/engine/values/template.ts';
import { watchSitesOf } from '../text/watch-sites.ts';
import { resolveWatches } from './resolve-watches.ts';
import { takeWatchCredentials, watchSecrets } from './watch-secrets.ts';
import {
  credentialsInJson,
  credentialsInText,
  isSecretUnder,
  type NamedSecret,
  textsIn,
  withItsParts,
} from './written-secrets.ts';

interface SecretSources {
  /** As it runs: feeds are named by its values. */
  readonly plan: Pick<RunPlan, 'values' | 'watches'>;
  /** As it was written, also what of it does not run: its text is stored with the run. */
  readonly source: Pick<Plan, 'values' | 'watch'> & { readonly classes: unknown };
  readonly overrides: Overrides;
  readonly inputs: RunInputs;
}

/**
 * Every text a run knows to be secret, from wherever it came: the environment and named secrets, values set in their
 * place, values and feed columns of credential-like names, and what stands in the plan itself as a header, parameter,
 * field or frame member of such a name, or before the host of a watch. The first name given to a text is the one it is shown by.
 */
export function secretsOfRun({ plan, source, overrides, inputs }: SecretSources): NamedSecret[] {
  const watched = (plan.watches ?? []).map((watch) => watch.source);
  return [
    ...Object.entries(inputs.secrets).flatMap(([name, text]) => withItsParts(name, text)),
    ...setSecrets(source, overrides),
    ...Object.entries(source.values ?? {}).flatMap(([name, spec]) =>
      valueSecrets(name, spec, source.values ?? {}),
    ),
    ...credentialsInJson(source.classes),
    ...watchSecrets(watchSitesOf(source.watch).map((site) => site.source)),
    ...watchSecrets(watched),
    ...watchSecrets(
      resolveWatches(plan, inputs).map((watch) => watch.source),
      watched,
    ),
    ...fileSecrets(inputs),
    ...feedSecrets(plan, inputs),
  ];
}

/**
 * What of the texts set beside a plan is a secret: where the plan has a reference, and where the name or the text says
 * so.
 * @param source null: not known (yet), so that every text set may be one
 */
export function setSecrets(source: Pick<Plan, 'values'> | null, overrides: Overrides): NamedSecret[] {
  const { values = {}, message, subscribe = [] } = overrides;
  const set = Object.entries(values).flatMap(([name, text]): NamedSecret[] => {
    const isSecret =
      source === null ||
      isReference(source.values?.[name]) ||
      isSecretUnder(name, text) ||
      isTokenShaped(text);
    // In the plan it stands as a template that means the text.
    const written = printTemplate([text]);
    return isSecret
      ? [...withItsParts(name, text), ...(written === text ? [] : [[name, written] as const])]
      : [];
  });
  const frames = message === undefined ? subscribe : [message, ...subscribe];
  return [
    ...set,
    ...frames.flatMap(credentialsInText),
    ...Object.entries(takeWatchCredentials(overrides).secrets),
  ];
}

function isReference(spec: ValueSpec | undefined): boolean {
  return typeof spec === 'object' && spec !== null && ('env' in spec || 'secret' in spec);
}

/** Values written in the plan under a name that says what they are. */
function valueSecrets(
  name: string,
  spec: ValueSpec,
  values: Readonly<Record<string, ValueSpec>>,
): NamedSecret[] {
  if (typeof spec === 'object' && spec !== null) {
    if ('feed' in spec || 'secret' in spec) return [];
    if ('env' in spec) {
      const text = putTogether(spec.default ?? '', values);
      return isSecretUnder(name, text) || isSecretUnder(spec.env, text) ? [[name, text]] : [];
    }
  }
  const named = isHiddenName(name) ? textsIn(spec).filter((text) => isSecretUnder(name, text)) : [];
  return [...named.map((text): NamedSecret => [name, text]), ...credentialsInJson(spec)];
}

/** A template with the constants it names put in; what else it names stays a placeholder. */
function putTogether(template: string, values: Readonly<Record<string, ValueSpec>>): string {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return template;
  const parts = parsed.value.map((part) => {
    if (typeof part === 'string') return part;
    const value = Object.hasOwn(values, part.name) ? values[part.name] : undefined;
    return typeof value === 'string' ? value : part;
  });
  return parts.every((part) => typeof part === 'string') ? parts.join('') : printTemplate(parts);
}

/** Bodies larger than this are data, not a form somebody wrote. */
const MAX_READ_BYTES = 1_048_576;

function fileSecrets({ files = {} }: RunInputs): NamedSecret[] {
  return Object.values(files).flatMap((bytes) =>
    bytes.byteLength > MAX_READ_BYTES ? [] : credentialsInText(new TextDecoder().decode(bytes)),
  );
}

/** Columns are secret by their own name, or by that of the value that takes them. */
function feedSecrets(plan: Pick<RunPlan, 'values'>, { feeds = {} }: RunInputs): NamedSecret[] {
  const secrets: NamedSecret[] = [];
  for (const [feed, { columns, rows }] of Object.entries(feeds)) {
    const names = columns.map((column) => secretNameOf(plan, feed, { column, isOnly: columns.length === 1 }));
    for (const row of rows) {
      for (const [at, name] of names.entries()) {
        if (name === null) secrets.push(...credentialsInJson(row[at]));
        else for (const text of textsIn(row[at])) if (isSecretUnder(name, text)) secrets.push([name, text]);
      }
    }
  }
  return secrets;
}

/** The credential-like name of a column, or of a value that takes it; null: it has none. */
function secretNameOf(
  plan: Pick<RunPlan, 'values'>,
  feed: string,
  { column, isOnly }: { readonly column: string; readonly isOnly: boolean },
): string | null {
  if (isHiddenName(column)) return column;
  const taking = Object.entries(plan.values).find(([name, spec]) => {
    if (typeof spec !== 'object' || spec === null || !('feed' in spec) || spec.feed !== feed) return false;
    return isHiddenName(name) && (spec.column === undefined ? isOnly : spec.column === column);
  });
  return taking?.[0] ?? null;
}
