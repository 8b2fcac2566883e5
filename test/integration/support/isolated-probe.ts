/**
 * What plain `node:net` meets in an isolated process: `isolated-probe.ts ID [URL]` opens the connections of that
 * fault, starting its target itself unless a URL is given, and prints a tally of outcomes as JSON.
 */
import { connect } from 'node:net';
import { faultById } from '../../support/fault-server.ts';

const [, , id = '', given] = process.argv;
const fault = faultById(id);
const target = given === undefined ? await fault.start() : undefined;
const { hostname, port } = new URL(given ?? target?.url ?? '');

function outcome(): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || 80, autoSelectFamily: false });
    const timer = setTimeout(() => resolve('timeout'), 1_000);
    socket.once('connect', () => resolve('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('close', () => clearTimeout(timer));
  });
}

const tally: Record<string, number> = {};
for (const result of await Promise.all(Array.from({ length: fault.client?.concurrent ?? 1 }, outcome))) {
  tally[result] = (tally[result] ?? 0) + 1;
}
// The sockets are left to the end of the process: they are what the limit is measured by.
process.stdout.write(JSON.stringify(tally), () => process.exit(0));
