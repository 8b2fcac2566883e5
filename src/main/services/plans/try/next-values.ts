import { isHiddenName } from '../../../../contract/credential-names.ts';
import type { Result } from '../../../../contract/failure.ts';
import { shortened } from '../../../../contract/format.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import { planSchema } from '../../../../contract/plan.ts';
import { recordOf, textOrJson, valueAt } from '../../../../contract/plan-data.ts';
import type { NextValue } from '../../../../contract/plan-editing.ts';
import type { ValueSpec } from '../../../../contract/plan-values.ts';
import { hiddenAs } from '../../../../contract/token-shape.ts';
import type { EpochMillis } from '../../../../contract/units.ts';
import type { FeedTable } from '../../../../workers/engine/values/port.ts';
import { createValueSource } from '../../../../workers/engine/values/value-source.ts';
import { checkValues } from '../check/check-values.ts';
import { referenceOf } from '../compile/compile-values.ts';
import { neededSecrets } from '../compile/secrets.ts';
import { parseFeed } from '../inputs/feed-table.ts';
import type { SuiteTexts } from '../library/presets.ts';
import { issuesOf, suggestion } from '../text/plan-issues.ts';
import { namesOfValue } from '../text/template-sites.ts';
import { sizesOf } from '../text/value-size.ts';

interface NextOptions {
  readonly suites: Pick<SuiteTexts, 'dataOf'>;
  /** Files beside the plan. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  now(): EpochMillis;
}

/** So many of each are shown. */
const SHOWN = 4;
const MAX_SHOWN_CHARS = 80;
/** A value that may grow beyond this is not made for a screen. */
const MAX_MADE_CHARS = 200_000;

const valuesSchema = planSchema.pick({ values: true });

type Specs = Record<string, ValueSpec>;
type Reasons = Map<string, Pick<NextValue, 'why' | 'faulty'>>;

/**
 * What each value of a plan would be for the first users or tasks of a run on one thread, as the engine makes it. The
 * rest of the plan may be unfinished. References to the environment and to secrets stand as their names.
 * @param data as the text of the plan holds it
 * @returns one entry for each value in it
 */
export function nextValues(data: unknown, options: NextOptions): NextValue[] {
  const own = Object.keys(recordOf(valueAt(data, ['values'])));
  const suite = options.suites.dataOf(String(recordOf(valueAt(data, ['use'])).suite ?? ''));
  const reasons: Reasons = new Map();
  const specs = readSpecs(
    { ...recordOf(valueAt(suite, ['values'])), ...recordOf(valueAt(data, ['values'])) },
    reasons,
  );
  const feeds = readFeeds(specs, options.files, reasons);
  const answers = new Set([
    ...extractedIn(recordOf(valueAt(data, ['classes']))),
    ...extractedIn(recordOf(valueAt(suite, ['classes']))),
  ]);
  const good = makeable(specs, answers, reasons);
  const next = make(good, { feeds, options, reasons });
  return own.map((name) => ({
    name,
    next: next.get(name) ?? [],
    isAll: (next.get(name)?.length ?? SHOWN) < SHOWN,
    ...(reasons.get(name) ?? { why: null, faulty: false }),
  }));
}

/** Those that have the form of a value; what is wrong with the others is remembered. */
function readSpecs(raw: Readonly<Record<string, unknown>>, reasons: Reasons): Specs {
  const specs = new Map<string, ValueSpec>();
  for (const [name, value] of Object.entries(raw)) {
    const written = { values: { [name]: value } };
    const parsed = valuesSchema.safeParse(written);
    if (parsed.success) {
      specs.set(name, parsed.data.values?.[name] ?? null);
      continue;
    }
    const [issue] = issuesOf(parsed.error, written);
    fault(reasons, name, issue?.message ?? 'this is not a value');
  }
  return Object.fromEntries(specs);
}

/** Tables by file name. A value whose file or column is missing is told so. */
function readFeeds(
  specs: Specs,
  files: NextOptions['files'],
  reasons: Reasons,
): Readonly<Record<string, FeedTable>> {
  const tables = new Map<string, Result<FeedTable>>();
  for (const [name, spec] of Object.entries(specs)) {
    if (typeof spec !== 'object' || spec === null || !('feed' in spec)) continue;
    const { feed, column } = spec;
    const bytes = files.get(feed);
    if (bytes === undefined) {
      fault(reasons, name, `${feed.slice(0, 100)} is missing: choose the file`);
      continue;
    }
    const table = heldOrMade(tables, feed, () => parseFeed(feed, bytes));
    const columns = table.ok ? table.value.columns : [];
    if (!table.ok) fault(reasons, name, table.failure.message);
    else if (column !== undefined && !columns.includes(column))
      fault(reasons, name, `${feed} has no column "${column.slice(0, 80)}"${suggestion(column, columns)}`);
  }
  return Object.fromEntries(
    [...tables].flatMap(([feed, table]) => (table.ok ? [[feed, hidden(table.value)]] : [])),
  );
}

/** The table without what stands in columns of credentials. */
function hidden({ columns, rows }: FeedTable): FeedTable {
  if (!columns.some(isHiddenName)) return { columns, rows };
  return {
    columns,
    rows: rows.map((row) =>
      row.map((cell, at) => (isHiddenName(columns[at] ?? '') ? hiddenAs(columns[at] ?? '') : cell)),
    ),
  };
}

/** Leaves out what cannot be made, and whatever is made of it. */
function makeable(specs: Specs, answers: ReadonlySet<string>, reasons: Reasons): Specs {
  let good = without(specs, reasons);
  for (;;) {
    const before = Object.keys(good).length;
    for (const [name, spec] of Object.entries(good)) {
      for (const needed of namesOfValue(spec)) {
        if (answers.has(needed)) say(reasons, name, `made of {{ ${needed} }}, which a response sets`);
        else if (!Object.hasOwn(good, needed) && reasons.has(needed))
          say(reasons, name, `made of {{ ${needed} }}, which cannot be made`);
      }
    }
    good = without(good, reasons);
    // What is left out already is still a name.
    const named = { ...Object.fromEntries(Object.keys(specs).map((name) => [name, null])), ...good };
    for (const issue of checkValues({ values: named, classes: {} })) {
      fault(reasons, String(issue.path[1]), issue.message);
    }
    good = without(good, reasons);
    if (Object.keys(good).length === before) break;
  }
  const { ofName: charsOf } = sizesOf(good);
  for (const name of Object.keys(good)) {
    if (charsOf(name) > MAX_MADE_CHARS) say(reasons, name, 'too large to be shown here');
  }
  return without(good, reasons);
}

function without(specs: Specs, reasons: Reasons): Specs {
  return Object.fromEntries(Object.entries(specs).filter(([name]) => !reasons.has(name)));
}

interface Making {
  readonly feeds: Readonly<Record<string, FeedTable>>;
  readonly options: NextOptions;
  readonly reasons: Reasons;
}

/** Each of the first users reads each value once: what belongs together, such as columns of one row, stays together. */
function make(specs: Specs, { feeds, options, reasons }: Making): Map<string, string[]> {
  const { values, secrets } = withReferences(specs);
  const source = createValueSource(
    { values, scenarios: [] },
    {
      inputs: { secrets, feeds },
      random: options.random,
      now: options.now,
      thread: { index: 0, count: 1 },
    },
  );
  const next = new Map<string, string[]>();
  for (const { value, variable } of neededSecrets({ values: specs }))
    say(reasons, value, `read from ${variable}`);
  for (let user = 0; user < SHOWN; user += 1) {
    const scope = source.openScope(user);
    for (const [name, spec] of Object.entries(specs)) {
      if (reasons.has(name)) continue;
      const isPosition = typeof spec === 'object' && spec !== null && 'position' in spec;
      const value = isPosition ? spec.position + user : scope.get(name);
      const problem = scope.takeProblem();
      // A file with fewer rows than are shown: those it has are.
      if (problem !== null && next.has(name)) continue;
      if (problem !== null) say(reasons, name, problem.message);
      else
        next.set(name, [
          ...(next.get(name) ?? []),
          shortened(value === undefined ? 'nothing' : textOrJson(value), MAX_SHOWN_CHARS),
        ]);
    }
  }
  for (const name of reasons.keys()) next.delete(name);
  return next;
}

/** The values with those that templates name without an entry, and the name of each secret in place of it. */
function withReferences(specs: Specs): { values: Specs; secrets: Record<string, string> } {
  const values = { ...specs };
  for (const name of Object.values(specs).flatMap(namesOfValue)) {
    const reference = referenceOf(name);
    if (reference !== undefined) values[name] = reference;
  }
  const secrets = Object.entries(values).flatMap(([name, spec]): [string, string][] => {
    if (typeof spec !== 'object' || spec === null) return [];
    if ('env' in spec) return [[name, `[${spec.env}]`]];
    return 'secret' in spec ? [[name, hiddenAs(spec.secret)]] : [];
  });
  return { values, secrets: Object.fromEntries(secrets) };
}

/** Names that answers are taken out into, anywhere in the classes. */
function extractedIn(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, inner]: [string, unknown]) =>
    key === 'extract' && Array.isArray(inner)
      ? inner.map((one: unknown) => recordOf(one).to).filter((to) => typeof to === 'string')
      : extractedIn(inner),
  );
}

function fault(reasons: Reasons, name: string, why: string): void {
  if (!reasons.has(name)) reasons.set(name, { why: sentence(why), faulty: true });
}

function say(reasons: Reasons, name: string, why: string): void {
  if (!reasons.has(name)) reasons.set(name, { why: sentence(why), faulty: false });
}

/** Names of files begin sentences as they are written. */
function sentence(why: string): string {
  const start = /^[a-z]+ /.test(why) ? `${why.charAt(0).toUpperCase()}${why.slice(1)}` : why;
  return /[.?!]$/.test(start) ? start : `${start}.`;
}
