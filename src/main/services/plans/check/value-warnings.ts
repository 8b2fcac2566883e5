import type { ClassSpec } from '../../../../contract/plan.ts';
import type { ValueSpec } from '../../../../contract/plan-values.ts';
import { type RunPlan, stepsOf } from '../../../../contract/run-plan.ts';
import { classSites } from '../text/class-sites.ts';
import { namesReached } from '../text/template-sites.ts';

/** A block as a plan writes it for the column of a file: YAML or JSON, with the ending of a file that is a feed. */
const FEED_TEXT = /\{[^{}]*"?\bfeed"?\s*:\s*"?[^"{},]+\.(?:csv|json|jsonl|ndjson)"?\s*[,}]/i;

/** Values that are not what their writer will have meant by them. */
export function valueWarnings(run: RunPlan, classes: Readonly<Record<string, ClassSpec>>): string[] {
  return [...keptForNothing(run), ...feedsAsText(run, classes)];
}

/** A value per user that an answer replaces, or that is made of what answers give. */
function keptForNothing({ values, scenarios }: RunPlan): string[] {
  const given = new Set(scenarios.flatMap(stepsOf).flatMap(({ extract }) => extract.map(({ to }) => to)));
  return Object.entries(values).flatMap(([name, spec]): string[] => {
    if (typeof spec !== 'object' || spec === null || !('scope' in spec) || spec.scope !== 'user') return [];
    if (given.has(name)) {
      return [`${name} is kept per user only until a response sets it: extracted values take precedence.`];
    }
    const source = sourceIn(name, values, given);
    if (source === null) return [];
    return 'object' in spec
      ? [
          `${name} depends on {{ ${source} }}, which responses set, so it is rendered at every use, not once per user.`,
        ]
      : [`${name} is drawn once per user and keeps the first {{ ${source} }}, whatever later responses set.`];
  });
}

/** The first name a value is made of, over however many others, that an answer gives. */
function sourceIn(
  start: string,
  values: Readonly<Record<string, ValueSpec>>,
  given: ReadonlySet<string>,
): string | null {
  const specOf = (name: string) =>
    given.has(name) || !Object.hasOwn(values, name) ? undefined : values[name];
  return [...namesReached([start], specOf).keys()].find((name) => given.has(name)) ?? null;
}

function feedsAsText(run: RunPlan, classes: Readonly<Record<string, ClassSpec>>): string[] {
  const places = classSites({ classes }).flatMap(({ path, text }) =>
    FEED_TEXT.test(text) ? [placeWords(path)] : [],
  );
  const values = Object.entries(run.values).flatMap(([name, spec]) =>
    typeof spec === 'string' && FEED_TEXT.test(spec) ? [`value ${name}`] : [],
  );
  const [first] = [...places, ...values];
  if (first === undefined) return [];
  return [
    `In ${first}, “{ feed: … }” is sent literally: make it a value under values, and write {{ its name }} there.`,
  ];
}

/** `headers.x-user of looking one` */
function placeWords([, name, ...rest]: readonly (string | number)[]): string {
  const at = rest.filter((step) => step !== 'tasks' && typeof step !== 'number').slice(-2);
  return `${at.join('.')} of ${String(name)}`;
}
