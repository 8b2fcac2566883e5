import type { ClassSpec, Plan } from '../../../../contract/plan.ts';
import { type CheckSpec, leavesOf } from '../../../../contract/plan-steps.ts';
import type { StepSpec } from '../../../../contract/plan-tasks.ts';
import { placeholdersIn } from '../../../../workers/engine/values/template.ts';
import { streamOfStep } from '../../../protocols/protocols.ts';
import { contradiction, type Issue, type Path } from '../text/issue.ts';
import { stepSites, type TemplateSite, treeKeys, treeSites } from '../text/template-sites.ts';

/** Checks that no answer can pass, and templates where a text is taken as it is written. */
export function checkJudging(plan: Plan): Issue[] {
  const steps = Object.entries(plan.classes).flatMap(([name, spec]) =>
    stepSites(spec, ['classes', name]).flatMap(({ step, path }) => checkStep(step, path, spec)),
  );
  const values = Object.entries(plan.values ?? {}).flatMap(([name, spec]) => {
    if (typeof spec !== 'object' || spec === null) return [];
    const path = ['values', name];
    if ('sample' in spec) return literalItems(spec.sample, [...path, 'sample']);
    if ('object' in spec) return literalKeys(treeKeys(spec.object, [...path, 'object']));
    return 'value' in spec ? literalKeys(treeKeys(spec.value, [...path, 'value'])) : [];
  });
  return [...steps, ...values];
}

function checkStep(step: StepSpec, path: Path, spec: ClassSpec): Issue[] {
  const { body, query, checks = [] } = step;
  const keys = [
    ...Object.keys(query ?? {}).map((key) => ({ path: [...path, 'query', key], text: key })),
    ...(body !== undefined && 'json' in body ? treeKeys(body.json, [...path, 'body', 'json']) : []),
    ...(body !== undefined && 'form' in body ? treeKeys(body.form, [...path, 'body', 'form']) : []),
  ];
  return [
    ...literalKeys(keys),
    ...checks.flatMap((check, index) =>
      leavesOf(check).flatMap(({ at, leaf }) => literalCheck(leaf, [...path, 'checks', index, ...at])),
    ),
    ...(streamOfStep(step) !== null
      ? []
      : checks.flatMap((check, index) =>
          impossible(check, [...path, 'checks', index, 'status'], step.expect ?? spec.expect),
        )),
    ...(step.head === undefined ? [] : bodyless(step, path)),
  ];
}

/** A status that is no answer has failed before its check is asked. */
function impossible(check: CheckSpec, path: Path, expected: readonly number[] | undefined): Issue[] {
  if (!('status' in check)) return [];
  const wanted = typeof check.status === 'number' ? [check.status] : check.status;
  const isAnswer = (status: number) =>
    expected === undefined ? status >= 200 && status <= 399 : expected.includes(status);
  if (wanted.some(isAnswer)) return [];
  const status = wanted.join(' or ');
  const message = `no response can pass this check: a ${status} already fails; write expect: [${wanted.join(', ')}] too`;
  return [contradiction(path, message)];
}

function bodyless({ checks = [], extract = [] }: StepSpec, path: Path): Issue[] {
  const why = 'the response to a HEAD has no body; check its status or headers, or write get';
  const looksInside = (rule: object) =>
    'json' in rule || 'regex' in rule || ('contains' in rule && !('header' in rule));
  const at = (key: string, rules: readonly object[]) =>
    rules.flatMap((rule, index) => (looksInside(rule) ? [contradiction([...path, key, index], why)] : []));
  const inside = checks.flatMap((check, index) =>
    leavesOf(check).every(({ leaf }) => looksInside(leaf))
      ? [contradiction([...path, 'checks', index], why)]
      : [],
  );
  return [...inside, ...at('extract', extract)];
}

function literalCheck(check: CheckSpec, path: Path): Issue[] {
  const { equals, contains } = { equals: undefined, contains: undefined, ...check };
  const sites = [...treeSites(equals, [...path, 'equals']), ...treeSites(contains, [...path, 'contains'])];
  return literal(sites, (found, at) =>
    contradiction(
      at,
      `a check is not a template: ${found} would be compared literally; write the expected value, or check only that it is present`,
    ),
  );
}

function literalItems(items: unknown, path: Path): Issue[] {
  return literal(treeSites(items, path), (found, at) =>
    contradiction(at, `sample is not a template: ${found} would be sent literally; use oneOf or list`),
  );
}

function literalKeys(keys: readonly TemplateSite[]): Issue[] {
  return literal(keys, (found, path) => {
    const message = `a key is not a template: ${found} would be sent literally; write the name itself`;
    return { path, code: 'plan.bad_name', message };
  });
}

/** Texts that are taken as they are written, and hold a placeholder. */
function literal(sites: readonly TemplateSite[], issueOf: (found: string, path: Path) => Issue): Issue[] {
  return sites.flatMap(({ path, text }) => {
    const [first] = placeholdersIn(text);
    return first === undefined ? [] : [issueOf(`{{ ${first.name} }}`, path)];
  });
}
