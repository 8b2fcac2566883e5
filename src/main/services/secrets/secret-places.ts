import { isHiddenName } from '../../../contract/credential-names.ts';
import { type RunPlan, type Scenario, taskSteps } from '../../../contract/run-plan.ts';
import { hiddenAs } from '../../../contract/token-shape.ts';
import { parseTemplate, splitName, type TemplatePart } from '../../../workers/engine/values/template.ts';

/**
 * Hides what stands where a plan puts a value of a credential-like name into an address: `/sessions/{{ token }}/orders`.
 * A value that an answer gave is known to the thread that got it alone; where it goes, the plan says.
 */
export function hideInPlaces(plan: Pick<RunPlan, 'scenarios'>): (text: string) => string {
  const places = [...new Set(plan.scenarios.flatMap(addressesOf))].flatMap((address): Place[] => {
    const parsed = parseTemplate(address);
    return parsed.ok ? placesIn(parsed.value) : [];
  });
  if (places.length === 0) return (text) => text;
  return (text) => places.reduce(hideIn, text);
}

/** The parts of an address one after the other, and what takes the place of each; null: it stays. */
interface Place {
  /** As it begins: where that is not in a text, nothing else is. */
  readonly start: string;
  readonly pattern: RegExp;
  readonly replacements: readonly (string | null)[];
}

function addressesOf(scenario: Scenario): string[] {
  const setup = scenario.setup.map(({ path }) => (scenario.setupBaseUrl ?? '') + path);
  if (scenario.kind !== 'http') return [scenario.url, ...setup];
  return [...taskSteps(scenario).map(({ path }) => scenario.baseUrl + path), ...setup];
}

/** A value of an address. What was hidden in it already is written with a space, and belongs to it. */
const VALUE = '((?:\\[secret [^\\]\\n]{1,200}\\]|[^/?#&\\s"\'])+)';

/** Up to the last secret: what follows it does not matter. */
function placesIn(parts: readonly TemplatePart[]): Place[] {
  const last = parts.findLastIndex((part) => secretName(part) !== null);
  const [start] = parts;
  if (last < 1 || typeof start !== 'string') return [];
  const used = parts.slice(0, last + 1);
  const groups = used.map((part) => (typeof part === 'string' ? `(${escaped(part)})` : VALUE));
  const replacements = used.map(secretName).map((name) => (name === null ? null : hiddenAs(name)));
  return [{ start, pattern: new RegExp(groups.join(''), 'g'), replacements }];
}

function secretName(part: TemplatePart): string | null {
  if (typeof part === 'string') return null;
  const { base, properties } = splitName(part.name);
  return isHiddenName(properties.at(-1) ?? base) || isHiddenName(base) ? part.name : null;
}

function hideIn(text: string, { start, pattern, replacements }: Place): string {
  if (!text.includes(start)) return text;
  return text.replace(pattern, (...found: string[]) =>
    replacements.map((replacement, index) => replacement ?? found[index + 1] ?? '').join(''),
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
