/** What Vitest's own JSON leaves out: failed hooks, files that did not end, errors outside tests; and why a test was skipped. */
import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Counts are of tests, but for `failed`, which counts what went wrong outside of them too. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** A line for each that failed, and for each that was skipped with its reason. */
  lines: string[];
}

/** Where it is written, from the root of the project. */
export const TALLY_FILE = 'test-results/tally.json';

function firstLine({ message }: { message: string }): string {
  return message.split('\n')[0] ?? '';
}

function addTest(tally: Tally, test: TestCase): void {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const result = test.result();
  if (result.state === 'passed') tally.passed += 1;
  else if (result.state === 'skipped') {
    tally.skipped += 1;
    tally.lines.push(`SKIPPED ${name}: ${result.note ?? 'its condition or a hook before it was not met'}`);
  } else {
    tally.failed += 1;
    tally.lines.push(`FAILED ${name}: ${result.errors?.map(firstLine)[0] ?? 'did not end'}`);
  }
}

function addOutside(tally: Tally, where: string, errors: readonly SerializedError[]): void {
  for (const error of errors) {
    tally.failed += 1;
    tally.lines.push(`FAILED ${where}: ${firstLine(error)}`);
  }
}

function addModule(tally: Tally, module: TestModule): void {
  for (const test of module.children.allTests()) addTest(tally, test);
  addOutside(tally, module.relativeModuleId, module.errors());
  for (const suite of module.children.allSuites()) {
    addOutside(tally, `${module.relativeModuleId} > ${suite.fullName}`, suite.errors());
  }
}

// biome-ignore lint/style/noDefaultExport: Vitest takes a reporter from a file by nothing else
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tally: Tally = { passed: 0, failed: 0, skipped: 0, lines: [] };
    for (const module of modules) addModule(tally, module);
    addOutside(tally, 'outside of the tests', unhandled);
    writeFileSync(TALLY_FILE, JSON.stringify(tally));
  }
}
