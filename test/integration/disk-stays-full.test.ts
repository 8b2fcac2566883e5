import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Summary } from '../../src/contract/summary.ts';
import { startRecordingServer } from '../support/recording-server.ts';
import { runPlimsoll } from '../support/workbench.ts';

/** A disk of four megabytes, where this machine lets the tests mount one. */
const disk = mkdtempSync(join(tmpdir(), 'plimsoll-disk-'));
const mounted = mountDisk();
afterAll(() => {
  if (mounted) execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

function mountDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Takes all the room there is. */
function fill(): void {
  try {
    for (let nth = 0; nth < 4_096; nth += 1) {
      writeFileSync(join(disk, 'filling'), Buffer.alloc(4_096, 1), { flag: 'a' });
    }
  } catch {
    // Full.
  }
}

it.skipIf(!mounted)(
  'a disk that fills and stays full is said, ends with 2, and the run keeps how it ended',
  async () => {
    const server = await startRecordingServer();
    const dataDir = join(disk, 'data');
    const { code, err } = await runPlimsoll(
      ['run', `${server.url}/`, '--rate', '50', '--duration', '5s', '--quiet', '--data-dir', dataDir],
      { onStart: () => void server.received(120).then(fill) },
    );
    const sent = server.counts().requests;
    await server.close();
    expect(err).toMatch(
      /The disk that holds \S+ is full\. 1 second of the run waits in memory to be saved\./,
    );
    expect(err).toMatch(/plimsoll: The run is not stored completely\. .* seconds of the run wait in memory/);
    expect(code).toBe(2);
    expect(existsSync(join(disk, 'filling'))).toBe(true);
    const shown = JSON.parse(
      (await runPlimsoll(['show', 'last', '--json', '-', '--data-dir', dataDir])).out,
    ) as Summary;
    expect(shown.run.state).toBe('completed');
    expect(shown.run.endReason).toMatch(/^\d seconds of the run could not be saved/);
    expect(shown.run.endReason).not.toContain('vanished');
    expect(shown.totals.sent).toBeLessThan(sent);
  },
);
