import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/main/services/app-port.ts';
import { openApp } from '../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

let dir: TempDir;
let server: RecordingServer;
let app: App;
beforeEach(async () => {
  dir = createTempDir();
  server = await startRecordingServer({ status: 200, body: 'ok' });
  app = openApp(dir.path);
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
});

async function get(runId: string) {
  const detail = await app.handlers['runs.get']({ runId });
  if (!detail.ok) throw new Error(detail.failure.message);
  return detail.value;
}

describe('a run on real load threads', () => {
  it('balances its books with the server, second by second and in total', async () => {
    const started = await app.runs.start({
      plan: { kind: 'url', url: `${server.url}/items` },
      overrides: { rate: 100, durationMs: 2_000, threads: 2 },
    });
    if (!started.ok) throw new Error(started.failure.message);
    await started.value.done;
    const { summary, row } = await get(started.value.runId);
    const { totals, perSecond } = summary;
    const sum = (figure: 'planned' | 'sent' | 'ok') => perSecond.reduce((all, one) => all + one[figure], 0);
    expect([totals.planned, totals.sent + totals.dropped + totals.cancelled]).toEqual([200, 200]);
    expect([sum('planned'), sum('sent'), sum('ok')]).toEqual([totals.planned, totals.sent, totals.ok]);
    expect(server.counts().requests).toBe(totals.sent);
    expect([row.state, row.requests]).toEqual(['completed', totals.sent]);
    expect(summary.run.environment.targets[0]?.address).toBe('127.0.0.1');
  });
});

describe('a run in another process', () => {
  async function startOwner(): Promise<{ owner: ChildProcess; runId: string; lines: AsyncIterator<string> }> {
    const script = fileURLToPath(new URL('../support/run-owner.ts', import.meta.url));
    const owner = spawn(process.execPath, [script, dir.path, server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: owner.stdout })[Symbol.asyncIterator]();
    const runId = String((await lines.next()).value).slice('run '.length);
    return { owner, runId, lines };
  }

  async function waitFor(lines: AsyncIterator<string>, wanted: string): Promise<void> {
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      if (next.value === wanted) return;
    }
    throw new Error(`the program ended before it said ${wanted}`);
  }

  it('is seen, left alone while it lives, and kept as interrupted to its last second when it is killed', async () => {
    const { owner, runId, lines } = await startOwner();
    await waitFor(lines, 'second 1');
    const listed = await app.handlers['runs.list']({});
    expect(listed.ok && listed.value.map((row) => [row.runId, row.state])).toEqual([[runId, 'running']]);
    for (const name of ['runs.stop', 'runs.delete'] as const) {
      const refused = await app.handlers[name]({ runId });
      expect(!refused.ok && refused.failure.code).toBe(
        name === 'runs.stop' ? 'run.elsewhere' : 'run.running',
      );
    }
    await waitFor(lines, 'second 2');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const after = await app.handlers['runs.list']({});
    expect(after.ok && after.value.map((row) => row.state)).toEqual(['interrupted']);
    const { summary } = await get(runId);
    const seconds = summary.perSecond.map((second) => second.second);
    expect(seconds).toEqual(seconds.map((_, index) => index));
    expect(seconds.length).toBeGreaterThanOrEqual(3);
    expect(summary.run.endReason).toBe(
      'Plimsoll exited unexpectedly; everything up to the last stored second is here.',
    );
    const report = await app.handlers['runs.export']({ runId, format: 'html' });
    expect(report.ok && report.value.text.includes(runId)).toBe(true);
  });
});
