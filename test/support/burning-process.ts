/**
 * Burns a share of a core, measured by its own CPU time, so that a crowded machine makes it late and not less; says on its
 * standard output what it has used: `{pid, atUs, cpuUs}`, ten times a second. Begins to burn at the time that a line of its
 * standard input tells. Its argument is a `Burner` in JSON.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Burner } from './burning.ts';
import { monotonicUs } from './monotonic.ts';

const TURN_MS = 20;
const SAY_EVERY_MS = 100;
/** Of a turn at most; what is missing then is made up for in the next. */
const MAX_BURN_MS = 60;

const burner: Burner = JSON.parse(process.argv[2] ?? '{}');
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const cpuUs = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
/** Of children that have ended. */
let childrenUs = 0;
const sayUsed = () => say({ pid: process.pid, atUs: monotonicUs(), cpuUs: cpuUs() + childrenUs });

const workers = (burner.workers ?? []).map((share) =>
  spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify({ share })], {
    stdio: ['pipe', 'inherit', 'inherit'],
  }),
);

/** Until then it only says, seldom enough to cost next to nothing. */
function burnFrom(fromUs: number): void {
  setInterval(sayUsed, SAY_EVERY_MS);
  if (burner.shortLived !== undefined) burnInChildren(burner.shortLived);
  if (burner.share === 0) return;
  setTimeout(
    () => {
      const usedBefore = cpuUs();
      setInterval(() => {
        const due = usedBefore + burner.share * (monotonicUs() - fromUs);
        const until = monotonicUs() + MAX_BURN_MS * 1_000;
        while (cpuUs() < due && monotonicUs() < until);
      }, TURN_MS);
    },
    Math.max(0, (fromUs - monotonicUs()) / 1_000),
  );
}

for (const worker of workers) worker.stdin.on('error', () => process.exit());
// A worker whose master was killed has nobody to say it to.
process.stdout.on('error', () => process.exit());
/** Each burns the same, says on its last breath what it used, and is waited for. */
function burnInChildren(share: number): void {
  const text = `process.stdout.on('error', () => process.exit());
    const burn = 60_000; let used = 0;
    while ((used = process.cpuUsage().user + process.cpuUsage().system) < burn + 30_000);
    process.stdout.write(String(used))`;
  const startedUs = monotonicUs();
  let usedUs = 0;
  const next = () => {
    const child = spawn(process.execPath, ['-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (used: Buffer) => {
      usedUs += Number(used);
    });
    child.on('close', () => {
      childrenUs = usedUs;
      setTimeout(next, Math.max(0, (usedUs / share - (monotonicUs() - startedUs)) / 1_000));
    });
  };
  next();
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  for (const worker of workers) worker.stdin.write(`${line}\n`);
  burnFrom(Number(line));
});
// Whoever started it is gone.
lines.on('close', () => process.exit());

if (burner.port === undefined) say({ pid: process.pid, port: 0 });
else {
  const server = createServer();
  server.listen(burner.port, burner.host ?? '127.0.0.1', () => {
    const address = server.address();
    say({ pid: process.pid, port: typeof address === 'object' ? address?.port : 0 });
  });
}
