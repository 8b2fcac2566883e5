import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, succeed } from '../../../../contract/failure.ts';
import type { Suites } from '../compile/expand-plan.ts';
import { planData } from '../text/edit-plan.ts';
import { readSuites } from './presets.ts';

/** The suites that come with the program: as plans, and as written. */
export interface SuiteTexts {
  readonly plans: Suites;
  /** Null where there is no suite of that name. */
  dataOf(name: string): unknown;
}

/** Reads every suite. They are files of the program and do not change while it runs: read them once. */
export async function readSuiteTexts(presetsDir: string): Promise<Result<SuiteTexts>> {
  const plans = await readSuites(presetsDir);
  if (!plans.ok) return plans;
  const written = new Map<string, unknown>();
  for (const name of Object.keys(plans.value)) {
    const data = planData(await readFile(join(presetsDir, 'suites', `${name}.yaml`), 'utf8'));
    if (!data.ok) return data;
    written.set(name, data.value);
  }
  return succeed({ plans: plans.value, dataOf: (name) => written.get(name) ?? null });
}
