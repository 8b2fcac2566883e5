/**
 * Limits: what becomes of the command line where the machine, the disk, its parent, its target or its input end, as root
 * and as a user. Run: `node test/bench/limits.bench.ts [--only words]`. Bounds: 0 crashes, nothing lost without a word,
 * books that balance, one sentence each; 300 endless streams in 700 MiB.
 */
import { parseArgs } from 'node:util';
import {
  type Case,
  descriptors,
  devices,
  endlessStreams,
  fullDisk,
  hostileTexts,
  parentKilled,
  standardOutput,
  whileBuilding,
} from '../support/limits/cases.ts';
import { closedFolder, identities } from '../support/limits/command.ts';
import { TruthReport } from '../support/truth-report.ts';

const CASES: Readonly<Record<string, Case>> = {
  descriptors,
  disk: fullDisk,
  parent: parentKilled,
  streams: endlessStreams,
  texts: hostileTexts,
  output: standardOutput,
  devices,
  build: whileBuilding,
};
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

const report = new TruthReport('limits');
const people = identities();
if (people.length === 1) report.note('as root', 'skipped: only root can be both');
const closed = closedFolder();
for (const who of people) {
  if (who.ids !== null && closed !== null) {
    report.note('as a user', `skipped: nobody else may enter ${closed}; chmod o+x it, or clone elsewhere`);
    continue;
  }
  for (const [name, outcomes] of Object.entries(CASES)) {
    if (values.only !== '' && !values.only.split(',').includes(name)) continue;
    for await (const outcome of outcomes(who)) {
      if ('reason' in outcome) {
        report.note(`${who.name}: ${outcome.what}`, `skipped: ${outcome.reason}`);
        continue;
      }
      const { what, figure, crashed, lost, balanced, sentence } = outcome;
      const faults = [
        crashed ? 'crashed' : '',
        lost === '' ? '' : `lost: ${lost}`,
        balanced === false ? 'books do not balance' : '',
        sentence === '' ? 'nothing said' : '',
      ].filter((fault) => fault !== '');
      report.check(`${who.name}: ${what}`, figure, {
        bound: faults.join(', ') || 'met',
        met: faults.length === 0,
      });
      if (sentence !== null && sentence !== '') process.stdout.write(`    "${sentence}"\n`);
    }
  }
}
for (const { home } of people) home.remove();
report.finish();
