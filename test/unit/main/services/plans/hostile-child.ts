import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { describePlan } from '../../../../../src/main/services/plans/describe/describe-plan.ts';
import { importCurl } from '../../../../../src/main/services/plans/import/import-curl.ts';
import { importHar } from '../../../../../src/main/services/plans/import/import-har.ts';
import { importOpenApi } from '../../../../../src/main/services/plans/import/openapi/import-openapi.ts';
import { parseFeed } from '../../../../../src/main/services/plans/inputs/feed-table.ts';
import { readInputs } from '../../../../../src/main/services/plans/inputs/run-inputs.ts';
import { readPlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { HOSTILE_FILES, type HostileFile } from './hostile-files.ts';

/** What became of a file: the code and sentence of its refusal, or `harmless`. */
export interface Fate {
  readonly name: string;
  readonly outcome: string;
  readonly sentence: string;
  /** CPU time of this process, ms: wall-clock time would measure the machine's other work. */
  readonly cpuMs: number;
}

export interface HostileReport {
  readonly fates: readonly Fate[];
  readonly peakRssMiB: number;
  readonly networkCalls: number;
  readonly polluted: boolean;
}

let networkCalls = 0;
const noNetwork = (): never => {
  networkCalls += 1;
  throw new Error('no network here');
};
net.Socket.prototype.connect = noNetwork;
dns.lookup = noNetwork as unknown as typeof dns.lookup;
globalThis.fetch = noNetwork;
syncBuiltinESMExports();

type Failed = { readonly code: string; readonly message: string };

/** Reads a file as far as it goes: an import's plan is read, compiled, described and asked for its files like any other. */
async function read(file: HostileFile, folder: string): Promise<Failed | null> {
  const text = file.make();
  if (file.kind === 'plan') return readAsPlan(text, folder);
  if (file.kind === 'feed') {
    const table = parseFeed('hostile.csv', Buffer.from(text));
    return table.ok ? null : table.failure;
  }
  const importers = { curl: importCurl, har: importHar, openapi: importOpenApi };
  const imported = importers[file.kind](text);
  if (!imported.ok) return imported.failure;
  const failed = await readAsPlan(imported.value.text, folder);
  // Secrets and files that an import names are not there: that is said before a run, and does no harm.
  return failed === null || /^plan\.(missing_secret|input|absurd)$/.test(failed.code) ? null : failed;
}

async function readAsPlan(text: string, folder: string): Promise<Failed | null> {
  const reading = readPlan(text);
  if (!reading.ok) return reading.problems[0] ?? { code: 'none', message: 'no problem named' };
  const compiled = compilePlan(reading.plan, {});
  if (!compiled.ok) return compiled.failure;
  const { run, load } = compiled.value;
  describePlan({ plan: run, load, source: reading.plan, overrides: {} });
  const inputs = await readInputs(run, { env: {}, folder });
  return inputs.ok ? null : inputs.failure;
}

const [, , folder = '.', from = '0', to = String(HOSTILE_FILES.length)] = process.argv;
const fates: Fate[] = [];
for (const file of HOSTILE_FILES.slice(Number(from), Number(to))) {
  // What earlier files left behind is not this file's doing.
  globalThis.gc?.();
  const before = process.cpuUsage();
  const failed = await read(file, folder);
  const { user, system } = process.cpuUsage(before);
  fates.push({
    name: file.name,
    outcome: failed?.code ?? 'harmless',
    sentence: failed?.message ?? '',
    cpuMs: (user + system) / 1_000,
  });
}
const report: HostileReport = {
  fates,
  peakRssMiB: process.resourceUsage().maxRSS / 1_024,
  networkCalls,
  polluted: 'polluted' in {},
};
process.stdout.write(JSON.stringify(report));
