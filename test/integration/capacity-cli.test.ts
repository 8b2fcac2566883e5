import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Summary } from '../../src/contract/summary.ts';
import type { RunRow } from '../../src/contract/wire.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { runPlimsoll } from '../support/workbench.ts';

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

it('a search that Ctrl-C ends keeps what it knew, says so everywhere, and ends with 130', async () => {
  const csv = join(dir.path, 'csv');
  const junit = join(dir.path, 'junit.xml');
  const { code, out, err } = await runPlimsoll(
    [
      ...['capacity', `${server.url}/`, '--objective', 'p95<500ms', '--objective', 'errors<1%'],
      ...['--csv', csv, '--junit', junit, '--data-dir', dir.path],
    ],
    {
      onStart: (child) => {
        void server.received(50).then(() => child.kill('SIGINT'));
      },
    },
  );
  expect(code).toBe(130);
  expect(err).toContain('Searches for the highest rate at which p95<500ms and errors<1% hold.');
  expect(err).toContain('Stopping; what was measured is kept.');
  expect(out).toContain('\nCapacity\n');
  const shown = JSON.parse((await plimsoll('show', 'last', '--json', '-')).out) as Summary;
  expect(shown.run).toMatchObject({ state: 'stopped', purpose: 'capacity' });
  expect(shown.totals.sent).toBe(server.counts().requests);
  expect(shown.capacity).toMatchObject({
    by: 'rate',
    objectives: ['p95<500ms', 'errors<1%'],
    stage: 'done',
    highest: null,
  });
  // Stored, told again and printed, it is the same answer.
  const answer = shown.capacity?.sentence ?? '';
  expect(out.trimEnd()).toContain(answer);
  expect((await plimsoll('show', 'last')).out.split(answer)).toHaveLength(2);
  const [row] = JSON.parse((await plimsoll('runs', '--json', '-')).out) as RunRow[];
  expect(row).toMatchObject({ outcome: 'not gradable', capacity: { value: null, unit: 'req/s' } });
  expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="capacity" tests="2" failures="2"');
  // Stopped amid its first step or before it, there is a table with that step, or none.
  const steps = shown.capacity?.steps.length ?? 0;
  expect(existsSync(join(csv, 'capacity-steps.csv'))).toBe(steps > 0);
});

it('a later run without a search leaves no steps and segments of an earlier one in its folder', async () => {
  const [used, fresh] = [join(dir.path, 'used'), join(dir.path, 'fresh')];
  mkdirSync(used);
  for (const name of ['capacity-steps.csv', 'segments.csv'])
    writeFileSync(join(used, name), 'number,stage,load\r\n1,climb,400\r\n');
  expect((await plimsoll('run', `${server.url}/`, '-n', '1', '--csv', used)).code).toBe(0);
  for (const name of ['capacity-steps.csv', 'segments.csv'])
    expect(readFileSync(join(used, name), 'utf8').trimEnd().split('\r\n')).toEqual([
      expect.stringMatching(/^(?:number|segment),.*_ms,/),
    ]);
  await plimsoll('export', 'last', '--csv', fresh);
  expect(existsSync(join(fresh, 'segments.csv'))).toBe(true);
  expect(existsSync(join(fresh, 'capacity-steps.csv'))).toBe(false);
});
