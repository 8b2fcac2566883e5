import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Overrides } from '../../../src/contract/plan.ts';
import { type Summary, summarySchema } from '../../../src/contract/summary.ts';
import type { RunRow } from '../../../src/contract/wire.ts';
import { carriedBy } from '../exported.ts';
import { runPlimsoll } from '../workbench.ts';
import { type Outage, TARGET } from './outage.ts';
import { startService } from './real-service.ts';
import { breakingPointsOf, type Said } from './said.ts';
import { planOf } from './virtual-outage.ts';

export interface RealRun {
  /** Of this run alone. */
  readonly folder: string;
  /** What a reader finds in a report. */
  readonly reportText: (summary: Summary) => string;
}

/**
 * The run of an outage as a person makes it: a server process, the command line in a process of its own, the files it
 * writes, and its line in the list.
 */
export async function runForReal(outage: Outage, { folder, reportText }: RealRun): Promise<Said> {
  mkdirSync(folder, { recursive: true });
  const service = await startService(outage.service());
  const loops = outage.busyMachine === true ? startBusyLoops() : [];
  try {
    const plan = planOf(outage, service.target);
    const file = (name: string) => join(folder, name);
    const dataDir = ['--data-dir', file('data')];
    const forms = { json: 'run.json', junit: 'run.xml', markdown: 'run.md', html: 'run.html' };
    const { code, out, err } = await runPlimsoll([
      'run',
      wordOf(outage, service.target, file('plan.yaml')),
      ...Object.entries(forms).flatMap(([form, name]) => [`--${form}`, file(name)]),
      ...flagsOf(outage.overrides ?? {}),
      ...(outage.options ?? []),
      ...dataDir,
      '--quiet',
    ]);
    const read = (name: string) => readFileSync(file(name), 'utf8');
    if (code === null || out === '') throw new Error(`no run: ${err.trim().slice(0, 400)}`);
    const document = summarySchema.parse(JSON.parse(read(forms.json)));
    const list = await runPlimsoll(['runs', '--json', '-', ...dataDir]);
    return {
      document,
      terminal: out,
      markdown: read(forms.markdown),
      junit: read(forms.junit),
      report: reportText(summarySchema.parse(carriedBy(read(forms.html)))),
      row: (JSON.parse(list.out) as RunRow[])[0] as RunRow,
      exitCode: code,
      breakingPoints: breakingPointsOf(plan),
    };
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
    await service.close();
  }
}

function wordOf({ plan }: Outage, target: string, file: string): string {
  const text = plan.replaceAll(TARGET, target);
  if (/^(?:http|ws):/.test(text)) return text;
  writeFileSync(file, text);
  return file;
}

/** The options of the command line that change a plan so. */
function flagsOf({
  rate,
  users,
  connections,
  durationMs,
  message,
  messageRate,
  timeoutMs,
}: Overrides): string[] {
  return [
    ...(rate === undefined ? [] : ['--rate', String(rate)]),
    ...(users === undefined ? [] : ['--users', String(users)]),
    ...(connections === undefined ? [] : ['--connections', String(connections)]),
    ...(durationMs === undefined ? [] : ['--duration', `${durationMs}ms`]),
    ...(message === undefined ? [] : ['--message', message]),
    ...(messageRate === undefined ? [] : ['--message-rate', String(messageRate)]),
    ...(timeoutMs === undefined ? [] : ['--timeout', `${timeoutMs}ms`]),
  ];
}

/** Twice as many as there are processors, so that none is left for a load thread alone. */
function startBusyLoops(): ChildProcess[] {
  return Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
}
