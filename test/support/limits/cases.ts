/** Each case brings the command line to a limit as somebody, and tells what became of it. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../../../src/contract/summary.ts';
import type { RunRow } from '../../../src/contract/wire.ts';
import { HOSTILE_FILES } from '../../unit/main/services/plans/hostile-files.ts';
import { monotonicUs } from '../monotonic.ts';
import { startRecordingServer } from '../recording-server.ts';
import {
  documentIn,
  type Ended,
  folderOf,
  type Identity,
  isBalanced,
  isCrash,
  plimsollAs,
  sentencesOf,
} from './command.ts';
import { mountDisk } from './disk.ts';
import { startEndlessTarget } from './target.ts';

/** What became of a case; null: it cannot be had here, for the reason. */
export interface Outcome {
  readonly what: string;
  readonly figure: string;
  readonly crashed: boolean;
  /** What was lost without a word, in words; empty: nothing. */
  readonly lost: string;
  /** null: there are no books. */
  readonly balanced: boolean | null;
  /** What was said; null: nothing was to be said. */
  readonly sentence: string | null;
}
export interface Skipped {
  readonly what: string;
  readonly reason: string;
}
export type Case = (who: Identity) => AsyncGenerator<Outcome | Skipped>;

function outcomeOf(what: string, ended: Ended, more: Partial<Outcome> & { figure: string }): Outcome {
  const [sentence = ''] = sentencesOf(ended);
  return { what, crashed: isCrash(ended), lost: '', balanced: null, sentence, ...more };
}

export async function* descriptors(who: Identity): AsyncGenerator<Outcome> {
  const target = await startEndlessTarget('stalled');
  for (const limit of [64, 128, 256, 512, 1_024]) {
    const args = ['run', target.url, '--rate', '1500', '--duration', '1s', '--timeout', '2s', '--quiet'];
    const refused = await plimsollAs(who, args, { descriptors: limit });
    yield outcomeOf(`${limit} descriptors`, refused, {
      figure: `exit ${refused.code}`,
      lost: refused.code === 2 ? '' : `exit ${refused.code}`,
    });
    const file = join(who.home.path, `fd-${limit}.json`);
    const forced = await plimsollAs(who, [...args, '--force', '--json', file], { descriptors: limit });
    const summary = documentIn(file);
    const row = summary?.errors.find(({ code }) => code === 'client.fd_limit');
    const failed = row?.count ?? 0;
    yield outcomeOf(`${limit} descriptors, forced`, forced, {
      figure: `exit ${forced.code}, ${failed} of ${summary?.totals.sent ?? 0} by client.fd_limit`,
      lost: failed > 0 ? '' : 'client.fd_limit',
      balanced: summary !== null && isBalanced(summary),
      sentence: row?.message ?? '',
    });
  }
  await target.close();
}

export async function* fullDisk(who: Identity): AsyncGenerator<Outcome | Skipped> {
  for (const stays of [true, false]) {
    const what = stays ? 'disk full from second 3 and for good' : 'disk full from second 3 for two seconds';
    const disk = mountDisk(who, 4);
    if (disk === null) {
      yield { what, reason: 'no disk can be mounted here' };
      continue;
    }
    const server = await startRecordingServer();
    const data = ['--data-dir', join(disk.path, 'data')];
    const args = ['run', `${server.url}/`, '--rate', '50', '--duration', '7s', '--quiet', ...data];
    const ended = await plimsollAs(who, args, {
      onStart: () =>
        void server.received(150).then(() => {
          disk.fill();
          if (!stays) setTimeout(() => disk.free(), 2_000);
        }),
    });
    const { sent, summary } = { sent: server.counts().requests, summary: await shown(who, data) };
    await server.close();
    const missing = sent - (summary?.totals.sent ?? 0);
    const isSaid = ended.code === 2 && /could not be saved/.test(summary?.run.endReason ?? '');
    yield outcomeOf(what, ended, {
      figure: `exit ${ended.code}, ${missing} of ${sent} requests not stored`,
      lost: missing > 0 && !isSaid ? `${missing} requests` : '',
      balanced: summary !== null && isBalanced(summary),
      ...(stays ? {} : { sentence: sentencesOf(ended)[0] ?? null }),
    });
    disk.remove();
  }
}

async function shown(who: Identity, data: readonly string[]): Promise<Summary | null> {
  const { code, out } = await plimsollAs(who, ['show', 'last', '--json', '-', ...data]);
  return code === 0 ? (JSON.parse(out) as Summary) : null;
}

/** A program that starts another and outlives nothing. */
const STARTER = `
const { spawn } = require('node:child_process');
const [program, ...args] = process.argv.slice(1);
spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
setInterval(() => {}, 1000);
`;
const CLI = fileURLToPath(new URL('../../../out/main/cli.js', import.meta.url));

export async function* parentKilled(who: Identity): AsyncGenerator<Outcome> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGKILL'] as const) {
    const server = await startRecordingServer();
    const folder = folderOf(who, `killed-${signal}`);
    const data = ['--data-dir', join(folder, 'data')];
    const args = [CLI, 'run', `${server.url}/`, '--rate', '40', '--duration', '30s', '--quiet', ...data];
    const parent = spawn(process.execPath, ['-e', STARTER, process.execPath, ...args], {
      stdio: 'ignore',
      env: { ...process.env, npm_command: undefined, HOME: who.home.path },
      ...(who.ids ?? {}),
    });
    await server.received(30);
    const killedUs = monotonicUs();
    parent.kill(signal);
    const row = await keptRow(who, data);
    const afterMs = ((server.requests.at(-1)?.atUs ?? 0) - killedUs) / 1_000;
    const summary = await shown(who, data);
    const missing = server.counts().requests - (summary?.totals.sent ?? 0);
    await server.close();
    yield {
      what: `parent killed by ${signal}`,
      figure: `last request ${Math.max(0, afterMs).toFixed(0)} ms after it, kept as ${row?.state ?? 'nothing'}`,
      crashed: row?.state !== 'stopped' || afterMs >= 1_000,
      lost: missing === 0 ? '' : `${missing} requests`,
      balanced: summary !== null && isBalanced(summary),
      sentence: summary?.run.endReason ?? '',
    };
  }
}

/** The run, once nobody works on it any more. */
async function keptRow(who: Identity, data: readonly string[]): Promise<RunRow | null> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const { out } = await plimsollAs(who, ['runs', '--json', '-', ...data]);
    const [row] = (out === '' ? [] : JSON.parse(out)) as RunRow[];
    if (row !== undefined && row.state !== 'running') return row;
  }
  return null;
}

/** Less than what the streams of a run may hold, with what the system holds of 300 sockets: all are open then. */
const POURED_BYTES = 400 * 1_048_576;

export async function* endlessStreams(who: Identity): AsyncGenerator<Outcome> {
  for (const isStopped of [false, true]) {
    const target = await startEndlessTarget('endless');
    const file = join(who.home.path, `endless-${isStopped}.json`);
    const duration = isStopped ? '60s' : '15s';
    const args = ['run', target.url, '--sse', '--connections', '300', '--duration', duration, '--quiet'];
    let peakMib = 0;
    let stoppedAtMs = 0;
    const ended = await plimsollAs(who, [...args, '--json', file], {
      onStart(child) {
        const watch = setInterval(() => {
          peakMib = Math.max(peakMib, residentMib(child.pid ?? 0));
        }, 100);
        child.once('close', () => clearInterval(watch));
        if (!isStopped) return;
        void target.poured(POURED_BYTES, 40_000).then(() => {
          stoppedAtMs = Date.now();
          child.kill('SIGINT');
        });
      },
    });
    // The target is busy, too: it may hear of the last close only now.
    for (let waits = 0; waits < 50 && (target.closedAtMs() ?? 0) < stoppedAtMs; waits += 1) await delay(100);
    const stopMs = isStopped ? (target.closedAtMs() ?? 0) - stoppedAtMs : null;
    await target.close();
    const summary = documentIn(file);
    const isInTime = stopMs === null || (stopMs >= 0 && stopMs <= 250);
    const stop = stopMs === null ? '' : `, all closed ${stopMs} ms after Ctrl-C`;
    yield outcomeOf(`300 endless event streams${isStopped ? ', stopped' : ''}`, ended, {
      figure: `${peakMib.toFixed(0)} MiB at most${stop}`,
      lost: peakMib < 700 && isInTime ? '' : 'the bounds of memory or time',
      balanced: summary !== null && isBalanced(summary),
      sentence: isStopped
        ? null
        : (summary?.errors.find(({ code }) => code === 'sse.too_big')?.message ?? ''),
    });
  }
}

/** Of a process; 0 where it is gone. */
function residentMib(pid: number): number {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

export async function* hostileTexts(who: Identity): AsyncGenerator<Outcome> {
  for (const file of HOSTILE_FILES.filter(({ name }) => /^900 KB|lists of lists/.test(name))) {
    const place = join(folderOf(who, 'texts'), 'plan.yaml');
    writeFileSync(place, file.make());
    let peakMib = 0;
    const began = performance.now();
    const ended = await plimsollAs(who, ['run', place], {
      onStart(child) {
        const watch = setInterval(() => {
          peakMib = Math.max(peakMib, residentMib(child.pid ?? 0));
        }, 20);
        child.once('close', () => clearInterval(watch));
      },
    });
    const tookMs = performance.now() - began;
    yield outcomeOf(`plan: ${file.name}`, ended, {
      figure: `exit ${ended.code}, ${tookMs.toFixed(0)} ms with the start of the program, ${peakMib.toFixed(0)} MiB`,
      lost: ended.code === 2 && peakMib < 512 ? '' : `exit ${ended.code}`,
    });
  }
}

export async function* standardOutput(who: Identity): AsyncGenerator<Outcome> {
  const server = await startRecordingServer();
  const args = ['run', `${server.url}/`, '--rate', '20', '--duration', '1s', '--quiet', '--json', '-'];
  const full = openSync('/dev/full', 'w');
  const toFull = await plimsollAs(who, args, { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  yield outcomeOf('standard output full', toFull, {
    figure: `exit ${toFull.code}`,
    lost: toFull.code === 2 ? '' : `exit ${toFull.code}`,
  });
  const closed = await plimsollAs(who, args, { onStart: (child) => child.stdout?.destroy() });
  const summary = await shown(who, []);
  yield outcomeOf('standard output closed by its reader', closed, {
    figure: `exit ${closed.code}, the run is kept as ${summary?.run.state ?? 'nothing'}`,
    lost: closed.code === 0 && summary?.totals.sent === 20 ? '' : `exit ${closed.code}`,
    balanced: summary !== null && isBalanced(summary),
    sentence: null,
  });
  await server.close();
}

export async function* devices(who: Identity): AsyncGenerator<Outcome> {
  const server = await startRecordingServer();
  const run = ['run', `${server.url}/`, '--rate', '20', '--duration', '1s', '--quiet'];
  const folder = folderOf(who, 'devices');
  // One of its own for root, so that a fault costs this machine nothing.
  const device = who.name === 'root' ? join(folder, 'null') : '/dev/null';
  if (who.name === 'root') execFileSync('mknod', [device, 'c', '1', '3']);
  const toDevice = await plimsollAs(who, [...run, '--json', device, '--html', device]);
  yield outcomeOf('a device as output', toDevice, {
    figure: `exit ${toDevice.code}, it is ${statSync(device).isCharacterDevice() ? 'still' : 'no longer'} one`,
    lost: statSync(device).isCharacterDevice() && toDevice.code === 0 ? '' : 'the device',
    sentence: null,
  });
  const toFull = await plimsollAs(who, [...run, '--html', '/dev/full']);
  yield outcomeOf('a full device as output', toFull, {
    figure: `exit ${toFull.code}`,
    lost: toFull.code === 2 ? '' : `exit ${toFull.code}`,
  });
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', ['-m', '666', pipe]);
  const copy = join(who.home.path, 'copy.json');
  const reader = spawn('sh', ['-c', 'cat "$0" > "$1"', pipe, copy], { stdio: 'ignore' });
  const read = new Promise((resolve) => reader.once('close', resolve));
  const toPipe = await plimsollAs(who, [...run, '--json', pipe]);
  await read;
  const summary = documentIn(copy);
  yield outcomeOf('a pipe as output', toPipe, {
    figure: `exit ${toPipe.code}, ${statSync(pipe).isFIFO() ? 'still' : 'no longer'} one`,
    lost: summary?.totals.sent === 20 ? '' : 'what was written',
    balanced: summary !== null && isBalanced(summary),
    sentence: null,
  });
  const unread = await plimsollAs(who, ['export', 'last', '--html', pipe]);
  yield outcomeOf('a pipe that nobody reads', unread, {
    figure: `exit ${unread.code}`,
    lost: unread.code === 2 ? '' : `exit ${unread.code}`,
  });
  await server.close();
}

export async function* whileBuilding(who: Identity): AsyncGenerator<Outcome> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  let building = true;
  const build = spawn('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'ignore' });
  const built = new Promise<number | null>((resolve) => {
    build.once('close', (code) => {
      building = false;
      resolve(code);
    });
  });
  const ended: Ended[] = [];
  while (building) {
    const two = [['presets'], ['--version']].map((args) => plimsollAs(who, args));
    ended.push(...(await Promise.all(two)));
  }
  const failed = ended.filter(({ code }) => code !== 0);
  yield {
    what: 'two commands while a build runs',
    figure: `${ended.length} commands, ${failed.length} failed, the build ended with ${await built}`,
    crashed: failed.length > 0,
    lost: '',
    balanced: null,
    sentence: null,
  };
}
