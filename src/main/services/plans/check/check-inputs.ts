import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { FeedTable, RunInputs } from '../../../../workers/engine/values/port.ts';
import { placeholdersIn, splitName } from '../../../../workers/engine/values/template.ts';
import type { ResolvedPlan } from '../compile/resolve-plan.ts';
import { neededSecrets } from '../compile/secrets.ts';
import { type InputSources, readInputs } from '../inputs/run-inputs.ts';
import { classSites } from '../text/class-sites.ts';
import { suggestion } from '../text/plan-issues.ts';
import { valueSites } from '../text/template-sites.ts';

/** A plan as it will run, and as it was written. */
export type InputPlan = Pick<ResolvedPlan, 'plan' | 'source'>;

/** Reads everything a run needs beside its plan, and looks whether its feeds have what the templates ask of them. */
export async function readRunInputs(resolved: InputPlan, sources: InputSources): Promise<Result<RunInputs>> {
  const inputs = await readInputs(resolved.plan, sources);
  if (!inputs.ok) return inputs;
  const wrong = checkFeedColumns(resolved, inputs.value.feeds ?? {});
  return wrong === null ? inputs : fail(wrong);
}

/**
 * What a run would say of the inputs, without the secrets: a plan is checked where they are not known, too.
 * @returns the variables a run would miss
 */
export async function checkInputs(
  resolved: InputPlan,
  sources: InputSources,
): Promise<Result<readonly string[]>> {
  const isSet = (variable: string) => Object.hasOwn(sources.env, variable) && sources.env[variable] !== '';
  const missing = neededSecrets(resolved.plan)
    .filter(({ variable, hasDefault }) => !hasDefault && !isSet(variable))
    .map(({ variable }) => variable);
  const stand = Object.fromEntries(missing.map((variable) => [variable, '-']));
  const inputs = await readRunInputs(resolved, { ...sources, env: { ...sources.env, ...stand } });
  return inputs.ok ? succeed([...new Set(missing)]) : inputs;
}

/** The first `{{ user.email }}` whose feed has no such column; null: all are there. */
function checkFeedColumns(
  { plan, source }: InputPlan,
  feeds: Readonly<Record<string, FeedTable>>,
): Failure | null {
  const texts = [
    ...classSites(source),
    ...Object.values(plan.values).flatMap((spec) => valueSites(spec, [])),
  ];
  for (const { name } of texts.flatMap(({ text }) => placeholdersIn(text))) {
    const { base, properties } = splitName(name);
    const [property] = properties;
    const spec = Object.hasOwn(plan.values, base) ? plan.values[base] : undefined;
    if (property === undefined || typeof spec !== 'object' || spec === null || !('feed' in spec)) continue;
    const table = feeds[spec.feed];
    const why = table === undefined ? null : missingIn(table, { ...spec, name, base, property });
    if (why === null) continue;
    return testFailure('plan.input', `${spec.feed.slice(0, 100)} cannot be used: ${why}`);
  }
  return null;
}

interface Asked {
  /** As the template has it, and its parts. */
  readonly name: string;
  readonly base: string;
  readonly property: string;
  readonly column?: string | undefined;
}

function missingIn({ columns, rows }: FeedTable, { name, base, property, column }: Asked): string | null {
  const only = column ?? (columns.length === 1 ? columns[0] : undefined);
  if (only === undefined) {
    if (columns.includes(property)) return null;
    return `it has no column "${property}" for {{ ${name} }}${suggestion(property, columns)}`;
  }
  const at = columns.indexOf(only);
  // A column of JSON may hold objects, which have keys of their own.
  if (rows.some((row) => typeof row[at] === 'object' && row[at] !== null)) return null;
  const why = column === undefined ? 'it has one column' : `its value takes the column "${only}"`;
  return `${why}, so {{ ${name} }} is undefined; write {{ ${base} }}`;
}
