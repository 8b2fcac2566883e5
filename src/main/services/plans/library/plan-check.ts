import { type Failure, failureText } from '../../../../contract/failure.ts';
import { textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { NeededText, PlanFacts, PlanProblem } from '../../../../contract/plan-editing.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import type { PlanCheck } from '../../../../contract/wire.ts';
import { compilePlan, noAddress } from '../compile/compile-plan.ts';
import { followedUrls, type WorkspaceUrls } from '../compile/follow-workspace.ts';
import { loadLine } from '../describe/describe-load.ts';
import { describePlan } from '../describe/describe-plan.ts';
import type { GoodReading } from '../text/parse-plan.ts';
import type { SuiteTexts } from './presets.ts';
import type { TextReader } from './text-reader.ts';

interface CheckOptions {
  readonly reader: TextReader;
  readonly suites: SuiteTexts;
  readonly allowedHosts: readonly string[];
  readonly workspaceUrls: WorkspaceUrls;
  needs(plan: Pick<RunPlan, 'values'>): NeededText[];
}

/** A text looked at as a plan: everything that is wrong with it, or what it would do; and what a list shows of it. */
export interface CheckedPlan {
  readonly check: PlanCheck;
  readonly facts: PlanFacts;
}

/** Reads and compiles a text as a run would, without overrides, and sends nothing. */
export async function checkPlan(
  text: string,
  { reader, suites, allowedHosts, workspaceUrls, needs }: CheckOptions,
): Promise<CheckedPlan> {
  const read = await reader.run('read', { text, suites: suites.plans });
  // A text nobody has the time to read is kept like any other that is no plan.
  if (!read.ok) return unreadable(text, [problemOfAll(read.failure)]);
  const reading = read.value;
  if (!reading.ok && reading.data === undefined) return unreadable(text, reading.problems);
  const { data } = reading;
  const suite = suites.dataOf(textOf(valueAt(data, ['use', 'suite'])));
  const found = { readable: true, data, suite, name: nameIn(data) };
  if (!reading.ok) return faulty(found, reading.problems);
  const targets = followedUrls(reading, workspaceUrls);
  const lost = reading.unaddressed.filter((name) => !Object.hasOwn(targets, name));
  if (lost.length > 0)
    return faulty(
      found,
      lost.map((name) => unaddressed(name, reading)),
    );
  const compiled = compilePlan(reading.plan, { targets }, { allowedHosts });
  if (!compiled.ok) return faulty(found, [problemOfAll(compiled.failure)]);
  const { run, load } = compiled.value;
  const preview = describePlan({ plan: run, source: reading.plan, load, overrides: {} });
  return {
    check: { readable: true, data, problems: [], preview, suite, needs: needs(run) },
    facts: {
      name: found.name,
      purpose: reading.plan.purpose ?? null,
      load: loadLine(run, load),
      durationMs: run.durationMs,
      problems: 0,
    },
  };
}

/** Where a service without an address stands. */
function unaddressed(name: string, { placesOf }: GoodReading): PlanProblem {
  const path = ['services', name, 'url'];
  const { code, message } = noAddress(name);
  return { ...(placesOf.get(name) ?? { line: 1, column: 1 }), path, code, message };
}

/** A failure of the plan as a whole as a problem: a sentence without its last full stop. */
function problemOfAll(failure: Failure): PlanProblem {
  const message = failureText(failure).replace(/\.$/, '');
  return { line: 1, column: 1, path: [], code: failure.code, message };
}

/** A text that is no plan (yet). */
function faulty(
  { name, ...read }: Pick<PlanCheck, 'readable' | 'data' | 'suite'> & Pick<PlanFacts, 'name'>,
  problems: readonly PlanProblem[],
): CheckedPlan {
  return {
    check: { ...read, problems, preview: null, needs: [] },
    facts: { name, purpose: null, load: '', durationMs: null, problems: problems.length },
  };
}

function unreadable(text: string, problems: readonly PlanProblem[]): CheckedPlan {
  return faulty({ readable: false, data: null, suite: null, name: nameLine(text) }, problems);
}

/** The name in a text that cannot be read: what stands behind `name:` at the beginning of a line. */
function nameLine(text: string): string {
  const [, quoted, plain = ''] = /^name:[ \t]*(?:"([^"\r\n]*)"|([^\s#"'[{][^#\r\n]*))/m.exec(text) ?? [];
  return (quoted ?? plain).trim().slice(0, 200);
}

/** The name in data that need not be a plan. */
function nameIn(data: unknown): string {
  const name = valueAt(data, ['name']);
  return typeof name === 'string' ? name.slice(0, 200) : '';
}
