/**
 * The outages against real servers through the command line: `npm run bench outages`, or with a part of a name behind
 * it: `node test/bench/outages.bench.ts 403`. Bound: every run says what a person would, and contradicts itself nowhere.
 * A run that its own verdict does not trust is made again, twice at most: this machine is not what is tested.
 */
import { join } from 'node:path';
import { loadReportText } from '../support/load-report-text.ts';
import { OTHERS, TABLE } from '../support/outages/all.ts';
import { faultsOf } from '../support/outages/faults.ts';
import type { Outage } from '../support/outages/outage.ts';
import { runForReal } from '../support/outages/real-outage.ts';
import { createTempDir } from '../support/temp-dir.ts';

const AT_ONCE = 2;
const MAX_ATTEMPTS = 2;
/** What a machine without time spoils: times, the exit code they lead to, and causes, of which nothing is said then. */
const OF_TIME =
  /^exit |\b(?:latency|messageLatency|throughput) is |: "the service answers" is |^(?:nowhere|in no sentence) said/i;

const [part = ''] = process.argv.slice(2);
const all = [TABLE, OTHERS].flatMap((set) => [...set.http, ...set.websocket, ...set.reader]);
const queue = all.filter(({ name, only }) => only !== 'virtual' && name.includes(part));
const folder = createTempDir();
const reportText = await loadReportText();
const wrong: string[] = [];
let done = 0;

async function hold(outage: Outage): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { faults, trusted } = await look(outage, attempt);
    const isProof = trusted || outage.busyMachine === true;
    if (faults.length > 0 && !isProof && attempt < MAX_ATTEMPTS) continue;
    // A machine that has no time makes latency worse, and with it the exit code; of errors and words it says the truth.
    if (!isProof) faults.splice(0, faults.length, ...faults.filter((fault) => !OF_TIME.test(fault)));
    done += 1;
    const word = faults.length === 0 ? 'ok' : 'WRONG';
    process.stdout.write(`${word.padEnd(6)} ${outage.name}${attempt > 1 ? ` (attempt ${attempt})` : ''}\n`);
    for (const fault of faults) process.stdout.write(`         ${fault}\n`);
    if (faults.length > 0) wrong.push(outage.name);
    return;
  }
}

async function look(outage: Outage, attempt: number): Promise<{ faults: string[]; trusted: boolean }> {
  try {
    const place = `${all.indexOf(outage)}-${attempt}`;
    const said = await runForReal(outage, { folder: join(folder.path, place), reportText });
    return { faults: faultsOf(said, outage), trusted: said.document.trust.verdict === 'trusted' };
  } catch (error) {
    return { faults: [String(error)], trusted: false };
  }
}

/** What shares the processor on purpose runs when nothing else does. */
const alone = queue.filter(({ busyMachine }) => busyMachine === true);
const beside = queue.filter((outage) => !alone.includes(outage));
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = beside.shift(); next !== undefined; next = beside.shift()) await hold(next);
  }),
);
for (const outage of alone) await hold(outage);
folder.remove();
process.stdout.write(`\noutages: ${done - wrong.length} of ${done} as a person would say\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
