import type { ClassSpec, Plan } from '../../../../contract/plan.ts';
import type { PlanPlace as Path } from '../../../../contract/plan-editing.ts';
import { streamOfClass } from '../../../protocols/protocols.ts';
import { recordSites, sitesOfStep, stepSites, type TemplateSite } from './template-sites.ts';

/** Every template of the classes of a plan: what is rendered for requests. */
export function classSites(plan: Pick<Plan, 'classes'>): TemplateSite[] {
  return Object.entries(plan.classes).flatMap(([name, spec]) => sitesOfClass(spec, ['classes', name]));
}

function sitesOfClass(spec: ClassSpec, path: Path): TemplateSite[] {
  return [
    ...recordSites(spec.headers, [...path, 'headers']),
    ...stepSites(spec, path).flatMap(({ path: at, step }) => sitesOfStep(step, at)),
    ...streamSites(spec, path),
  ];
}

/** Every template of a class that is a stream, beside its steps and headers. */
export function streamSites(spec: ClassSpec, path: Path): TemplateSite[] {
  const stream = streamOfClass(spec);
  return stream === null ? [] : stream.protocol.sites(stream.spec, [...path, stream.protocol.kind]);
}
