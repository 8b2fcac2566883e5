import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/main/services/app-port.ts';
import { processExists } from '../../src/main/storage/process-identity.ts';
import { openApp } from '../support/opened-app.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

let dir: TempDir;
let app: App;
beforeEach(() => {
  dir = createTempDir();
  app = openApp(dir.path);
});
afterEach(async () => {
  await app.close();
  dir.remove();
});

async function startSamples(): Promise<Readonly<Record<string, string>>> {
  const started = await app.handlers['samples.start']({});
  if (!started.ok) throw new Error(started.failure.message);
  return started.value.urls;
}

async function stateOf(url: string): Promise<{ profile: string; process: { pid: number } }> {
  const answer = await fetch(new URL('/__plimsoll/state', url));
  return (await answer.json()) as { profile: string; process: { pid: number } };
}

describe('the sample services of the app', () => {
  it('run on five free ports and change their profile while running', async () => {
    const urls = await startSamples();
    expect(Object.keys(urls).toSorted()).toEqual(['auth', 'entitlements', 'gateway', 'metrics', 'streaming']);
    const switched = await app.handlers['samples.setProfile']({ profile: 'slow' });
    expect(switched.ok && switched.value.profile).toBe('slow');
    expect((await stateOf(urls.gateway ?? '')).profile).toBe('slow');
    const again = await app.handlers['samples.start']({ profile: 'healthy' });
    const { pid } = (await stateOf(urls.gateway ?? '')).process;
    expect(again.ok && again.value).toEqual({ state: 'running', profile: 'healthy', urls, pid });
  });

  it('are watched by themselves in a run on them, each pool and cache of what is tested', async () => {
    await startSamples();
    const started = await app.runs.start({
      plan: { kind: 'preset', name: 'gateway' },
      overrides: { users: 5, spawnRate: 50, durationMs: 3_000, warmupMs: 0 },
      onSamples: true,
      force: true,
    });
    if (!started.ok) throw new Error(started.failure.message);
    const { watches = [], gauges = [] } = await started.value.done;
    expect(watches.map(({ watch }) => watch)).toEqual(['sample services', 'pools and caches']);
    expect(watches[0]?.found[0]?.text).toMatch(/^process \d+ /);
    const read = gauges.flatMap(({ watch, name, statistics }) =>
      statistics === null ? [] : [`${watch} ${name}`],
    );
    expect(read).toContain('sample services target_memory_resident_bytes');
    expect(read).toContain('pools and caches db_pool_connections_in_use{service="gateway"}');
    expect(read).toContain('pools and caches cache_hits_total_per_second{service="gateway"}');
  });

  it('are gone when stopped, and when the app is closed', async () => {
    const first = (await stateOf((await startSamples()).gateway ?? '')).process.pid;
    await app.handlers['samples.stop']({});
    const second = (await stateOf((await startSamples()).gateway ?? '')).process.pid;
    await app.close();
    expect([processExists(first), processExists(second)]).toEqual([false, false]);
  });

  it('end by themselves when the program that started them is killed', async () => {
    const script = fileURLToPath(new URL('../support/samples-owner.ts', import.meta.url));
    const owner = spawn(execPath, [script, dir.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(/^samples (\d+)$/m.exec(line.toString())?.[1]);
    expect(processExists(pid)).toBe(true);
    // The owner alone, not the group: nobody tells the services anything.
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await expect.poll(() => processExists(pid), { timeout: 5_000 }).toBe(false);
  });
});
