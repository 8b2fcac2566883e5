import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openApp } from '../support/opened-app.ts';
import { startRecordingServer } from '../support/recording-server.ts';
import { createTempDir } from '../support/temp-dir.ts';

const OWNER = fileURLToPath(new URL('../support/series-owner.ts', import.meta.url));

it('a series that is killed in its second run keeps the first, and is continued with the turn that was cut', async () => {
  const dir = createTempDir();
  const server = await startRecordingServer(new Map([['GET /', { status: 200 }]]));
  const owner = spawn(process.execPath, [OWNER, dir.path, `${server.url}/`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => owner.once('exit', resolve));
  let seriesId = '';
  let runs = 0;
  try {
    for await (const line of createInterface({ input: owner.stdout })) {
      const [word, id = ''] = line.split(' ');
      if (word === 'series') seriesId = id;
      if (word === 'run') runs += 1;
      if (word === 'second' && runs === 2) break;
    }
  } finally {
    owner.kill('SIGKILL');
    await gone;
  }
  const app = openApp(dir.path);
  try {
    const found = await app.handlers['series.get']({ seriesId });
    if (!found.ok) throw new Error(found.failure.message);
    const { row, document } = found.value;
    expect(row.state).toBe('interrupted');
    expect(document.runs.map(({ state }) => state)).toEqual(['completed', 'interrupted']);
    expect([document.runs[1]?.role, document.runs[1]?.why]).toEqual([
      'left out',
      'It was ended before its plan was.',
    ]);
    const again = await app.handlers['series.continue']({ seriesId });
    if (!again.ok) throw new Error(again.failure.message);
    const after = await app.handlers['series.get']({ seriesId });
    if (!after.ok) throw new Error(after.failure.message);
    const cut = document.runs[1]?.side;
    // On a busy machine the first run may not count: then its turn comes first.
    const next = document.runs[0]?.role === 'counted' ? cut : document.runs[0]?.side;
    expect(after.value.row.state).toBe('running');
    expect(after.value.document.runs.at(-1)).toMatchObject({
      runId: again.value.runId,
      side: next,
      role: 'pending',
    });
    const before = performance.now();
    await app.handlers['series.stop']({ seriesId });
    expect(performance.now() - before).toBeLessThan(1_500);
  } finally {
    await app.close();
    await server.close();
    dir.remove();
  }
}, 30_000);
