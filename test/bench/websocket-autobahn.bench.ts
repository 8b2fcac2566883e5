/**
 * The cases of the Autobahn TestSuite against the WebSocket driver as the client, by kosoku, which runs the suite's own
 * case files on Python 3.
 * Run: `pip install kosoku==0.1.0`, then `node test/bench/websocket-autobahn.bench.ts [path of kosoku [case …]]`; all cases
 * take some ten minutes, `'[1-7].*'` seconds. Bound: no case fails.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AddressBook } from '../../src/workers/engine/connections/address-book.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { createWebSocketDriver } from '../../src/workers/protocols/websocket/websocket.ts';
import type { WebSocketDriver } from '../../src/workers/protocols/websocket/websocket-port.ts';
import { makePlan } from '../support/made-plan.ts';
import { LOOPBACK, unusedPort } from '../support/ports.ts';
import { TruthReport } from '../support/truth-report.ts';

const [, , KOSOKU = 'kosoku', ...CASES] = process.argv;
const AGENT = 'plimsoll';
/** Some cases send 16 MiB in small pieces. */
const LONGEST_CASE_MS = 60_000;

if (spawnSync(KOSOKU, ['--help']).status === 0) await run();
else process.stdout.write('skipped: no kosoku here; `pip install kosoku==0.1.0` and give its path\n');

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-autobahn-'));
  const address = `${LOOPBACK}:${await unusedPort()}`;
  const included = CASES.flatMap((pattern) => ['-i', pattern]);
  const server = spawn(KOSOKU, ['-m', 'fuzzingserver', '-o', folder, ...included, address], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await listening(server);
    const ended = once(server, 'exit');
    await runCases(`ws://${address}`);
    await ended;
    verdict(folder);
  } finally {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

/** Its standard error stays open to the end: it says there which cases failed, and only then writes the report. */
function listening(server: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.stderr?.on('data', (chunk) => {
    if (String(chunk).includes('listening')) resolve();
  });
  server.once('exit', () => reject(new Error('kosoku ended before it listened')));
  return promise;
}

async function runCases(base: string): Promise<void> {
  const clock = createSystemClock();
  const { limits } = makePlan();
  const addresses = new AddressBook({ clock, timeoutUs: 1_000_000, allowedHosts: [] });
  const driver = createWebSocketDriver({ clock, limits, addresses });
  const count = Number(await converse(driver, `${base}/getCaseCount`));
  for (let number = 1; number <= count; number += 1) {
    await converse(driver, `${base}/runCase?case=${number}&agent=${AGENT}`);
    if (number % 50 === 0) process.stdout.write(`${number} of ${count} cases\n`);
  }
  await converse(driver, `${base}/updateReports?agent=${AGENT}`);
}

/** Sends every message back as it came, until the server closes; the last text. */
function converse(driver: WebSocketDriver, url: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let last = '';
  const nothing = () => {};
  const link = driver.open(
    {
      url,
      subprotocols: [],
      headers: [],
      maxMessageBytes: 64 * 1_048_576,
      perMessageDeflate: true,
      closeTimeoutMs: 2_000,
    },
    {
      onOpen: nothing,
      onMessage(frame, isBinary) {
        if (!isBinary) last = frame.toString();
        if (!link.isOpen) return;
        if (isBinary) link.sendBinary(Buffer.from(frame));
        else link.sendText(last);
      },
      onPong: nothing,
      onHeard: nothing,
      onBroken: nothing,
      onEnd() {
        clearTimeout(late);
        resolve(last);
      },
    },
  );
  const late = setTimeout(() => link.cut(), LONGEST_CASE_MS);
  return promise;
}

interface CaseReport {
  readonly behavior: string;
  readonly behaviorClose: string;
}

/** As Autobahn has it: OK, NON-STRICT and INFORMATIONAL pass; UNIMPLEMENTED is an extension we do not offer. */
function verdict(folder: string): void {
  const index: unknown = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  const [cases = {}] = Object.values(index as Record<string, Record<string, CaseReport>>);
  const tally = new Map<string, string[]>();
  for (const [id, { behavior, behaviorClose }] of Object.entries(cases)) {
    const kind =
      behaviorClose === 'FAILED' || behaviorClose === 'UNCLEAN' ? `close ${behaviorClose}` : behavior;
    tally.set(kind, [...(tally.get(kind) ?? []), id]);
  }
  const report = new TruthReport('Autobahn');
  for (const [kind, ids] of tally) {
    const isBad = kind === 'FAILED' || kind === 'UNCLEAN' || kind.startsWith('close');
    const which = ids.length <= 12 ? `: ${ids.join(' ')}` : '';
    if (isBad) report.check(kind, `${ids.length}${which}`, { bound: 'none', met: false });
    else report.note(kind, `${ids.length}${which}`);
  }
  const total = Object.keys(cases).length;
  report.check('cases', String(total), { bound: 'some', met: total > 0 });
  report.finish();
}
