/**
 * Fires at one fault in a process of its own, which may have been isolated: `node engine-fault-process.ts ID [URL]`.
 * Starts the fault itself where no URL is given. Prints one line of JSON.
 */
import { fireAtFault } from './engine-fault.ts';
import { faultById } from './fault-server.ts';

const [id = '', url] = process.argv.slice(2);
const fault = faultById(id);
const target = url === undefined ? await fault.start() : { url };
const uncaught: string[] = [];
process.on('uncaughtException', (error) => uncaught.push(String(error)));
process.on('unhandledRejection', (error) => uncaught.push(String(error)));
const { codes, totals, failures } = await fireAtFault(fault, target);
if ('close' in target) await target.close();
const sides = Object.fromEntries(failures.map(({ code, side }) => [code, side]));
process.stdout.write(`${JSON.stringify({ codes, sides, totals, uncaught })}\n`);
process.exit(0);
