import { RE2JS } from 're2js';
import type { ClassSpec, Plan } from '../../../../contract/plan.ts';
import { leavesOf } from '../../../../contract/plan-steps.ts';
import type { StepSpec } from '../../../../contract/plan-tasks.ts';
import { checkPattern } from '../../../../workers/engine/values/assertions.ts';
import { compileJsonPath } from '../../../../workers/engine/values/json-path.ts';
import { streamOfClass } from '../../../protocols/protocols.ts';
import { type Issue, type Path, refusalOf } from '../text/issue.ts';
import { checkFileName } from '../text/plan-folder.ts';
import { requestLine, stepSites } from '../text/template-sites.ts';
import { checkHeaders } from './check-headers.ts';
import { checkStepKind } from './check-stream-steps.ts';

/** Paths, headers, bodies, checks and extractions that could never be sent or decided. */
export function checkRequests(plan: Plan): Issue[] {
  return Object.entries(plan.classes).flatMap(([name, spec]) => {
    const path = ['classes', name];
    return [
      ...checkHeaders(spec.headers, [...path, 'headers']),
      ...stepSites(spec, path).flatMap((site) => checkStep(site.step, site.path)),
      ...checkStreams(spec, path),
    ];
  });
}

function checkStep(step: StepSpec, path: Path): Issue[] {
  const { method, target } = requestLine(step);
  const issues = [
    ...checkTarget(target, [...path, method]),
    ...checkHeaders(step.headers, [...path, 'headers']),
    ...checkStepKind(step, path),
  ];
  if (step.body !== undefined && 'file' in step.body)
    issues.push(...checkFileName(step.body.file, [...path, 'body', 'file']));
  for (const [index, check] of (step.checks ?? []).entries()) {
    for (const { at, leaf } of leavesOf(check)) {
      if ('json' in leaf)
        issues.push(...refusalOf(compileJsonPath(leaf.json), [...path, 'checks', index, ...at, 'json']));
    }
  }
  for (const [index, taken] of (step.extract ?? []).entries()) {
    const at = [...path, 'extract', index];
    if (!/^[A-Za-z_][\w-]*$/.test(taken.to)) {
      const message = `"${taken.to.slice(0, 60)}" cannot be the name of a value: letters, digits, _ and - only`;
      issues.push({ path: [...at, 'to'], code: 'plan.bad_name', message });
    }
    if ('json' in taken) issues.push(...refusalOf(compileJsonPath(taken.json), [...at, 'json']));
    if ('regex' in taken) issues.push(...checkRegex(taken, [...at, 'regex']));
  }
  return issues;
}

function checkTarget(target: string, path: Path): Issue[] {
  const why = whyNoPath(target);
  return why === null
    ? []
    : [{ path, code: 'plan.bad_path', message: `the path "${target.slice(0, 80)}" ${why}` }];
}

function whyNoPath(target: string): string | null {
  if (/^[a-z]+:\/\//i.test(target)) return 'is an address; name its service and write the path only';
  if (!/^(\/|\{\{)/.test(target)) return 'must begin with /';
  return target.includes('#') ? 'has a #; what follows it is never sent' : null;
}

function checkRegex(
  taken: { readonly regex: string; readonly group?: number | undefined },
  path: Path,
): Issue[] {
  const checked = checkPattern(taken.regex);
  if (!checked.ok) return refusalOf(checked, path);
  const groups = RE2JS.compile(taken.regex).groupCount();
  if (taken.group === undefined || taken.group <= groups) return [];
  const message = `the pattern has ${groups} groups, so there is no group ${taken.group}`;
  return [{ path, code: 'plan.pattern', message }];
}

function checkStreams(spec: ClassSpec, path: Path): Issue[] {
  const stream = streamOfClass(spec);
  if (stream === null) return [];
  const at = [...path, stream.protocol.kind];
  return [...checkTarget(stream.spec.path, [...at, 'path']), ...stream.protocol.check(stream.spec, at)];
}
