/**
 * A made-up workbench to look at: `node test/support/made-up/serve.ts [SCENARIO] [SPEED]`, after a build; Ctrl-C ends it.
 * Enter prints a new address of it.
 */
import { createInterface } from 'node:readline';
import { MadeUpWorkbenches, SCENARIOS } from './workbench.ts';

const [wanted = 'demo', speed = '1'] = process.argv.slice(2);
const scenario = SCENARIOS.find((name) => name === wanted);
if (scenario === undefined) throw new Error(`a scenario is one of ${SCENARIOS.join(', ')}`);
const workbenches = await MadeUpWorkbenches.start();
const workbench = await workbenches.open(scenario, Number(speed));
process.stdout.write(`${await workbench.address()}\n`);
const lines = createInterface({ input: process.stdin });
lines.on('line', async () => process.stdout.write(`${await workbench.address()}\n`));
process.once('SIGINT', async () => {
  lines.close();
  await workbench.close();
  await workbenches.close();
});
