import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { PlanInput } from '../../../../contract/plan.ts';
import { isRecord, recordOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanProblem } from '../../../../contract/plan-editing.ts';
import { readPlan, sentenceOf } from '../text/parse-plan.ts';
import { TEXT_LIMITS } from '../text/plan-document.ts';
import { printPlan } from '../text/print-plan.ts';

type Path = readonly (string | number)[];
/** Of a copy of our own, from which things are taken. */
type Json = Record<string, unknown>;

/** A plan that the checker takes, as text, and what was left out for that: a sentence each. */
interface Offer {
  readonly text: string;
  readonly notes: readonly string[];
}

/** Every pass leaves something out; a plan of hundreds of requests needs few, because each takes all that it finds. */
const MAX_PASSES = 40;

/**
 * Puts an import through the checker of plans. What it refuses is left out request by request, never all of it.
 * @returns a failure where nothing is left
 */
export function offerPlan(plan: PlanInput): Result<Offer> {
  const data: Json = { ...structuredClone(plan) };
  const notes = new Set<string>(trim(data));
  let first: PlanProblem | undefined;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const text = printPlan(data);
    const reading = readPlan(text);
    if (reading.ok) return succeed({ text, notes: [...notes] });
    first ??= reading.problems[0];
    const found = leaveOut(data, reading.problems, text.length);
    if (found.length === 0) break;
    for (const note of found) notes.add(note);
    prune(data);
    if (Object.keys(childOf(data, 'classes')).length === 0) break;
  }
  return fail(refusal(first));
}

/** @returns a sentence for each thing that was left out */
function leaveOut(data: Json, problems: readonly PlanProblem[], chars: number): string[] {
  const notes: string[] = [];
  const done = new Set<string>();
  // From behind, so that steps before keep their places.
  for (const problem of [...problems].reverse()) {
    const place = placeOf(problem.path);
    if (place === null || done.has(JSON.stringify(place))) continue;
    done.add(JSON.stringify(place));
    const name = nameOf(data, place);
    if (remove(data, place)) notes.push(`${name} was left out: ${problem.message}.`);
  }
  return notes.length > 0 ? notes.reverse() : leaveOutLargest(data, problems[0], chars);
}

/** What is left out for a problem: a step, a task, a header of a class, a class, or an entry at the top. */
function placeOf(path: Path): Path | null {
  const [top, name, part, key, inner, index] = path;
  if (name === undefined || !/^(classes|values|limits|services|thresholds)$/.test(String(top))) return null;
  if (top !== 'classes' || part === undefined) return path.slice(0, 2);
  if (part === 'tasks' && key !== undefined)
    return inner === 'steps' && index !== undefined ? path.slice(0, 6) : path.slice(0, 4);
  return part === 'headers' && key !== undefined ? path.slice(0, 4) : path.slice(0, 2);
}

function nameOf(data: Json, place: Path): string {
  if (place[2] === 'headers') return `The header ${String(place[3]).slice(0, 60)}`;
  const found = valueAt(data, [...place, 'name']);
  const name = typeof found === 'string' ? found : String(place[3] ?? place[1]);
  return place.length >= 4 ? name : `${String(place[0])} ${name}`;
}

/** How large data is, by what its parts come to. */
interface Measure {
  readonly leaf: (value: unknown) => number;
  readonly key: (key: string) => number;
  readonly block: number;
  /** What a plan can have at most. */
  readonly most: number;
  readonly noun: string;
}

/** About as many as its JSON has, without writing it. */
const CHARS: Measure = {
  leaf: (value) => (typeof value === 'string' ? value.length + 3 : 6),
  key: (key) => key.length + 3,
  block: 2,
  most: TEXT_LIMITS.chars,
  noun: 'characters',
};
/** Keys and values. */
const ENTRIES: Measure = { leaf: () => 1, key: () => 1, block: 0, most: TEXT_LIMITS.nodes, noun: 'entries' };

function sizeOf(value: unknown, measure: Measure): number {
  if (typeof value !== 'object' || value === null) return measure.leaf(value);
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  const own = keys.reduce((sum, key) => sum + measure.key(key), measure.block);
  return Object.values(value).reduce<number>((sum, item) => sum + sizeOf(item, measure), own);
}

/** YAML is shorter than JSON by its quotes and brackets, never by more than this. */
const JSON_TO_YAML = 1.5;

/** What is far beyond the bounds of a plan is cut before it is written: writing it would take minutes. */
function trim(data: Json): string[] {
  const bounds = [
    [CHARS, TEXT_LIMITS.chars * JSON_TO_YAML],
    [ENTRIES, TEXT_LIMITS.nodes],
  ] as const;
  const notes = bounds.flatMap(([measure, most]) => {
    const goal = sizeOf(data, measure) - most;
    return goal > 0 ? leaveOutUntil(data, goal, { measure, why: tooMany(measure) }) : [];
  });
  if (notes.length > 0) prune(data);
  return notes;
}

function tooMany({ most, noun }: Measure): string {
  return `the plan would have more than ${most} ${noun}`;
}

/** The whole is too much: the largest requests go first. */
function leaveOutLargest(data: Json, problem: PlanProblem | undefined, chars: number): string[] {
  const goal = Math.max(chars - TEXT_LIMITS.chars, chars / 50);
  return leaveOutUntil(data, goal, { measure: CHARS, why: problem?.message ?? tooMany(CHARS) });
}

function leaveOutUntil(
  data: Json,
  goal: number,
  { measure, why }: { readonly measure: Measure; readonly why: string },
): string[] {
  const places = requestPlaces(data)
    .map((place) => ({ place, size: sizeOf(valueAt(data, place), measure) }))
    .sort((a, b) => b.size - a.size);
  const chosen: Path[] = [];
  let freed = 0;
  for (const { place, size } of places) {
    if (freed >= goal) break;
    chosen.push(place);
    freed += size;
  }
  const notes = chosen.map((place) => `${nameOf(data, place)} was left out: ${why}.`);
  // The last of a list first: the others keep their places.
  chosen.sort((a, b) => Number(b[5] ?? 0) - Number(a[5] ?? 0));
  for (const place of chosen) remove(data, place);
  return notes;
}

function requestPlaces(data: Json): Path[] {
  return Object.entries(childOf(data, 'classes')).flatMap(([className, spec]) =>
    Object.entries(childOf(spec, 'tasks')).flatMap(([taskName, task]): Path[] => {
      const path = ['classes', className, 'tasks', taskName];
      const { steps } = recordOf(task);
      return Array.isArray(steps) ? steps.map((_, index) => [...path, 'steps', index]) : [path];
    }),
  );
}

/** Takes away what has nothing in it any more, and values and services that nothing asks for. */
function prune(data: Json): void {
  const classes = childOf(data, 'classes');
  for (const [className, spec] of Object.entries(classes)) {
    const tasks = childOf(spec, 'tasks');
    for (const [name, task] of Object.entries(tasks)) {
      const { steps } = recordOf(task);
      if (Array.isArray(steps) && steps.length === 0) delete tasks[name];
    }
    if (Object.keys(tasks).length === 0) delete classes[className];
  }
  const used = new Set(Object.values(classes).map((spec) => recordOf(spec).service));
  const services = childOf(data, 'services');
  for (const name of Object.keys(services)) if (!used.has(name)) delete services[name];
  if (Array.isArray(data.thresholds)) {
    data.thresholds = data.thresholds.filter(({ service }) => Object.hasOwn(services, String(service)));
  }
  const text = JSON.stringify(classes);
  const values = childOf(data, 'values');
  for (const name of Object.keys(values)) if (!text.includes(`{{ ${name} `)) delete values[name];
  if (Object.keys(values).length === 0) delete data.values;
}

function remove(data: Json, place: Path): boolean {
  const parent = valueAt(data, place.slice(0, -1));
  const key = place.at(-1);
  if (Array.isArray(parent) && typeof key === 'number') return parent.splice(key, 1).length === 1;
  if (!isJson(parent) || !Object.hasOwn(parent, String(key))) return false;
  return delete parent[String(key)];
}

function childOf(value: unknown, key: string): Json {
  const child = valueAt(value, [key]);
  return isJson(child) ? child : {};
}

function isJson(value: unknown): value is Json {
  return isRecord(value);
}

function refusal(problem: PlanProblem | undefined): Failure {
  const why = problem === undefined ? 'nothing that a plan can send' : sentenceOf(problem);
  return testFailure('import.refused', `no request of this source can be sent as a plan: ${why}`);
}
