import { formatBytes } from '../../../../contract/format.ts';
import type { Plan } from '../../../../contract/plan.ts';
import type { Bytes } from '../../../../contract/units.ts';
import type { Issue } from '../text/plan-issues.ts';
import { sitesOfStep, stepSites, streamSites, type TemplateSite } from '../text/template-sites.ts';
import { textSizesOf } from '../text/value-size.ts';

/** A request larger than this is a file, and is written as one. */
export const MAX_RENDERED_CHARS: Bytes = 16_000_000;

/** Requests and messages that would be larger than anybody means, known before the first of them is made. */
export function checkRendered(plan: Pick<Plan, 'classes' | 'values'>): Issue[] {
  const charsOf = textSizesOf(plan.values ?? {});
  return Object.entries(plan.classes).flatMap(([name, spec]) => {
    const path = ['classes', name];
    const steps = stepSites(spec, path).map(({ step, path: at }) => sitesOfStep(step, at));
    const frames = streamSites(spec, path).map((site) => [site]);
    return [...steps, ...frames].flatMap((sites) => tooLarge(sites, charsOf));
  });
}

function tooLarge(sites: readonly TemplateSite[], charsOf: (text: string) => number): Issue[] {
  const sized = sites.map(({ path, text }) => ({ path, chars: charsOf(text) }));
  const whole = sized.reduce((sum, { chars }) => sum + chars, 0);
  const [largest] = sized.toSorted((a, b) => b.chars - a.chars);
  // Made of itself: that is said by itself.
  if (largest === undefined || whole <= MAX_RENDERED_CHARS || whole === Number.POSITIVE_INFINITY) return [];
  const message = `this would be up to ${formatBytes(whole)} of text each time it is sent; at most ${formatBytes(MAX_RENDERED_CHARS)} is allowed; give its lists fewer items, or send a file`;
  return [{ path: largest.path, code: 'plan.too_big', message }];
}
