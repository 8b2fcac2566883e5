import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/contract/summary.ts';
import type { RunRow } from '../../src/contract/wire.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { runPlimsoll } from '../support/workbench.ts';

/** What is said around runs: notes, the bin, words of other tools. */
const dir = createTempDir();
let server: RecordingServer;
beforeAll(async () => {
  server = await startRecordingServer();
});
afterAll(async () => {
  await server.close();
  dir.remove();
});

const plimsoll = (...args: string[]) => runPlimsoll([...args, '--data-dir', dir.path]);
const rows = async () => JSON.parse((await plimsoll('runs', '--json', '-')).out) as RunRow[];
const run = (...more: string[]) =>
  plimsoll('run', `${server.url}/`, '--rate', '20', '--duration', '1s', '--quiet', ...more);

describe('a run', () => {
  it('keeps a note, tags and a purpose, and a purpose that is none is refused before it', async () => {
    const { code } = await run(
      '--note',
      'after the fix',
      '--tag',
      'nightly',
      '--tag',
      'ci',
      '--purpose',
      'stress',
    );
    expect(code).toBe(0);
    const [row] = await rows();
    expect(row).toMatchObject({ notes: 'after the fix', tags: ['nightly', 'ci'], purpose: 'stress' });
    const shown = JSON.parse((await plimsoll('show', 'last', '--json', '-')).out) as Summary;
    expect(shown.run).toMatchObject({ notes: 'after the fix', purpose: 'stress' });
    const before = server.counts().requests;
    const refused = await run('--purpose', 'fun');
    expect([refused.code, refused.err]).toEqual([
      2,
      'plimsoll: --purpose fun is not a purpose. Choose one of validation, capacity, benchmark, stress.\n',
    ]);
    expect(server.counts().requests).toBe(before);
  });

  it('is put into the bin and brought back; the list names the time zone', async () => {
    await run('--name', 'binned');
    const [row] = await rows();
    const runId = row?.runId ?? '';
    expect((await plimsoll('runs')).out).toContain('started (UTC)');
    const deleted = await plimsoll('delete', 'last');
    expect([deleted.code, deleted.out]).toEqual([
      0,
      `Deleted run ${runId}. Restore it with: plimsoll restore ${runId}\n`,
    ]);
    expect((await rows()).map((one) => one.runId)).not.toContain(runId);
    const restored = await plimsoll('restore', runId);
    expect([restored.code, restored.out]).toEqual([0, `Restored run ${runId} (binned).\n`]);
    expect((await rows())[0]?.runId).toBe(runId);
    expect((await plimsoll('restore', 'nope')).code).toBe(2);
    expect((await plimsoll('delete', 'nope')).code).toBe(2);
  });
});

describe('words of other tools get a sentence and a way out, and nothing is sent', () => {
  it.each([
    [['run', 'localhost:3000'], /localhost:3000 has no scheme\. Write http:\/\/localhost:3000/],
    [['run', 'ftp://127.0.0.1/'], /ftp is not HTTP, WebSocket or SSE\./],
    [['run', 'locustfile.py'], /a Python script, as Locust runs; Plimsoll runs plans/],
    [
      ['run', 'http://127.0.0.1:9/', '--run-time', '5s'],
      /unknown option '--run-time'\nHere it is --duration/,
    ],
    [['run', 'smoke', '--host', 'http://127.0.0.1:9'], /Here it is the address itself/],
    [['run', 'smoke', '--set', '__proto__=1'], /--set cannot set __proto__\./],
  ])('%j', async (args, sentence) => {
    const { code, err } = await plimsoll(...args);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });
});
