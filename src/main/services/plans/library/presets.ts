import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { entriesOf } from '../../../../contract/keys.ts';
import type { Plan } from '../../../../contract/plan.ts';
import type { PresetRow } from '../../../../contract/wire.ts';
import { websocket } from '../../../protocols/websocket.ts';
import { type CompiledPlan, compilePlan } from '../compile/compile-plan.ts';
import type { Suites } from '../compile/expand-plan.ts';
import { isClassMeant } from '../compile/select-classes.ts';
import { loadLine } from '../describe/describe-load.ts';
import { failureOf, parsePlan, readPlan } from '../text/parse-plan.ts';
import { suggestion } from '../text/plan-issues.ts';

/** The plans that come with the program, in the order they are shown. */
const GROUPS = {
  smoke: ['smoke', 'smoke-ws'],
  load: ['light', 'medium', 'heavy', 'stress'],
  [websocket.class.kind]: ['ws-basic', 'ws-high', 'ws-stress'],
  service: ['gateway', 'streaming', 'auth', 'entitlements', 'metrics'],
  suite: ['comprehensive'],
} as const satisfies Readonly<Partial<Record<PresetRow['group'], readonly string[]>>>;
export const PRESETS = entriesOf<keyof typeof GROUPS, readonly string[]>(GROUPS).flatMap(([group, names]) =>
  names.map((name) => ({ name, group })),
);
export const SUITE_NAMES = ['access-layer'] as const;

/** The suites that come with the program: as plans, and as written. */
export interface SuiteTexts {
  readonly plans: Suites;
  /** Null where there is no suite of that name. */
  dataOf(name: string): unknown;
}

/** By folder: files of the program do not change while it runs. */
const suitesRead = new Map<string, SuiteTexts>();

/** Reads the suites that presets and plans take classes from. Names are fixed here: no text of a plan becomes a path. */
export async function readSuites(presetsDir: string): Promise<Result<SuiteTexts>> {
  const known = suitesRead.get(presetsDir);
  if (known !== undefined) return succeed(known);
  const plans: Record<string, Plan> = {};
  const written = new Map<string, unknown>();
  for (const name of SUITE_NAMES) {
    const text = await readResource(join(presetsDir, 'suites', `${name}.yaml`));
    if (!text.ok) return text;
    const reading = readPlan(text.value);
    if (!reading.ok) return fail(failureOf(reading.problems));
    plans[name] = reading.plan;
    written.set(name, reading.data);
  }
  const suites = { plans, dataOf: (name: string) => written.get(name) ?? null };
  suitesRead.set(presetsDir, suites);
  return succeed(suites);
}

/**
 * Text of a preset, or of a plan for the user class of a suite that has this name: `GatewayRESTUser`, and all of
 * `StreamingUser`. An unknown name is answered with the nearest one.
 */
export async function readPreset(presetsDir: string, name: string): Promise<Result<string>> {
  const names = PRESETS.map((preset) => preset.name);
  if (names.includes(name)) return readResource(join(presetsDir, `${name}.yaml`));
  const suites = await readSuites(presetsDir);
  if (!suites.ok) return suites;
  const ofClass = classPlanText(suites.value.plans, name);
  if (ofClass !== null) return succeed(ofClass);
  const classes = Object.values(suites.value.plans).flatMap((suite) => Object.keys(suite.classes));
  return fail(
    testFailure(
      'plan.unknown_preset',
      `there is no preset "${name.slice(0, 60)}"${suggestion(name, [...names, ...classes])}`,
      'plimsoll presets lists them; a plan file is named by its path.',
    ),
  );
}

/** A plan of the classes of a suite that a name means, under the light load (S-12); null where it means none. */
function classPlanText(suites: Suites, name: string): string | null {
  for (const [suite, { classes }] of Object.entries(suites)) {
    const meant = Object.keys(classes).filter((one) => isClassMeant(one, name));
    if (meant.length === 0) continue;
    return stringify({
      plimsoll: 1,
      name: meant.length === 1 ? meant[0] : name,
      use: { suite, classes: Object.fromEntries(meant.map((one) => [one, {}])) },
      load: { users: 10, spawnRate: 2, duration: '5m' },
    });
  }
  return null;
}

/** Every preset as a row to choose from. */
export async function listPresets(presetsDir: string): Promise<Result<PresetRow[]>> {
  const suites = await readSuites(presetsDir);
  if (!suites.ok) return suites;
  const rows: PresetRow[] = [];
  for (const { name, group } of PRESETS) {
    const text = await readPreset(presetsDir, name);
    if (!text.ok) return text;
    const plan = parsePlan(text.value, suites.value.plans);
    if (!plan.ok) return plan;
    const compiled = compilePlan(plan.value, {});
    if (!compiled.ok) return compiled;
    rows.push(rowOf(name, group, compiled.value));
  }
  return succeed(rows);
}

function rowOf(name: string, group: PresetRow['group'], { run, load }: CompiledPlan): PresetRow {
  return {
    name,
    group,
    title: run.name,
    description: run.description,
    expected: run.expectations.map((expectation) => expectation.statement).join('; '),
    load: loadLine(run, load),
    durationMs: run.durationMs,
  };
}

async function readResource(file: string): Promise<Result<string>> {
  try {
    return succeed(await readFile(file, 'utf8'));
  } catch (error) {
    return fail({
      code: 'internal.resource',
      side: 'client',
      message: `a file of Plimsoll cannot be read: ${error instanceof Error ? error.message : file}`,
      hint: 'Reinstall Plimsoll.',
    });
  }
}
