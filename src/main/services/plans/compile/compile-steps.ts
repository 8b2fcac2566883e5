import type { ClassSpec } from '../../../../contract/plan.ts';
import type { StepSpec } from '../../../../contract/plan-tasks.ts';
import type { HttpStep } from '../../../../contract/run-plan.ts';
import type { Millis } from '../../../../contract/units.ts';
import { parseTemplate, printTemplate } from '../../../../workers/engine/values/template.ts';
import { streamOfStep } from '../../../protocols/protocols.ts';
import { requestLine } from '../text/template-sites.ts';

/** What a step takes from around it. */
interface StepFrame {
  readonly series: number;
  readonly spec: ClassSpec;
  readonly timeoutMs: Millis;
}

/** A step with every default filled in, its query in its path. */
export function compileStep(step: StepSpec, { series, spec, timeoutMs }: StepFrame): HttpStep {
  const { method, target } = requestLine(step);
  return {
    series,
    method: streamOfStep(step) !== null ? (step.body === undefined ? 'GET' : 'POST') : method.toUpperCase(),
    path: withQuery(target, step.query),
    headers: step.headers ?? {},
    body: step.body ?? null,
    timeoutMs: step.timeout ?? timeoutMs,
    expectStatus: step.expect ?? spec.expect ?? [],
    checks: step.checks ?? [],
    extract: step.extract ?? [],
  };
}

/** Names and literal texts are encoded here; values when they are rendered. */
function withQuery(path: string, query: StepSpec['query']): string {
  const pairs = Object.entries(query ?? {}).map(([name, value]) => {
    const parsed = parseTemplate(String(value));
    const parts = parsed.ok ? parsed.value : [String(value)];
    const text = parts.map((part) =>
      typeof part === 'string' ? encodeURIComponent(part.toWellFormed()) : part,
    );
    return `${encodeURIComponent(name.toWellFormed())}=${printTemplate(text)}`;
  });
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}
